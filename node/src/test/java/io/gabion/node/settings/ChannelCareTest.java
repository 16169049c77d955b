package io.gabion.node.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.gabion.node.settings.Settings.Webhook;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.ResponseCommand.Notified;
import io.gabion.responders.guard.GuardPolicy.Brake;
import io.gabion.responders.guard.Protected;
import io.gabion.responders.worker.Care;
import io.gabion.responders.worker.Standings.Standing;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receiver of notices that is gone for a while, on loopback. */
class ChannelCareTest {
    @TempDir
    Path directory;

    @Test
    void a_receiver_that_is_gone_is_left_alone_shown_so_and_told_once_it_is_back() throws Exception {
        int port = io.gabion.responders.connectors.Peer.freePort();
        try (var outside = Outside.open(settings(port))) {
            int attempt = 0;
            Notified told;
            do {
                told = tell(outside, ++attempt);
                assertThat(told.outcome()).isEqualTo(Outcome.FAILED);
            } while (told.notBefore().isEmpty() && attempt < 50);
            assertThat(told.notBefore()).isPresent();
            assertThat(attempt).isGreaterThan(Care.OF_NOTICES.losses());
            assertThat(standing(outside).losses()).isEqualTo(Care.OF_NOTICES.losses());

            BlockingQueue<String> received = new LinkedBlockingQueue<>();
            var server = desk(port, received);
            try {
                Awaitility.await()
                        .atMost(60, TimeUnit.SECONDS)
                        .until(() -> standing(outside).state().equals("half-open"));
                assertThat(tell(outside, attempt + 1).outcome()).isEqualTo(Outcome.APPLIED);
                assertThat(received).containsExactly("default/response/r1/tell");
                assertThat(standing(outside)).isEqualTo(new Standing("desk", "closed", 0, 0, Instant.MIN));
            } finally {
                server.stop(0);
            }
        }
    }

    private static HttpServer desk(int port, BlockingQueue<String> received) throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            received.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            exchange.sendResponseHeaders(204, -1);
        });
        server.start();
        return server;
    }

    private static Standing standing(Outside outside) {
        assertThat(outside.standings()).hasSize(1);
        return outside.standings().getFirst();
    }

    private static Notified tell(Outside outside, int attempt) throws Exception {
        var order = new NotifyOrder(
                "default/response/r1/tell",
                "tell",
                attempt,
                "desk",
                "default/incident/i1",
                "contain-guessing",
                List.of(),
                Instant.now().plusSeconds(60));
        return outside.tell(order).toCompletableFuture().get(2, TimeUnit.MINUTES);
    }

    private Settings settings(int port) throws Exception {
        var secret = Files.writeString(directory.resolve("secret"), "sixteen or more bytes");
        var hook = new Webhook(URI.create("http://127.0.0.1:" + port + "/"), secret, Optional.empty());
        return new Settings(
                Mode.LIVE,
                Protected.NOTHING,
                Map.of(),
                Map.of("desk", hook),
                Settings.USUAL_BUDGETS,
                Set.of(),
                Brake.USUAL,
                new Settings.Embedded(),
                Settings.RuleSetting.NONE,
                List.of(),
                Optional.empty());
    }
}

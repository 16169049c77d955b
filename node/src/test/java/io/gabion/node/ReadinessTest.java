package io.gabion.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.gabion.node.shell.Fence;
import io.gabion.node.shell.Membership;
import io.gabion.node.store.embedded.EmbeddedStore;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Tenant;
import io.gabion.responders.playbook.Playbooks;
import io.gabion.responders.response.Notices;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadinessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path data;

    private final AtomicBoolean fence = new AtomicBoolean(true);

    /** As one of several that is alone for now. */
    private record OneOfSeveral(Membership alone) implements Membership {
        @Override
        public Config over(Config store) {
            return alone.over(store);
        }

        @Override
        public Fence join(ActorSystem<?> system) throws IOException {
            return alone.join(system);
        }

        @Override
        public Duration takeover() {
            return Duration.ofSeconds(1);
        }

        @Override
        public boolean leads(ActorSystem<?> system) {
            return true;
        }
    }

    @Test
    void a_moment_changes_nothing_and_what_lasts_does() {
        var readiness = new Readiness(fence::get);
        for (var holds : new boolean[] {false, false, true, false, false, true}) {
            fence.set(holds);
            readiness.look();
            assertThat(readiness.isReady()).isTrue();
        }
        fence.set(false);
        for (var ready : new boolean[] {true, true, false, false}) {
            readiness.look();
            assertThat(readiness.isReady()).isEqualTo(ready);
        }
        fence.set(true);
        for (var ready : new boolean[] {false, false, true}) {
            readiness.look();
            assertThat(readiness.isReady()).isEqualTo(ready);
        }
    }

    @Test
    void a_node_whose_fence_is_lost_is_not_ready_until_it_holds_again() throws Exception {
        try (var node = start()) {
            assertThat(ready(node)).isEqualTo(200);
            fence.set(false);
            await().atMost(PATIENCE).until(() -> ready(node) == 503);
            fence.set(true);
            await().atMost(PATIENCE).until(() -> ready(node) == 200);
        }
    }

    @Test
    void a_node_that_is_told_to_end_serves_on_until_others_know_that_it_is_not_ready() throws Exception {
        var node = start();
        assertThat(post(node, "a")).isEqualTo(202);
        var address = node.address();
        var closed = CompletableFuture.runAsync(
                node::close, task -> Thread.ofPlatform().start(task));
        await().atMost(PATIENCE).until(() -> ready(address.getPort()) == 503);
        assertThat(post(node, "b")).isEqualTo(202);
        assertThat(closed).isNotDone();
        assertThat(closed).succeedsWithin(Duration.ofSeconds(60));
        assertThatThrownBy(() -> ready(address.getPort())).isInstanceOf(IOException.class);
    }

    @Test
    void a_node_lingers_for_five_seconds_by_default_and_half_a_minute_at_most() {
        assertThat(Readiness.lingers(ConfigFactory.load())).isEqualTo(Duration.ofSeconds(5));
        assertThatThrownBy(() -> Readiness.lingers(ConfigFactory.parseString("gabion.api.lingers = 31s")))
                .hasMessage("gabion.api.lingers is 0 s to 30 s, not PT31S");
    }

    private Node start() throws IOException {
        var wiring = new Wiring(Playbooks.bundled(), Policies.observing(), Map.of(), Notices.NOBODY);
        var membership = new OneOfSeveral(new Membership.Alone(_ -> fence.get()));
        var ground = new Ground(EmbeddedStore.open(data), new Keys(data), membership);
        return Node.start(ground, data, new Tenant("default"), wiring, "127.0.0.1", 0, List.of());
    }

    private static int ready(Node node) throws Exception {
        return ready(node.address().getPort());
    }

    private static int ready(int port) throws Exception {
        return status(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready")));
    }

    private int post(Node node, String id) throws Exception {
        var uri = URI.create(
                "http://127.0.0.1:" + node.address().getPort() + "/api/v1/tenants/default/sources/web/batches");
        return status(HttpRequest.newBuilder(uri)
                .header(
                        "Authorization",
                        "Bearer "
                                + Files.readString(data.resolve("admin.token")).strip())
                .header("Idempotency-Key", id)
                .POST(BodyPublishers.ofString("Jan  2 03:04:05 web1 sshd[17]: Connection closed by 203.0.113.7\n")));
    }

    private static int status(HttpRequest.Builder request) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.discarding()).statusCode();
        }
    }
}

package io.gabion.responders.connectors.keycloak;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Target;
import io.gabion.responders.connector.Connector.Result;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that answers in JSON, and with what no Keycloak says: it is no answer, and nobody steps down for it. */
class LyingKeycloakTest {
    private static final String TOKEN = "{\"access_token\": \"t\", \"expires_in\": 60}";
    private static final String USER = "{\"id\": \"1\", \"username\": \"alice\", \"enabled\": true, \"attributes\": 7}";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/realms/mesh/protocol/openid-connect/token|{\"access_token\": \"t\", \"expires_in\": 9000000000000000000}",
                "/admin/realms/mesh/users|[7]",
                "/admin/realms/mesh/users|[" + USER + "]"
            })
    void what_makes_no_sense_is_no_answer(String path, String lie) throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var truth = Map.of(
                "/realms/mesh/protocol/openid-connect/token",
                TOKEN,
                "/admin/realms/mesh/users/profile",
                "{\"unmanagedAttributePolicy\": \"ENABLED\"}");
        server.createContext("/", exchange -> {
            var asked = exchange.getRequestURI().getPath();
            var said = (asked.equals(path) ? lie : truth.getOrDefault(asked, "{}")).getBytes(UTF_8);
            exchange.sendResponseHeaders(200, said.length);
            exchange.getResponseBody().write(said);
            exchange.close();
        });
        server.start();
        var settings = new KeycloakSettings(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                "mesh",
                "gabion",
                Files.writeString(folder.resolve("secret"), "secret"),
                "corp",
                "gabion");
        try (var session = new KeycloakSession(Optional.empty(), settings, InstantSource.system())) {
            var connector = new KeycloakConnector(session, settings, Runnable::run, InstantSource.system());
            var now = Instant.now();
            var order = new ContainmentOrder(
                    Verb.APPLY,
                    "k",
                    1,
                    Action.DISABLE_ACCOUNT,
                    new Target("sign-in", "alice@corp"),
                    now.plusSeconds(60),
                    now.plus(Duration.ofSeconds(30)));
            assertThat(connector.apply(order).toCompletableFuture())
                    .succeedsWithin(Duration.ofSeconds(60))
                    .isInstanceOf(Result.Lost.class);
        } finally {
            server.stop(0);
        }
    }
}

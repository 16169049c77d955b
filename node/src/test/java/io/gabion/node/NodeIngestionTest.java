package io.gabion.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.api.Role;
import io.gabion.node.api.Tokens;
import io.gabion.node.store.embedded.EmbeddedStore;
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
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches over HTTP through a whole node, down to the journal. */
class NodeIngestionTest {
    private static final String LINE =
            "Jan  2 03:04:05 web1 sshd[17]: Failed password for u%d from 203.0.113.7 port 4 ssh2\n";

    @TempDir
    Path data;

    @Test
    void a_batch_is_in_the_journal_once_however_often_it_is_sent_and_over_a_restart() throws Exception {
        try (var node = start()) {
            assertThat(post(node, "a", LINE.formatted(1))).isEqualTo("202 {\"lines\":1}");
            assertThat(post(node, "b", LINE.formatted(2))).isEqualTo("202 {\"lines\":1}");
            assertThat(post(node, "a", LINE.formatted(1))).isEqualTo("202 {\"lines\":1}");
        }
        try (var node = start()) {
            assertThat(post(node, "a", LINE.formatted(1))).isEqualTo("202 {\"lines\":1}");
            assertThat(post(node, "large", LINE.formatted(3).repeat(2_500))).isEqualTo("202 {\"lines\":2500}");
            assertThat(post(node, "large", LINE.formatted(3).repeat(2_500))).isEqualTo("202 {\"lines\":2500}");
            assertThat(post(node, "b", LINE.formatted(2))).isEqualTo("202 {\"lines\":1}");
        }
        assertThat(accepted()).hasSize(2 + 3).allMatch(id -> id.equals("default/intake/http:web"));
    }

    /** The Guard of each tenant has to know what must never be contained before it says anything. */
    @Test
    void a_tenant_that_only_has_a_token_is_defended_too() throws Exception {
        var secret = Tokens.open(data, Clock.systemUTC())
                .add("feed", Role.ADMIN, "acme")
                .secret();
        try (var node = start()) {
            var lines = LINE.formatted(1).repeat(12);
            assertThat(post(node, "acme", secret, "a", lines)).isEqualTo("202 {\"lines\":12}");
            assertThat(node.awaitResponse(new Tenant("acme"), "203.0.113.7", "would-apply", Duration.ofSeconds(30)))
                    .isTrue();
        }
    }

    private Node start() throws IOException {
        var wiring = new Wiring(Playbooks.bundled(), Policies.observing(), Map.of(), Notices.NOBODY);
        return Node.start(data, new Tenant("default"), wiring, "127.0.0.1", 0, List.of());
    }

    private String post(Node node, String id, String lines) throws Exception {
        return post(
                node, "default", Files.readString(data.resolve("admin.token")).strip(), id, lines);
    }

    private static String post(Node node, String tenant, String secret, String id, String lines) throws Exception {
        var uri = URI.create(
                "http://127.0.0.1:" + node.address().getPort() + "/api/v1/tenants/" + tenant + "/sources/web/batches");
        var request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + secret)
                .header("Idempotency-Key", id)
                .POST(BodyPublishers.ofString(lines))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(request, BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        }
    }

    private List<String> accepted() throws IOException {
        try (var store = EmbeddedStore.open(data)) {
            return StreamSupport.stream(store.rows().scan(Set.of("intake")).spliterator(), false)
                    .filter(row -> row.type().equals("accepted"))
                    .map(row -> row.entity())
                    .toList();
        }
    }
}

package io.gabion.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.store.embedded.EmbeddedStore;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Tenant;
import io.gabion.responders.playbook.Playbooks;
import io.gabion.responders.response.Notices;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ten times as many batches at once as a node has room for: what it says it has, it has, and it says what it has not. */
class NodeBurstTest {
    private static final int ROOM = 42;
    private static final int BURST = 10 * ROOM;
    private static final Pattern MARK = Pattern.compile("burst-(\\d+)-x");

    @TempDir
    Path data;

    private String token;

    @Test
    @Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void what_is_acknowledged_in_a_burst_is_journaled_once_and_the_rest_is_refused_until_it_fits() throws Exception {
        var wiring = new Wiring(Playbooks.bundled(), Policies.observing(), Map.of(), Notices.NOBODY);
        try (var node = Node.start(data, new Tenant("default"), wiring, "127.0.0.1", 0, List.of());
                var client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            token = Files.readString(data.resolve("admin.token")).strip();
            var waiting = new ArrayList<>(IntStream.range(0, BURST).boxed().toList());
            int refused = 0;
            for (int round = 0; !waiting.isEmpty(); round++) {
                assertThat(round).as("rounds").isLessThan(200);
                var answers = waiting.stream().map(i -> post(node, client, i)).toList();
                var again = new ArrayList<Integer>();
                for (int i = 0; i < answers.size(); i++) {
                    var answer = answers.get(i).exceptionally(_ -> null).join();
                    if (answer == null) {
                        again.add(waiting.get(i)); // Cut off: nothing was said, so it goes again.
                    } else if (answer.statusCode() != 202) {
                        assertThat(answer.statusCode()).isEqualTo(429);
                        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                        refused++;
                        again.add(waiting.get(i));
                    }
                }
                waiting = again;
            }
            assertThat(refused).as("refused in the burst").isPositive();
            assertThat(post(node, client, BURST).join().statusCode()).isEqualTo(202);
        }
        assertThat(journaled()).hasSize(BURST + 1).allMatch(count -> count == 1);
    }

    private CompletableFuture<HttpResponse<String>> post(Node node, HttpClient client, int number) {
        var uri = URI.create(
                "http://127.0.0.1:" + node.address().getPort() + "/api/v1/tenants/default/sources/burst/batches");
        var line = "%s srv1 burst[1]: burst-%d-x\n".formatted(Instant.now(), number);
        var request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .header("Idempotency-Key", "b" + number)
                .timeout(Duration.ofMinutes(5))
                .POST(BodyPublishers.ofString(line))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }

    /** In how many rows of the journal each line of the burst is. */
    private List<Integer> journaled() throws IOException {
        var counts = new int[BURST + 1];
        var envelopes = new Envelopes(new Keys(data));
        try (var store = EmbeddedStore.open(data)) {
            for (var row : store.rows().scan(Set.of("intake"))) {
                if (row.type().equals("accepted")) {
                    MARK.matcher(envelopes.open(row))
                            .results()
                            .map(found -> Integer.parseInt(found.group(1)))
                            .distinct()
                            .forEach(number -> counts[number]++);
                }
            }
        }
        return IntStream.of(counts).boxed().toList();
    }
}

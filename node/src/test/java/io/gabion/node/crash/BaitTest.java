package io.gabion.node.crash;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gabion.node.Node;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.asset.Judges;
import io.gabion.node.crash.FileConnector.Pause;
import io.gabion.node.incident.Aliases;
import io.gabion.node.incident.SiteContext;
import io.gabion.node.rules.Rules;
import io.gabion.node.settings.SettingsFile;
import io.gabion.node.source.SourceSetting;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.ResponseCommand.Notified;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.playbook.Playbooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody wants Gabion to take the site down: every host of it shows an attack, each from another address, some from
 * addresses that must not be blocked, and a playbook isolates whatever was hit without asking anybody.
 */
class BaitTest {
    private static final Tenant TENANT = new Tenant("default");
    private static final int HOSTS = 200;
    private static final int BRAKE = 12;
    private static final int ISOLATIONS = 5;
    private static final Set<String> CROWN = Set.of("host7", "host11");
    private static final String PROTECTED = "192.0.2.";

    @TempDir
    Path folder;

    private final Queue<NotifyOrder> pages = new ConcurrentLinkedQueue<>();
    private final Map<String, JsonNode> responses = new ConcurrentHashMap<>();

    private CompletionStage<Notified> page(NotifyOrder order) {
        pages.add(order);
        return CompletableFuture.completedFuture(
                new Notified(order.step(), order.attempt(), Outcome.APPLIED, "a person reads it"));
    }

    @Test
    void fake_alerts_on_every_host_stop_at_the_budget_page_a_person_and_touch_nothing_that_is_protected()
            throws Exception {
        var log = Files.createFile(folder.resolve("auth.log"));
        try (var node = Node.start(
                        folder.resolve("data"),
                        TENANT,
                        wiring(),
                        "127.0.0.1",
                        0,
                        List.of(new SourceSetting.File(log)));
                var _ = node.subscribe(TENANT, change -> {
                    if (change.path("kind").asText().equals("response")) {
                        var record = change.path("record");
                        responses.put(record.path("id").asText(), record);
                    }
                })) {
            Files.writeString(log, alerts());

            await().atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofMillis(200))
                    .until(this::allDecided);
        }

        assertThat(applied("firewall")).hasSize(BRAKE).noneMatch(target -> target.startsWith(PROTECTED));
        assertThat(applied("hosts")).hasSizeBetween(1, ISOLATIONS).doesNotContainAnyElementsOf(CROWN);
        assertThat(pages).extracting(NotifyOrder::playbook).contains("bait/block");
        var decided = decisions();
        // Incidents of one network are one: more than one response may want what is blocked once.
        assertThat(verified("block-address")).isEqualTo(applied("firewall"));
        assertThat(decided.get("block-address/waiting-approval")).isGreaterThan(100);
        assertThat(verified("isolate-host")).isEqualTo(applied("hosts"));
        assertThat(reasons("isolate-host", "refused"))
                .anyMatch(why -> why.contains("5 of 5 used within PT1H; one more from"))
                .anyMatch(why -> why.contains("host7 may be protected host7"))
                .anyMatch(why -> why.contains("host11 may be protected host11"));
        assertThat(reasons("block-address", "refused"))
                .allMatch(why -> why.contains("is within protected 192.0.2.0/24"));
    }

    private Wiring wiring() throws IOException {
        var playbook = Files.writeString(folder.resolve("bait.yaml"), """
                id: bait
                title: Take the site down
                when: {techniques: [T1110], minScore: 0.1}
                steps:
                  - {id: block, action: block-address, connector: firewall, ttl: 1h}
                  - {id: isolate, action: isolate-host, connector: hosts, ttl: 1h}
                """);
        var settings = SettingsFile.read(Files.writeString(folder.resolve("gabion.yaml"), """
                mode: live
                protect: [192.0.2.0/24]
                connectors:
                  firewall: {type: nftables, live: true}
                  hosts: {type: nftables, live: true}
                brake: {targets: %d, window: 1h}
                """.formatted(BRAKE)));
        var site = new SiteContext(
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of("host7", "Domain Controller", "host11", "backup server"),
                Aliases.NONE);
        var connectors = Map.<String, Connector>of(
                "firewall",
                new FileConnector(Files.createDirectory(folder.resolve("firewall")), Pause.NONE),
                "hosts",
                new FileConnector(Files.createDirectory(folder.resolve("hosts")), Pause.NONE));
        return new Wiring(
                Playbooks.load(List.of(playbook)),
                Policies.of(settings),
                connectors,
                this::page,
                Rules.NONE,
                () -> site,
                Judges.NONE);
    }

    private static String alerts() {
        var text = new StringBuilder();
        for (int host = 0; host < HOSTS; host++) {
            var from = host % 20 == 3 ? PROTECTED + (host + 1) : "203.0.113." + (host + 1);
            for (int n = 0; n < 7; n++) {
                text.append("%s host%d sshd[%d]: Failed password for root from %s port 4022 ssh2%n"
                        .formatted(Instant.now(), host, 1_000 + n, from));
            }
        }
        return text.toString();
    }

    /** Both actions of every response, whatever was decided about them. */
    private boolean allDecided() {
        return responses.size() >= HOSTS
                && responses.values().stream()
                        .allMatch(r -> r.path("actions").size() == 2
                                && r.path("actions")
                                        .valueStream()
                                        .allMatch(a -> Set.of("verified", "refused", "waiting-approval", "failed")
                                                .contains(a.path("decision").asText())));
    }

    private Map<String, Long> decisions() {
        return responses.values().stream()
                .flatMap(r -> r.path("actions").valueStream())
                .collect(groupingBy(
                        a -> a.path("kind").asText() + "/" + a.path("decision").asText(), counting()));
    }

    private Set<String> verified(String kind) {
        return responses.values().stream()
                .flatMap(r -> r.path("actions").valueStream())
                .filter(a -> a.path("kind").asText().equals(kind)
                        && a.path("decision").asText().equals("verified"))
                .map(a -> a.path("target").asText())
                .collect(toCollection(TreeSet::new));
    }

    private List<String> reasons(String kind, String decision) {
        return responses.values().stream()
                .flatMap(r -> r.path("actions").valueStream())
                .filter(a -> a.path("kind").asText().equals(kind)
                        && a.path("decision").asText().equals(decision))
                .map(a -> a.path("reason").asText())
                .toList();
    }

    /** By what the target itself has written down. */
    private Set<String> applied(String connector) throws IOException {
        return FileConnector.effects(folder.resolve(connector)).stream()
                .filter(e -> e.verb() == Verb.APPLY)
                .map(e -> e.key().replaceAll("#.*", "").replaceAll(".*/", ""))
                .collect(toCollection(TreeSet::new));
    }
}

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
import io.gabion.node.settings.Settings;
import io.gabion.node.settings.SettingsFile;
import io.gabion.node.source.SourceSetting;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.ResponseCommand.Notified;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.playbook.Playbooks;
import io.gabion.responders.response.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
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
    private static final int USUAL_HOSTS = 14;
    private static final List<String> SPENT =
            List.of("budget isolate-host", "budget lock-account", "budget block-network");

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
        run(wiring(), alerts(), () -> allDecided(HOSTS));

        assertThat(applied("firewall")).hasSize(BRAKE).noneMatch(target -> target.startsWith(PROTECTED));
        assertThat(applied("hosts")).hasSizeBetween(1, ISOLATIONS).doesNotContainAnyElementsOf(CROWN);
        assertThat(pages).extracting(NotifyOrder::playbook).contains("bait/block", "budget isolate-host");
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

    /** The brake never comes on: with the usual settings a budget ends before it, and a person has to know that too. */
    @Test
    void each_budget_that_ends_below_the_brake_pages_a_person_once_and_no_spelling_of_what_is_protected_is_touched()
            throws Exception {
        run(
                usual(),
                usualAlerts(),
                () -> pages.stream().map(NotifyOrder::playbook).toList().containsAll(SPENT)
                        && decisions().keySet().stream().noneMatch(d -> d.endsWith("/waiting-approval"))
                        && allDecided(USUAL_HOSTS));

        assertThat(pages).extracting(NotifyOrder::playbook).containsExactlyInAnyOrderElementsOf(SPENT);
        assertThat(pages)
                .extracting(page -> page.actions().getFirst().reason())
                .anyMatch(why -> why.startsWith("ISOLATE_HOST: 5 of 5 used within PT1H; one more from"));
        assertThat(applied("hosts", "isolate-host")).hasSize(5).allMatch(host -> host.startsWith("host"));
        assertThat(applied("accounts", "lock-account")).hasSize(10).allMatch(account -> account.startsWith("user"));
        assertThat(applied("firewall", "block-network")).hasSize(5).allMatch(network -> network.startsWith("198.18."));
        assertThat(applied("firewall", "block-address"))
                .hasSize(USUAL_HOSTS)
                .allMatch(address -> address.startsWith("198.18."));
        assertThat(reasons("isolate-host", "refused")).anyMatch(why -> why.contains("may be protected crown"));
        assertThat(reasons("lock-account", "refused")).anyMatch(why -> why.contains(" is protected"));
        assertThat(reasons("block-address", "refused"))
                .hasSize(3)
                .allMatch(why -> why.contains("is within protected 192.0.2.0/24"));
    }

    private void run(Wiring wiring, String alerts, Callable<Boolean> until) throws Exception {
        var log = Files.createFile(folder.resolve("auth.log"));
        try (var node = Node.start(
                        folder.resolve("data"), TENANT, wiring, "127.0.0.1", 0, List.of(new SourceSetting.File(log)));
                var _ = node.subscribe(TENANT, change -> {
                    if (change.path("kind").asText().equals("response")) {
                        var record = change.path("record");
                        responses.put(record.path("id").asText(), record);
                    }
                })) {
            Files.writeString(log, alerts);

            await().atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofMillis(200))
                    .until(until);
        }
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
        return wiring(
                playbook,
                settings,
                Map.of("host7", "Domain Controller", "host11", "backup server"),
                "firewall",
                "hosts");
    }

    private Wiring usual() throws IOException {
        var playbook = Files.writeString(folder.resolve("bait.yaml"), """
                id: bait
                title: Take the site down, and whoever works there
                when: {techniques: [T1110], minScore: 0.1}
                steps:
                  - {id: block, action: block-address, connector: firewall, ttl: 1h}
                  - {id: ask, action: approval, covers: [network], within: 3s, otherwise: approve}
                  - {id: network, action: block-network, connector: firewall, ttl: 1h}
                  - {id: lock, action: lock-account, connector: accounts, ttl: 1h}
                  - {id: isolate, action: isolate-host, connector: hosts, ttl: 1h}
                """);
        var settings = SettingsFile.read(Files.writeString(folder.resolve("gabion.yaml"), """
                mode: live
                protect: [192.0.2.0/24]
                protectAccounts: [boss]
                connectors:
                  firewall: {type: nftables, live: true}
                  accounts: {type: nftables, live: true}
                  hosts: {type: nftables, live: true}
                networks: {addresses: 2}
                """));
        return wiring(playbook, settings, Map.of("crown", "domain controller"), "firewall", "accounts", "hosts");
    }

    private Wiring wiring(Path playbook, Settings settings, Map<String, String> roles, String... names)
            throws IOException {
        var site = new SiteContext(Map.of(), Map.of(), Map.of(), roles, Aliases.NONE);
        var connectors = new HashMap<String, Connector>();
        for (var name : names) {
            connectors.put(name, new FileConnector(Files.createDirectory(folder.resolve(name)), Pause.NONE));
        }
        return new Wiring(
                Playbooks.load(List.of(playbook)),
                Policies.of(settings),
                connectors,
                Peers.NONE,
                this::page,
                Rules.NONE,
                () -> site,
                Judges.NONE);
    }

    private static String alerts() {
        var text = new StringBuilder();
        for (int host = 0; host < HOSTS; host++) {
            var from = host % 20 == 3 ? PROTECTED + (host + 1) : "203.0.113." + (host + 1);
            text.append(guesses("host" + host, "root", from));
        }
        return text.toString();
    }

    /** Two of each network, each against another account of another host; and what is protected, spelt in three ways. */
    private static String usualAlerts() {
        var text = new StringBuilder();
        for (int host = 0; host < USUAL_HOSTS; host++) {
            text.append(guesses("host" + host, "user" + host, "198.18." + host / 2 + "." + (1 + host % 2)));
        }
        return text.append(guesses("crown", "boss", "192.0.2.8"))
                .append(guesses("CROWN", "BOSS", "::ffff:192.0.2.9"))
                .append(guesses("crown.corp.example", "boss@corp", "64:ff9b::c000:20a"))
                .toString();
    }

    private static String guesses(String host, String account, String from) {
        var text = new StringBuilder();
        for (int n = 0; n < 7; n++) {
            text.append("%s %s sshd[%d]: Failed password for %s from %s port 4022 ssh2%n"
                    .formatted(Instant.now(), host, 1_000 + n, account, from));
        }
        return text.toString();
    }

    /** Every action of every response, whatever was decided about it. */
    private boolean allDecided(int atLeast) {
        return responses.size() >= atLeast
                && responses.values().stream()
                        .allMatch(r -> r.path("actions").size() >= 2
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
        return applied(connector, "[a-z-]+");
    }

    private Set<String> applied(String connector, String action) throws IOException {
        var of = "[^/]+/containment/" + connector + "/" + action + "/";
        return FileConnector.effects(folder.resolve(connector)).stream()
                .filter(e -> e.verb() == Verb.APPLY && e.key().matches(of + ".*"))
                .map(e -> e.key().replaceAll("#.*", "").replaceFirst(of, ""))
                .collect(toCollection(TreeSet::new));
    }
}

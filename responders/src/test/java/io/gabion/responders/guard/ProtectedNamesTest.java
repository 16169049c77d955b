package io.gabion.responders.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gabion.protocol.asset.Accounts;
import io.gabion.protocol.asset.Domains;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.protocol.guard.Mode;
import io.gabion.responders.guard.GuardCommand.Reserve;
import io.gabion.responders.guard.GuardCommand.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts and domains that the Guard lets nobody contain. */
class ProtectedNamesTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final EntityId BY = EntityId.parse("acme/containment/c/lock-account/x");

    private static final List<Action> ON_ACCOUNTS =
            List.of(Action.LOCK_ACCOUNT, Action.DISABLE_ACCOUNT, Action.END_SESSIONS);
    private static final List<String> HOSTS = List.of("DC1", "backup.corp.example.");

    private static GuardPolicy policy(List<String> accounts, List<String> domains) {
        var budget = new GuardPolicy.Budget(10, Duration.ofHours(1), 10);
        var budgets = Map.of(
                Action.LOCK_ACCOUNT,
                budget,
                Action.BLOCK_DOMAIN,
                budget,
                Action.DISABLE_ACCOUNT,
                budget,
                Action.END_SESSIONS,
                budget,
                Action.ISOLATE_HOST,
                budget,
                Action.QUARANTINE_FILE,
                budget,
                Action.SCAN_FILE,
                budget,
                Action.COLLECT,
                budget);
        return new GuardPolicy(
                Mode.LIVE,
                Set.of("c"),
                new Protected(List.of(), accounts, domains, HOSTS, List.of("/srv/shop"), List.of()),
                budgets,
                GuardPolicy.Brake.USUAL,
                "hash");
    }

    @Test
    void a_name_that_belongs_to_a_protected_account_is_protected_by_the_policy_alone() {
        var isProtected = policy(List.of("breakglass", "CORP\\ceo"), List.of()).protectedAccount();
        assertThat(List.of("breakglass@any", "ceo@corp.example", "root", "corp\\ceo"))
                .allMatch(isProtected);
        assertThat(List.of("ceo@other", "uid=breakglass,dc=corp", "")).noneMatch(isProtected);
    }

    private static GuardEvent reserve(Action action, String target) {
        var guard =
                new Guard(policy(List.of("breakglass", "CORP\\Ceo"), List.of("Corp.Example.", "b\u00fccher.example")));
        var known = guard.decide(guard.empty(), new Surroundings("node1", List.of("192.0.2.1", "gabion-1")), NOW)
                .events();
        var state = guard.apply(guard.empty(), known.getFirst());
        var ask = new Reserve("r", BY, action, new Target("c", target), NOW.plusSeconds(60), "p/block");
        return guard.decide(state, ask, NOW).events().getFirst();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "root",
                "root@web1",
                "ROOT",
                "Root@web1",
                "WEB1\\root",
                "root@web1.",
                "administrator@corp",
                "gabion@web1",
                "breakglass",
                "breakglass@web1",
                "BreakGlass@corp",
                "ceo@corp",
                "CORP\\ceo",
                "ceo",
                "Ceo@CORP.",
                "ceo@corp.example"
            })
    void a_protected_account_is_refused_under_every_spelling(String target) {
        assertThat(ON_ACCOUNTS)
                .allSatisfy(action -> assertThat(reserve(action, target)).isInstanceOf(GuardEvent.Refused.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Alice@web1", "WEB1\\alice", "alice@web1.", "alice; id", "", "203.0.113.7:1", "-rf"})
    void an_account_with_another_spelling_or_none_is_refused(String target) {
        assertThat(ON_ACCOUNTS)
                .allSatisfy(action -> assertThat(reserve(action, target)).isInstanceOf(GuardEvent.Refused.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dc1",
                "DC1",
                "dc1.",
                "dc1.corp.example",
                "dc1.other.example",
                "backup",
                "backup.corp",
                "backup.corp.example",
                "localhost",
                "gabion-1",
                "gabion-1.corp.example"
            })
    void a_protected_host_is_refused_under_every_name_it_may_have(String target) {
        assertThat(reserve(Action.ISOLATE_HOST, target)).isInstanceOf(GuardEvent.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"WS1", "ws1.", "", "10.0.0.1", "::1", "ws1; id", "-ws1", "ws..1"})
    void a_host_with_another_spelling_or_none_is_refused(String target) {
        assertThat(reserve(Action.ISOLATE_HOST, target)).isInstanceOf(GuardEvent.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws1", "dc10", "ws1.corp.example", "dc2.dc1"})
    void another_host_is_granted(String target) {
        assertThat(reserve(Action.ISOLATE_HOST, target)).isInstanceOf(GuardEvent.Reserved.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "alice@web1", "ceo@web1", "rooty"})
    void another_account_is_granted(String target) {
        assertThat(ON_ACCOUNTS)
                .allSatisfy(action -> assertThat(reserve(action, target)).isInstanceOf(GuardEvent.Reserved.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "corp.example",
                "CORP.example",
                "corp.example.",
                "www.corp.example",
                "xn--bcher-kva.example",
                "b\u00fccher.example",
                "www.xn--bcher-kva.example",
                "2.0.192.in-addr.arpa"
            })
    void a_protected_domain_is_refused_under_every_spelling_and_so_is_what_is_below(String target) {
        assertThat(reserve(Action.BLOCK_DOMAIN, target)).isInstanceOf(GuardEvent.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"example", "com", ".", "", "10.66.0.1", "*.evil.example", "Evil.example", "evil.example."})
    void what_is_no_domain_or_spelt_otherwise_is_refused(String target) {
        assertThat(reserve(Action.BLOCK_DOMAIN, target)).isInstanceOf(GuardEvent.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "notcorp.example", "corp.example.evil.test"})
    void another_domain_is_granted(String target) {
        assertThat(reserve(Action.BLOCK_DOMAIN, target)).isInstanceOf(GuardEvent.Reserved.class);
    }

    @Test
    void no_seeded_spelling_of_what_is_protected_is_granted() {
        var random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            var realm = mixed(random, random.nextBoolean() ? "corp" : "corp.example") + dot(random);
            var name = mixed(random, "ceo");
            var account = random.nextBoolean() ? realm + "\\" + name : name + "@" + realm;
            for (var asked : List.of(account, Accounts.canonical(account).orElseThrow())) {
                assertThat(reserve(Action.LOCK_ACCOUNT, asked)).as(account).isInstanceOf(GuardEvent.Refused.class);
            }
            var domain = mixed(random, random.nextBoolean() ? "b\u00fccher.example" : "xn--bcher-kva.example");
            var spelt = domain + dot(random);
            for (var asked : List.of(spelt, Domains.canonical(spelt).orElseThrow())) {
                assertThat(reserve(Action.BLOCK_DOMAIN, asked)).as(spelt).isInstanceOf(GuardEvent.Refused.class);
            }
        }
    }

    private static String mixed(Random random, String text) {
        return text.chars()
                .map(c -> random.nextBoolean() ? Character.toUpperCase(c) : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String dot(Random random) {
        return random.nextBoolean() ? "." : "";
    }

    @Test
    void a_domain_above_a_protected_one_is_refused() {
        var guard = new ProtectedNames(List.of(), List.of("login.corp.example"), List.of());
        assertThat(guard.domain("corp.example", List.of())).isPresent();
    }

    @Test
    void a_mistake_in_what_is_protected_is_found_at_once() {
        assertThatThrownBy(() -> new Guard(policy(List.of("a b"), List.of()))).hasMessageContaining("'a b'");
        assertThatThrownBy(() -> new Guard(policy(List.of(), List.of("corp")))).hasMessageContaining("'corp'");
    }

    private static final String HASH = ":" + "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ws1:/usr/bin/ssh",
                "ws1:/etc/passwd",
                "ws1:/boot/vmlinuz",
                "ws1:/srv/shop",
                "ws1:/srv/shop/db",
                "dc1:/tmp/evil",
                "dc1.corp.example:/tmp/evil",
                "backup:/tmp/evil",
                "localhost:/tmp/evil",
                "WS1:/tmp/evil",
                "ws1:/tmp/../etc/passwd",
                "ws1:/tmp//evil",
                "ws1:/tmp/./evil",
                "ws1:/tmp/\u0085evil",
                "ws1:/tmp/\u009b2Jevil",
                "ws1:tmp/evil",
                "ws1:/tmp/e\u202evil",
                "ws1:/tmp/e\nvil",
                ":/tmp/evil"
            })
    void a_file_that_is_protected_or_no_file_is_refused_in_any_spelling(String file) {
        assertThat(reserve(Action.QUARANTINE_FILE, file + HASH)).isInstanceOf(GuardEvent.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws1:/tmp/evil", "ws1:/srv/shopping", "ws1:/usrlocal/evil", "ws1:/home/a b/é:x"})
    void other_files_are_taken_away(String file) {
        assertThat(reserve(Action.QUARANTINE_FILE, file + HASH)).isInstanceOf(GuardEvent.Reserved.class);
    }

    @Test
    void to_look_at_what_is_protected_takes_nothing_from_it() {
        assertThat(reserve(Action.SCAN_FILE, "dc1:/usr/bin/ssh" + HASH)).isInstanceOf(GuardEvent.Reserved.class);
        assertThat(reserve(Action.COLLECT, "dc1")).isInstanceOf(GuardEvent.Reserved.class);
        assertThat(reserve(Action.SCAN_FILE, "ws1:/tmp/evil")).isInstanceOf(GuardEvent.Refused.class);
        assertThat(reserve(Action.COLLECT, "DC1")).isInstanceOf(GuardEvent.Refused.class);
    }
}

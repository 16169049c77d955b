package io.gabion.node.step;

import io.gabion.node.incident.Aliases;
import io.gabion.node.incident.SiteContext;
import io.gabion.protocol.asset.Accounts;
import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.Hosts;
import io.gabion.protocol.containment.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What there is at a simulated site, under every spelling that is in its logs. What a spelling means is written down here, and
 * worked out nowhere.
 *
 * @param action that is for it
 * @param who or what it is
 * @param known whether the incident spells it as it should be before it is wanted; if not, it is wanted as it is written
 */
record GuardSite(Action action, String who, String spelling, boolean known) {
    static final Aliases ALIASES = new Aliases(Map.of(
            "ann.a@mail.example",
            "ann@corp",
            "a-17",
            "ann@corp",
            "b.oss@mail.example",
            "boss@corp",
            "b-1",
            "boss@corp"));

    static final SiteContext CONTEXT = new SiteContext(
            Map.of(), Map.of(), Map.of(), Map.of("store3", "Backup server", "svc@corp", "backup operator"), ALIASES);

    /** Of who must never be touched: by the policy, by a role, by nature. */
    static final Set<String> PROTECTED =
            Set.of("the boss", "the backup account", "root", "the controller", "the backup host", "the shop");

    static final List<GuardSite> ALL = all();

    /** What is wanted: one name for each, except where nobody has spelt it. */
    String value() {
        return known ? spelt() : spelling;
    }

    private String spelt() {
        return switch (action) {
            case LOCK_ACCOUNT -> ALIASES.account(Accounts.canonical(spelling).orElse(spelling));
            case ISOLATE_HOST -> Hosts.canonical(spelling).orElse(spelling);
            default -> Addresses.canonical(spelling).orElse(spelling);
        };
    }

    boolean isProtected() {
        return PROTECTED.contains(who);
    }

    private static List<GuardSite> all() {
        var all = new ArrayList<GuardSite>();
        add(all, Action.LOCK_ACCOUNT, "ann", "ann@corp", "CORP\\Ann", "ann@CORP.", "Ann.A@mail.example", "A-17");
        add(all, Action.LOCK_ACCOUNT, "ben", "ben@web1", "BEN@web1", "web1\\ben");
        add(all, Action.LOCK_ACCOUNT, "cem", "cem", "CEM");
        add(all, Action.LOCK_ACCOUNT, "dora", "dora@corp.example", "Dora@Corp.Example.");
        add(
                all,
                Action.LOCK_ACCOUNT,
                "the boss",
                "boss",
                "BOSS@corp",
                "corp.example\\Boss",
                "b.oss@mail.example",
                "B-1");
        add(all, Action.LOCK_ACCOUNT, "the backup account", "svc@corp", "SVC@CORP.EXAMPLE");
        add(all, Action.LOCK_ACCOUNT, "root", "root@web1", "ROOT");
        add(all, Action.ISOLATE_HOST, "web1", "web1", "WEB1", "web1.");
        add(all, Action.ISOLATE_HOST, "web2", "web2.corp.example", "Web2.corp.example.");
        add(all, Action.ISOLATE_HOST, "web3", "web3", "Web3");
        add(all, Action.ISOLATE_HOST, "web4", "web4");
        add(all, Action.ISOLATE_HOST, "the controller", "dc1", "DC1", "dc1.", "dc1.corp.example", "DC1.Corp.Example.");
        add(all, Action.ISOLATE_HOST, "the backup host", "store3", "STORE3.corp.example");
        add(
                all,
                Action.BLOCK_ADDRESS,
                "one",
                "203.0.113.1",
                "::ffff:203.0.113.1",
                "203.000.113.001",
                "::FFFF:cb00:7101");
        add(all, Action.BLOCK_ADDRESS, "two", "203.0.113.2", "[::ffff:203.0.113.2]");
        add(all, Action.BLOCK_ADDRESS, "three", "2001:470::3", "2001:0470:0:0:0:0:0:3", "2001:470::3%eth0");
        add(all, Action.BLOCK_ADDRESS, "four", "203.0.113.4");
        add(
                all,
                Action.BLOCK_ADDRESS,
                "the shop",
                "192.0.2.9",
                "::ffff:192.0.2.9",
                "192.000.002.009",
                "64:ff9b::192.0.2.9",
                "2002:c000:209::1",
                "::192.0.2.9");
        return List.copyOf(all);
    }

    /** As the first one is written it should be; the others are wanted in both ways. */
    private static void add(List<GuardSite> all, Action action, String who, String first, String... others) {
        all.add(new GuardSite(action, who, first, true));
        for (var other : others) {
            all.add(new GuardSite(action, who, other, true));
            all.add(new GuardSite(action, who, other, false));
        }
    }

    /** Of a target that was wanted. */
    static String who(Action action, String value) {
        return ALL.stream()
                .filter(one -> one.action() == action && (one.value().equals(value)))
                .map(GuardSite::who)
                .findFirst()
                .orElseThrow();
    }
}

package io.gabion.responders.response;

import io.gabion.protocol.asset.Accounts;
import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.Domains;
import io.gabion.protocol.asset.Files;
import io.gabion.protocol.asset.Hosts;
import io.gabion.protocol.asset.Networks;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.response.ActionState;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.Targets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What of a wish is tried, in one spelling each.
 *
 * @param refused what is not tried, and why
 */
record Aim(Targets targets, List<ActionState> refused) {
    /** @param most of each kind */
    static Aim at(Targets wish, int most, Instant now) {
        var refused = new ArrayList<ActionState>();
        var targets = new Targets(
                kept(wish, Action.BLOCK_ADDRESS, Addresses::canonical, "not an address", most, refused, now),
                kept(wish, Action.LOCK_ACCOUNT, Accounts::canonical, "not an account", most, refused, now),
                kept(wish, Action.BLOCK_DOMAIN, Domains::canonical, "not a domain", most, refused, now),
                kept(wish, Action.ISOLATE_HOST, Hosts::canonical, "not a host", most, refused, now),
                kept(wish, Action.QUARANTINE_FILE, Files::canonical, "not a file of a host", most, refused, now),
                kept(wish, Action.BLOCK_NETWORK, Networks::canonical, "not a network", most, refused, now));
        return new Aim(targets, List.copyOf(refused.subList(Math.max(0, refused.size() - most), refused.size())));
    }

    private static List<String> kept(
            Targets wish,
            Action action,
            Function<String, Optional<String>> canonical,
            String otherwise,
            int most,
            List<ActionState> refused,
            Instant now) {
        var targets = new ArrayList<String>();
        for (var text : wish.of(action).stream().distinct().toList()) {
            var spelt = canonical.apply(text);
            if (spelt.isEmpty()) {
                refused.add(new ActionState(action.word(), text, Outcome.REFUSED, otherwise, 0, now));
            } else if (!targets.contains(spelt.get())) {
                targets.add(spelt.get());
            }
        }
        int over = targets.size() - most;
        if (over > 0) {
            var why = "at most " + most + " targets in one response";
            refused.add(new ActionState(action.word(), over + " more", Outcome.REFUSED, why, 0, now));
        }
        return List.copyOf(targets.subList(0, Math.min(targets.size(), most)));
    }
}

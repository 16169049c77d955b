package io.gabion.node.step;

import io.gabion.detectors.Batch;
import io.gabion.detectors.Profiles;
import io.gabion.node.rules.Rules;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.rule.Fired;
import io.gabion.protocol.rule.Rule;
import io.gabion.protocol.rule.RuleHits;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Attempts to log on to one server, and what is suspicious in them where nothing goes wrong on the way. */
final class Attempts {
    private static final AssetRef SERVER = new AssetRef(Kind.HOST, "web1");

    static Observation failed(int line, Instant at, String from, String account) {
        return attempt(line, at, from, account, Observation.Outcome.FAILURE, Observation.Stage.FAILED);
    }

    static Observation succeeded(int line, Instant at, String from, String account) {
        return attempt(line, at, from, account, Observation.Outcome.SUCCESS, Observation.Stage.NONE);
    }

    private static Observation attempt(
            int line, Instant at, String from, String account, Observation.Outcome outcome, Observation.Stage stage) {
        return new Observation(
                new Source("auth.log", line),
                at,
                OcsfClass.AUTHENTICATION,
                1,
                "sshd",
                List.of(SERVER, new AssetRef(Kind.ADDRESS, from)),
                Observation.Actor.NONE,
                Observation.Process.NONE,
                Observation.Network.NONE,
                new Observation.Authentication(
                        outcome,
                        account + "@web1",
                        from,
                        outcome == Observation.Outcome.FAILURE ? 1 : 0,
                        "web1/" + line,
                        stage,
                        "password"),
                Map.of());
    }

    /** A third of the attempts satisfy one of forty rules. */
    static Fired hits(List<Observation> observations) {
        var hits = new ArrayList<RuleHits>();
        for (int i = 0; i < observations.size(); i++) {
            int line = (int) observations.get(i).source().line();
            if (line % 3 == 0) {
                var level = Severity.values()[line % 5];
                hits.add(new RuleHits(
                        new Rule("r" + line % 40, "v", "R", level, List.of("T1078"), "A", ""), List.of(i)));
            }
        }
        return Fired.of(hits);
    }

    /** Each asset's shares, folded in order. */
    static List<Suspicion> suspicions(Profiles profiles, Tenant tenant, List<List<Observation>> batches) {
        return suspicions(profiles, tenant, batches, Rules.NONE);
    }

    static List<Suspicion> suspicions(Profiles profiles, Tenant tenant, List<List<Observation>> batches, Rules rules) {
        var shares = new HashMap<AssetRef, List<List<Observation>>>();
        for (var batch : batches) {
            var parts = new HashMap<AssetRef, List<Observation>>();
            batch.forEach(o -> o.assets()
                    .forEach(a ->
                            parts.computeIfAbsent(a, _ -> new ArrayList<>()).add(o)));
            parts.forEach((a, part) ->
                    shares.computeIfAbsent(a, _ -> new ArrayList<>()).add(part));
        }
        var all = new ArrayList<Suspicion>();
        shares.forEach((asset, parts) -> {
            var profile = profiles.empty();
            for (var part : parts) {
                var hits = rules.ask(part).hits().stream()
                        .filter(hit -> part.get(hit.at().getFirst()).primary().equals(asset))
                        .toList();
                var observed = profiles.observe(profile, tenant, asset, new Batch(part, Fired.of(hits)), false);
                profile = observed.profile();
                all.addAll(observed.suspicions());
            }
        });
        return all;
    }

    private Attempts() {}
}

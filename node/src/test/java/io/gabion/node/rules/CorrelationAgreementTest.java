package io.gabion.node.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.sigma.Hit;
import io.gabion.detectors.sigma.RulePack;
import io.gabion.detectors.sigma.RuleRun;
import io.gabion.detectors.sigma.correlate.Kept;
import io.gabion.detectors.sigma.match.LogSources;
import io.gabion.detectors.sigma.rule.LogSource;
import io.gabion.detectors.sigma.rule.Placeholders;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.asset.AssetState;
import io.gabion.node.replay.RecordedFile;
import io.gabion.node.replay.Replay;
import io.gabion.node.rules.RulePacks.Loaded;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.entity.EntityId;
import io.gabion.responders.response.Notices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gabion rule match} counts in one place and the mesh in one for each group: both must find the same. */
class CorrelationAgreementTest {
    private static final Tenant TENANT = new Tenant("acme");
    private static final int SEEDS = 40;
    /** Among them some that were red: events that satisfy two rules of one correlation. */
    private static final long FIRST = 1_030;

    @TempDir
    private Path folder;

    /** How often each group held, and what people are told. */
    private record Found(Map<String, Integer> times, TreeSet<String> told) {}

    @Test
    void a_match_and_a_replay_find_the_same() throws IOException {
        int held = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            held += agree(seed, false);
        }
        assertThat(held).isGreaterThan(10 * SEEDS);
    }

    @Test
    void they_find_the_same_where_correlations_build_on_correlations() throws IOException {
        int held = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            held += agree(seed, true);
        }
        assertThat(held).isGreaterThan(10 * SEEDS);
    }

    /** Each of the log's events is satisfied by the rule {@code base}; they are of one group, and two more events are of another. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "4688;User;Image",
                "4688;ComputerName;Image",
                "4688;Subject.User_Name;NewProcessName",
                "zeek-conn;src_ip;dst_ip",
                "zeek-conn;id_orig_h;id.resp_h",
                "zeek-http;c-ip;cs-uri",
                "suricata-http;c-ip;c-uri",
                "auditd;Image;CommandLine"
            })
    void groups_and_values_go_by_the_names_that_rules_use(String of) throws IOException {
        var parts = of.split(";");
        var rules = NamedFields.rules(parts[0], parts[1], parts[2]);
        var pack = RulePack.of(List.of(new RulePack.File("named.yml", rules, "")), Placeholders.NONE);
        assertThat(pack.refused()).isEmpty();
        var log = Files.writeString(folder.resolve("events.jsonl"), NamedFields.log(parts[0]));
        var matched = matched(pack, log);
        // The count, the values, and what builds on the count by the same name and by another.
        assertThat(matched.times().values()).containsExactlyInAnyOrder(1, 1, 1, 1);
        assertThat(replayed(pack, log, matched.times())).isEqualTo(matched);
    }

    private int agree(long seed, boolean chained) throws IOException {
        var made = new MadeCorrelations(seed);
        var rules = made.rules(chained);
        var log = Files.writeString(folder.resolve("events.jsonl"), made.log());
        var pack = RulePack.of(List.of(new RulePack.File("made.yml", rules, "")), Placeholders.NONE);
        assertThat(pack.refused()).isEmpty();
        var matched = matched(pack, log);
        var replayed = replayed(pack, log, matched.times());
        assertThat(replayed).as("seed %d of%n%s", seed, rules).isEqualTo(matched);
        return matched.times().values().stream().mapToInt(Integer::intValue).sum();
    }

    private static Found matched(RulePack pack, Path log) throws IOException {
        var run = new RuleRun(pack, LogSources.bundled(), LogSource.ANY);
        var hits = new ArrayList<Hit>();
        EventFile.read(log, "", event -> hits.addAll(run.hits(event)));
        hits.addAll(run.end());
        var times = new TreeMap<String, Integer>();
        var told = new TreeSet<String>();
        var last = new HashMap<String, Instant>();
        for (var hit : hits) {
            if (!hit.group().isEmpty()) {
                times.merge(hit.group(), 1, Integer::sum);
                var before = last.get(hit.group());
                if (before == null || !hit.time().isBefore(before.plusSeconds(3_600))) {
                    last.put(hit.group(), hit.time());
                    told.add(hit.group() + " " + hit.rule().title() + " "
                            + hit.rule().level() + " " + hit.evidence());
                }
            }
        }
        return new Found(times, told);
    }

    private static Found replayed(RulePack pack, Path log, Map<String, Integer> groups) throws IOException {
        var loaded = Loaded.of(pack, LogSources.bundled());
        var wiring = new Wiring(List.of(), Policies.observing(), Map.of(), Notices.NOBODY);
        var replay = new Replay(TENANT, Instant.EPOCH, wiring::register, new PackedRules(() -> loaded), _ -> {});
        try (var file = RecordedFile.open(log, log.toString(), "auto", Instant.EPOCH)) {
            replay.run(List.of(file));
        }
        var times = new TreeMap<String, Integer>();
        groups.keySet().forEach(group -> times.put(group, times(replay, group)));
        var told = new TreeSet<String>();
        replay.projection().suspicions().stream()
                .filter(s -> s.asset().kind() == Kind.GROUP)
                .forEach(s -> told.add(s.asset().name() + " " + s.title() + " " + s.severity() + " " + s.evidence()));
        return new Found(times, told);
    }

    private static int times(Replay replay, String group) {
        var state = (AssetState) replay.engine().state(new EntityId(TENANT, "asset", "group:" + group));
        var part = state.profile().parts().get("sigma-correlation");
        return part == null ? 0 : ((Kept) part.state()).times();
    }
}

package io.gabion.node.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Sight;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.cohort.CohortCommand.Shown;
import io.gabion.node.replay.RecordedFile;
import io.gabion.node.replay.Replay;
import io.gabion.node.rules.Rules;
import io.gabion.node.step.Delivery;
import io.gabion.node.step.Faults;
import io.gabion.node.step.StepEngine;
import io.gabion.node.step.VirtualTime;
import io.gabion.node.view.SuspicionRecord;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.suspicion.Signal;
import io.gabion.protocol.suspicion.Suspicion;
import io.gabion.responders.response.Notices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that every machine has, and what one machine alone does, through a whole replay. */
class PeersReplayTest {
    private static final Tenant TENANT = new Tenant("acme");
    private static final int HOSTS = 30;
    private static final String CONNECTION =
            "{\"_path\":\"conn\",\"ts\":%d.%03d,\"uid\":\"C%d\",\"id.orig_h\":\"10.0.0.%d\","
                    + "\"id.orig_p\":40000,\"id.resp_h\":\"%s\",\"id.resp_p\":443,\"proto\":\"tcp\",\"conn_state\":\"SF\","
                    + "\"orig_bytes\":100,\"resp_bytes\":100}\n";

    @TempDir
    private Path folder;

    private Path log() throws IOException {
        var log = new StringBuilder();
        int uid = 0;
        for (int beat = 0; beat < 30; beat++) {
            for (int host = 1; host <= HOSTS; host++) {
                log.append(CONNECTION.formatted(1_767_322_800 + 60 * beat + host, 0, uid++, host, "198.51.100.9"));
            }
            log.append(CONNECTION.formatted(1_767_322_800 + 60 * beat + 59, 0, uid++, 17, "203.0.113.66"));
        }
        return Files.writeString(folder.resolve("conn.log"), log);
    }

    private static Replay replayed(Path log) throws IOException {
        var wiring = new Wiring(List.of(), Policies.observing(), Map.of(), Notices.NOBODY);
        var replay = new Replay(TENANT, Instant.EPOCH, wiring::register, Rules.NONE, _ -> {});
        try (var file = RecordedFile.open(log, "conn.log", "auto", Instant.EPOCH)) {
            replay.run(List.of(file));
        }
        return replay;
    }

    private static List<Suspicion> beacons(Replay replay) {
        return replay.projection().suspicions().stream()
                .filter(s -> s.detector().id().equals("beacon"))
                .toList();
    }

    @Test
    void the_agent_of_thirty_machines_is_one_incident_and_the_beacon_of_one_is_another() throws IOException {
        var replay = replayed(log());
        var told = beacons(replay);

        assertThat(told).filteredOn(s -> s.title().contains("198.51.100.9")).hasSize(5);
        assertThat(told)
                .filteredOn(s -> s.title().contains("203.0.113.66"))
                .singleElement()
                .satisfies(s ->
                        assertThat(s.title()).isEqualTo("Regular connections of 10.0.0.17 to 203.0.113.66 port 443"));
        assertThat(replay.projection().folded()).isEqualTo(HOSTS - 5);
        assertThat(told.stream().filter(s -> s.title().endsWith("as on 15 others")))
                .singleElement()
                .satisfies(s -> assertThat(s.explanation().getLast())
                        .startsWith("seen on 15 of 29 others of address since 2026"));
        var open = replay.projection().incidents().values().stream()
                .filter(i -> i.mergedInto().isEmpty() && !i.evidence().isEmpty())
                .toList();
        assertThat(open).hasSize(2);
        assertThat(told)
                .flatExtracting(Suspicion::actors)
                .as("nobody inside acts for calling out")
                .extracting(AssetRef::name)
                .containsOnly("198.51.100.9", "203.0.113.66");
    }

    @Test
    void the_same_recording_gives_the_same_suspicions_with_the_same_tables() throws IOException {
        var log = log();
        var first = beacons(replayed(log)).stream()
                .map(s -> SuspicionRecord.write(s).toString())
                .toList();
        var second = beacons(replayed(log)).stream()
                .map(s -> SuspicionRecord.write(s).toString())
                .toList();

        assertThat(first).isEqualTo(second).anyMatch(line -> line.contains("table "));
    }

    /** Late and twice, in another order for each seed. */
    private record Slow(Random random) implements Faults {
        @Override
        public Owner afterWrite(EntityId id) {
            return random.nextInt(20) == 0 ? Owner.CRASHES : Owner.LIVES;
        }

        @Override
        public int copies() {
            return 1 + random.nextInt(2);
        }

        @Override
        public Duration delay() {
            return Duration.ofMillis(random.nextInt(400));
        }
    }

    @Test
    void whatever_the_order_in_which_assets_tell_the_tenants_table_holds_the_same() {
        var held = new HashSet<String>();
        for (long seed = 0; seed < 50; seed++) {
            held.add(held(seed));
        }
        assertThat(held).hasSize(1);
    }

    private static String held(long seed) {
        var random = new Random(seed);
        var start = Instant.parse("2026-01-05T08:00:00Z");
        var time = new VirtualTime(start);
        var engine = new StepEngine(time, new Slow(random), Delivery.AS_THEY_COME, true, (_, _) -> {});
        new Wiring(List.of(), Policies.observing(), Map.of(), Notices.NOBODY).register(engine);
        var shown = new ArrayList<Shown>();
        for (int host = 0; host < 25; host++) {
            for (int value = host % 5; value < 12; value++) {
                shown.add(new Shown(
                        new AssetRef(Kind.HOST, "ws" + host),
                        List.of(new Sight(new Signal("program", "/bin/p" + value), true)),
                        List.of()));
            }
        }
        Collections.shuffle(shown, random);
        for (var one : shown) {
            var to = new EntityId(TENANT, "cohort", random.nextBoolean() ? "host" : "host/workstation");
            time.at(start.plusMillis(random.nextInt(3_000)), "asset", () -> engine.tell(to, one));
        }
        time.runUntil(start.plusSeconds(60));
        var table = ((CohortState) engine.state(new EntityId(TENANT, "cohort", "host"))).table();
        var asking = new AssetRef(Kind.HOST, "asking");
        var counts = new ArrayList<String>();
        for (int value = 0; value < 12; value++) {
            var count = table.count("host", asking, new Signal("program", "/bin/p" + value), time.now());
            counts.add(count.others() + " of " + count.of());
        }
        return String.join(", ", counts);
    }
}

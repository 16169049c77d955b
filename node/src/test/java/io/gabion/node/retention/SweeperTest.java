package io.gabion.node.retention;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.intake.IntakeCommand.Count;
import io.gabion.node.intake.IntakeCommand.Counted;
import io.gabion.node.parse.Formats;
import io.gabion.node.parse.Parsed;
import io.gabion.node.shell.Membership;
import io.gabion.node.shell.Mesh;
import io.gabion.node.shell.Pace;
import io.gabion.node.shell.Snapshots;
import io.gabion.node.source.Ingest.Batch;
import io.gabion.node.source.MeshIngest;
import io.gabion.node.store.Housekeeping.Total;
import io.gabion.node.store.Store;
import io.gabion.node.store.embedded.EmbeddedStore;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.intake.DeadLetter;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import io.gabion.responders.response.Notices;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweeperTest {
    private static final Tenant TENANT = new Tenant("acme");
    private static final String SOURCE = "auth.log";
    private static final EntityId INTAKE = new EntityId(TENANT, "intake", SOURCE);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Pace PACE = new Pace(Duration.ofMillis(200), Duration.ofMillis(50), LONG, 10);
    private static final Pace NOTHING_IS_SAVED = new Pace(Duration.ofMillis(200), LONG, LONG, 10);
    private static final int LINES = 20;

    @TempDir
    private Path data;

    private Store store;
    private Envelopes envelopes;
    private Mesh mesh;

    private void start(Pace pace) throws IOException {
        store = EmbeddedStore.open(data);
        envelopes = new Envelopes(new Keys(data));
        mesh = Mesh.start(store, envelopes, new Membership.Alone(), Wiring.messages(), Clock.systemUTC(), pace);
        new Wiring(List.of(), Policies.observing(), Map.of(), Notices.NOBODY).register(mesh);
    }

    @AfterEach
    void stop() throws IOException {
        stopWriting();
        store.close();
    }

    private void stopWriting() {
        mesh.stop().toCompletableFuture().orTimeout(40, TimeUnit.SECONDS).join();
    }

    @Test
    void raw_batches_stay_under_the_cap_and_the_file_stops_growing() throws Exception {
        start(PACE);
        bring(1, 30);
        awaitAbsorbed();
        long cap = sizes("intake") / 2;
        assertThat(sweeper(cap).sweep().bytesLeft()).isLessThanOrEqualTo(cap);
        long pages = pages();
        for (int round = 1; round <= 4; round++) {
            bring(round * 30 + 1, round * 30 + 30);
            awaitAbsorbed();
            sweeper(cap).sweep();
            assertThat(sizes("intake")).isLessThanOrEqualTo(cap);
        }
        // Five times as much was brought; what the assets keep of it grows a little.
        assertThat(pages()).isLessThan(pages * 3);
    }

    @Test
    void what_is_left_is_enough_to_go_on_exactly() throws Exception {
        start(PACE);
        bring(1, 30);
        awaitAbsorbed();
        var counts = counts();
        assertThat(counts.counts().batches()).isEqualTo(30);
        assertThat(counts.counts().observations()).isEqualTo(30L * LINES);
        assertThat(counts.counts().deadLetters()).isEqualTo(30);
        stopWriting(); // What was absorbed may still be on its way from one of the others to the next.
        var others = sizes("asset") + sizes("correlator") + sizes("incident");
        assertThat(sweeper(1).sweep().rows()).isGreaterThan(20);
        assertThat(sizes("asset") + sizes("correlator") + sizes("incident"))
                .isEqualTo(others)
                .isPositive();

        store.close();
        start(PACE);

        assertThat(counts()).isEqualTo(counts);
        var ingest = new MeshIngest(mesh, TENANT);
        assertThat(ingest.position(SOURCE).toCompletableFuture().join()).isEqualTo("30");
        assertThat(ingest.bring(SOURCE, batch(2)).toCompletableFuture().join()).isTrue();
        assertThat(counts()).isEqualTo(counts);
        bring(31, 40);
        awaitAbsorbed();
        assertThat(counts().counts().observations()).isEqualTo(40L * LINES);
    }

    @Test
    void nothing_that_an_asset_has_still_to_absorb_is_deleted() throws Exception {
        start(NOTHING_IS_SAVED);
        bring(1, 32);
        await().untilAsserted(
                        () -> assertThat(store.housekeeping().snapshot(INTAKE)).isPresent());
        assertThat(sweeper(1).sweep().rows()).isZero();
        stop();
        start(PACE);
        mesh.wakeUnfinished();
        awaitAbsorbed();
        assertThat(counts().counts().batches()).isEqualTo(32);
    }

    @Test
    void what_is_older_than_the_age_is_deleted_however_little_it_is() throws Exception {
        start(PACE);
        bring(1, 30);
        awaitAbsorbed();
        var week = new Retention(Duration.ofDays(7), Long.MAX_VALUE, LONG);
        assertThat(new Sweeper(store, envelopes, week, Clock.systemUTC())
                        .sweep()
                        .rows())
                .isZero();
        var later = Clock.offset(Clock.systemUTC(), Duration.ofDays(8));
        assertThat(new Sweeper(store, envelopes, week, later).sweep().rows()).isGreaterThan(20);
    }

    private Sweeper sweeper(long cap) {
        return new Sweeper(store, envelopes, new Retention(LONG, cap, LONG), Clock.systemUTC());
    }

    private void bring(int first, int last) {
        var ingest = new MeshIngest(mesh, TENANT);
        for (int n = first; n <= last; n++) {
            var batch = batch(n);
            await().until(() ->
                    ingest.bring(SOURCE, batch).toCompletableFuture().join());
        }
    }

    private static Batch batch(int number) {
        var observations = new ArrayList<Observation>();
        for (int n = 0; n < LINES; n++) {
            var line = "%s web1 sshd[1]: Failed password for u%d from 203.0.113.7 port 22 ssh2"
                    .formatted(Instant.parse("2026-01-02T03:00:00Z").plusSeconds(number), n)
                    .getBytes(UTF_8);
            var place = new Source(SOURCE, (long) number * LINES + n);
            var format = Formats.detect(line, Instant.parse("2026-01-03T00:00:00Z"), SOURCE);
            if (format.parse(place, line, 0, line.length) instanceof Parsed.Seen(var seen)) {
                observations.add(seen);
            }
        }
        var letter = DeadLetter.of(new Source(SOURCE, number), "no such format", "x");
        return new Batch("batch-" + number, Integer.toString(number), observations, List.of(letter));
    }

    private Counted counts() throws Exception {
        return (Counted) mesh.ask(INTAKE, new Count(), Duration.ofMinutes(1))
                .toCompletableFuture()
                .get();
    }

    /** And contained in a snapshot, but for fewer rows than make the next one. */
    private void awaitAbsorbed() {
        await().untilAsserted(() -> assertThat(counts().open()).isZero());
        await().until(() -> {
            var kept = store.housekeeping().snapshot(INTAKE).map(stored -> Snapshots.open(envelopes, stored));
            long last = store.housekeeping().totals("intake").get(INTAKE).last();
            return kept.isPresent() && last - kept.get().sequence() < PACE.rows();
        });
    }

    private long sizes(String kind) throws IOException {
        return store.housekeeping().totals(kind).values().stream()
                .mapToLong(Total::bytes)
                .sum();
    }

    /** Of the journal when its log is written back, in pages. */
    private long pages() throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("journal.db"));
                var rows = connection.createStatement().executeQuery("PRAGMA page_count")) {
            return rows.getLong(1);
        }
    }
}

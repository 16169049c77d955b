package io.gabion.node.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.node.Directories;
import io.gabion.node.api.Role;
import io.gabion.node.api.Tokens;
import io.gabion.node.backup.LastBatch;
import io.gabion.node.cli.Gabion;
import io.gabion.node.crash.FileConnector.Pause;
import io.gabion.node.shell.Branched;
import io.gabion.node.store.JournalProbe;
import io.gabion.node.store.Store;
import io.gabion.node.store.cassandra.CassandraSchema;
import io.gabion.node.store.cassandra.CassandraServer;
import io.gabion.node.store.cassandra.CassandraStore;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentEvent.Verified;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.intake.IntakeEvent;
import io.gabion.protocol.intake.IntakeEvent.Absorbed;
import io.gabion.protocol.intake.IntakeEvent.Accepted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is backed up, goes on, loses all it has and gets it back, as docs/operations.md says. */
class CassandraDrillTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String KEYSPACE = "drill";

    @TempDir
    Path folder;

    private CassandraServer.Running server;
    private long lines;

    @BeforeEach
    void server() throws IOException {
        server = CassandraServer.Running.own();
        CassandraSchema.apply(server.place(KEYSPACE), 1);
        Files.createFile(folder.resolve(Child.WATCHED));
        Files.writeString(settings(), """
                store: {type: cassandra, contactPoints: [%s], datacenter: datacenter1, keyspace: %s}
                """.formatted(
                        server.place(KEYSPACE).contactPoints().getFirst().getHostString(), KEYSPACE));
    }

    @AfterEach
    void end() {
        server.close();
    }

    @Test
    void what_was_there_at_the_backup_is_there_again_and_no_owner_of_the_lost_time_outranks_who_comes_after()
            throws Exception {
        try (var life = life(true)) {
            attack(1);
            awaitLife(life, () -> acks().size() > 5 && applied() == 1);
            awaitSettled(life);
            life.stop();
        }
        var before = acks();
        var kept = rows();
        server.run("backup", folder.resolve("backup").toString(), KEYSPACE);
        copy(data().resolve("keys"), folder.resolve("safe"));
        Files.copy(data().resolve("tokens.json"), folder.resolve("tokens"));

        try (var life = life(true)) {
            int acks = acks().size();
            attack(2);
            awaitLife(life, () -> acks().size() > acks + 5 && applied() == 2);
            life.kill();
        }
        var lost = new ArrayList<>(rows());
        lost.removeIf(row -> kept.stream().anyMatch(each -> text(each).equals(text(row))));
        assertThat(lost).isNotEmpty();

        server.run("down", "--erase");
        Directories.delete(data());
        server.run("up", "1");
        CassandraSchema.apply(server.place(KEYSPACE), 1);
        server.run("restore", folder.resolve("backup").toString(), KEYSPACE);
        Files.createDirectory(data());
        copy(folder.resolve("safe"), data().resolve("keys"));
        Files.copy(folder.resolve("tokens"), data().resolve("tokens.json"));

        // Nothing more and nothing less, and the operator sees what has to be brought again.
        assertThat(rows()).extracting(CassandraDrillTest::text).containsExactlyElementsOf(texts(kept));
        assertThat(check(data())).isZero();
        assertThat(check(folder.resolve("without-keys"))).isEqualTo(3);
        var last = last();
        assertThat(last.key()).isIn(before);
        var again =
                acks().stream().filter(key -> number(key) > number(last.key())).toList();
        assertThat(again).isNotEmpty().doesNotContainAnyElementsOf(before);
        Files.write(
                folder.resolve(Child.ACKS),
                acks().stream().filter(key -> !again.contains(key)).toList());

        try (var life = life(true)) {
            int acks = acks().size();
            awaitLife(life, () -> acks().size() > acks + 5);
            awaitSettled(life);
            // The second attacker is in the file still and is found again; the target has the block already.
            assertThat(applied()).isEqualTo(2);
            release("203.0.113.1");
            assertThat(FileConnector.effects(folder).getLast())
                    .satisfies(effect -> assertThat(effect.verb()).isEqualTo(Verb.RELEASE))
                    .satisfies(effect -> assertThat(effect.key()).contains("203.0.113.1"));
            life.kill();
        }
        everyAcknowledgedBatchIsThereOnce();

        // What an owner wrote that the servers have forgotten comes late: the rows of its number are the others'
        // already.
        var rows = rows();
        var late = lost.stream()
                .filter(row -> row.entity().equals(Checker.BROUGHT.toString()))
                .filter(row -> rows.stream()
                        .anyMatch(each -> each.entity().equals(row.entity()) && each.sequence() == row.sequence()))
                .toList();
        assertThat(late).isNotEmpty();
        write(late);
        try (var life = life(true)) {
            int acks = acks().size();
            awaitLife(life, () -> acks().size() > acks + 5);
            awaitSettled(life);
            life.stop();
        }
        everyAcknowledgedBatchIsThereOnce();
        assertThat(branched(Checker.BROUGHT).dropped())
                .extracting(CassandraDrillTest::text)
                .containsExactlyElementsOf(texts(late));
    }

    private Store open() throws IOException {
        return CassandraStore.open(server.place(KEYSPACE));
    }

    private Life life(boolean brings) throws IOException {
        return new Life(folder, Pause.NONE, brings, settings().toString());
    }

    /** Every batch is absorbed, every containment was verified. */
    private void awaitSettled(Life life) {
        awaitLife(life, () -> {
            try (var store = open()) {
                return Stream.of(Checker.BROUGHT, Checker.watched(folder))
                                .allMatch(intake -> events(store, intake)
                                                .filter(Accepted.class::isInstance)
                                                .count()
                                        == events(store, intake)
                                                .filter(Absorbed.class::isInstance)
                                                .count())
                        && store.rows().entities(Child.TENANT, "containment").size() == applied()
                        && store.rows().entities(Child.TENANT, "containment").stream()
                                .allMatch(id -> events(store, id).anyMatch(Verified.class::isInstance));
            }
        });
    }

    private Stream<Object> events(Store store, EntityId id) {
        var codec = id.kind().equals("intake") ? IntakeEvent.CODEC : ContainmentEvent.CODEC;
        var envelopes = envelopes();
        return Branched.of(rows(store, id), envelopes).kept().stream()
                .filter(row -> !row.isNote())
                .map(row -> codec.read(row.version(), envelopes.open(row)));
    }

    private static List<Envelope> rows(Store store, EntityId id) {
        return StreamSupport.stream(store.rows().scan(Set.of(id.kind())).spliterator(), false)
                .filter(row -> row.entity().equals(id.toString()))
                .toList();
    }

    private Branched branched(EntityId id) throws IOException {
        try (var store = open()) {
            return Branched.of(rows(store, id), envelopes());
        }
    }

    private void everyAcknowledgedBatchIsThereOnce() throws IOException {
        try (var store = open()) {
            assertThat(events(store, Checker.BROUGHT)
                            .filter(Accepted.class::isInstance)
                            .map(event -> ((Accepted) event).key()))
                    .doesNotHaveDuplicates()
                    .containsAll(acks());
        }
    }

    private List<Envelope> rows() throws IOException {
        try (var store = open()) {
            return StreamSupport.stream(store.rows().scan(Set.of()).spliterator(), false)
                    .toList();
        }
    }

    private void write(List<Envelope> rows) throws IOException {
        try (var store = open();
                var probe = new JournalProbe(store)) {
            for (var row : rows) {
                assertThat(probe.write(List.of(row))).isTrue();
            }
        }
    }

    private int check(Path data) {
        return Gabion.run("backup", "check", "--config", settings().toString(), "--data", data.toString());
    }

    private LastBatch last() throws IOException {
        try (var store = open()) {
            return LastBatch.of(store.rows(), envelopes()).stream()
                    .filter(each -> each.intake().equals(Checker.BROUGHT.toString()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void release(String address) throws IOException {
        var secret = Tokens.open(data(), Clock.systemUTC())
                .add("drill", Role.ADMIN, Child.TENANT.id())
                .secret();
        var token = Files.writeString(folder.resolve("token"), secret);
        var at = Life.said(folder)
                .lines()
                .filter(line -> line.startsWith(Child.ADDRESS))
                .reduce((_, line) -> line)
                .orElseThrow();
        assertThat(Gabion.run(
                        "containment",
                        "release",
                        "firewall/block-address/" + address,
                        "--node",
                        at.substring(Child.ADDRESS.length()),
                        "--token",
                        token.toString(),
                        "--tenant",
                        Child.TENANT.id()))
                .isZero();
    }

    private static List<String> texts(List<Envelope> rows) {
        return rows.stream().map(CassandraDrillTest::text).toList();
    }

    /** All that tells a row from another. */
    private static String text(Envelope row) {
        return "%s#%d of %d: %s"
                .formatted(
                        row.entity(),
                        row.sequence(),
                        row.writerEpoch(),
                        HexFormat.of().formatHex(row.payload()));
    }

    private void attack(int attacker) throws IOException {
        for (int n = 0; n < 30; n++) {
            var line = Child.line("web1", ++lines, "203.0.113." + attacker, false);
            Files.writeString(folder.resolve(Child.WATCHED), line, UTF_8, StandardOpenOption.APPEND);
        }
    }

    private long applied() throws IOException {
        return FileConnector.effects(folder).stream()
                .filter(effect -> effect.verb() == Verb.APPLY)
                .count();
    }

    private List<String> acks() throws IOException {
        var file = folder.resolve(Child.ACKS);
        return Files.exists(file) ? Files.readAllLines(file).stream().distinct().toList() : List.of();
    }

    private static long number(String key) {
        return Long.parseLong(key.replaceAll("^batch-(\\d+).*$", "$1"));
    }

    private Envelopes envelopes() {
        try {
            return new Envelopes(new Keys(data()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path settings() {
        return folder.resolve("settings.yaml");
    }

    private Path data() {
        return folder.resolve("data");
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private void awaitLife(Life life, Callable<Boolean> condition) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .failFast(() -> assertThat(life.ended())
                        .as(() -> "ended by itself: " + Life.said(folder))
                        .isFalse())
                .until(condition);
    }
}

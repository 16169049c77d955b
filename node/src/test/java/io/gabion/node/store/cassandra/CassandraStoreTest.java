package io.gabion.node.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.servererrors.DefaultWriteType;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import io.gabion.node.store.Claims.Claim;
import io.gabion.node.store.Claims.Held;
import io.gabion.node.store.Claims.Taken;
import io.gabion.node.store.EnvelopeSerializer;
import io.gabion.node.store.Rows;
import io.gabion.node.store.Store;
import io.gabion.node.store.StoreContract;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.entity.EntityId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CassandraServer.class)
class CassandraStoreTest extends StoreContract {
    private static final String KEYSPACE = "contract";

    @Override
    protected Store open() throws IOException {
        return CassandraStore.open(CassandraServer.keyspace(KEYSPACE));
    }

    @Override
    protected boolean refusesASecondRow() {
        return false;
    }

    @Override
    protected boolean knowsSizes() {
        return false;
    }

    @Test
    void many_owners_at_once_have_different_epochs() throws Exception {
        var one = id("counter", "one").toString();
        var first = join(store.epochs().claim(one));
        var second = store.epochs().claim(one).toCompletableFuture();
        var third = store.epochs().claim(one).toCompletableFuture();
        assertThat(List.of(first, join(second), join(third))).doesNotHaveDuplicates();
        assertThat(join(store.epochs().newest(one))).isEqualTo(Math.max(join(second), join(third)));
    }

    /** The table came back from a backup, which knows nothing of the last owner. */
    @Test
    void whoever_opens_the_store_later_is_newer_than_an_owner_that_the_table_has_forgotten() throws Exception {
        var one = id("counter", "one").toString();
        long forgotten = join(store.epochs().claim(one));
        for (int n = 0; n < 5; n++) {
            forgotten = join(store.epochs().claim(one));
        }
        session().execute("DELETE FROM " + KEYSPACE + ".epoch WHERE entity = '" + one + "'");
        assertThat(join(store.checkpoints().save(one, checkpoint(forgotten, 1, "lost"))))
                .isFalse();
        try (var later = CassandraStore.open(CassandraServer.place(KEYSPACE))) {
            assertThat(join(later.epochs().claim(one))).isGreaterThan(forgotten);
        }
    }

    @Test
    void a_checkpoint_is_not_said_to_be_saved_once_there_is_a_newer_owner() throws Exception {
        var one = id("saved", "one").toString();
        long older = join(store.epochs().claim(one));
        join(store.epochs().claim(one));
        assertThat(join(store.checkpoints().save(one, checkpoint(older, 1, "stale"))))
                .isFalse();
    }

    /** Before the newer owner has saved one itself. */
    @Test
    void a_checkpoint_of_a_replaced_owner_takes_the_place_of_none_that_was_saved() throws Exception {
        var one = id("saved", "one").toString();
        long older = join(store.epochs().claim(one));
        var saved = checkpoint(older, 5, "saved");
        assertThat(join(store.checkpoints().save(one, saved))).isTrue();
        join(store.epochs().claim(one));
        assertThat(join(store.checkpoints().save(one, checkpoint(older, 7, "stale"))))
                .isFalse();
        join(store.epochs().claim(one));
        assertThat(join(store.checkpoints().load(one)).orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(saved);
    }

    @Test
    void rows_of_other_owners_are_found_behind_the_last_one_that_was_read() throws Exception {
        var one = id("counter", "one");
        write(row(one, 1, 1), row(one, 2, 1));
        write(row(one, 3, 2), row(one, 4, 2));
        write(row(one, 3, 1));
        var found = join(store.epochs().othersAfter(one.toString(), 2, 2));
        assertThat(found).extracting(Envelope::sequence).containsExactly(3L);
        assertThat(found).extracting(Envelope::writerEpoch).containsExactly(1L);
        assertThat(join(store.epochs().othersAfter(one.toString(), 3, 2))).isEmpty();
    }

    /** Of partitions of 20 rows here, where no write has more than 3. */
    @Test
    void what_follows_partitions_that_retention_has_emptied_is_read() throws Exception {
        var one = id("intake", "one");
        var partitions = new Partitions(session(), KEYSPACE, 20, 3);
        for (long n = 1; n <= 70; n++) {
            // Rows 59 to 61 are one write, which reaches over the edge.
            put(row(one, n, 1), n > 58 && n <= 60 ? 3 : (n - 1) / 20);
        }
        assertThat(join(partitions.last(one.toString()))).isEqualTo(70);
        assertThat(read(partitions, one, 0)).hasSize(70);
        for (long snapshot : new long[] {25, 58, 60, 61, 65}) {
            contained(one, snapshot);
            join(partitions.delete(one.toString(), 1, 4));
            join(partitions.delete(one.toString(), 6, snapshot));
            var rest = LongStream.rangeClosed(snapshot + 1, 70).boxed().toList();
            for (long after : new long[] {5, 17, 21, 45, snapshot}) {
                assertThat(read(partitions, one, Math.min(after, snapshot)))
                        .as(snapshot + " after " + after)
                        .isEqualTo(rest);
            }
            assertThat(read(partitions, one, 0)).startsWith(5L).endsWith(70L).hasSize(rest.size() + 1);
            assertThat(join(partitions.places(one.toString(), 5, 100))).hasSameSizeAs(rest);
            assertThat(join(partitions.last(one.toString()))).isEqualTo(70);
        }
        assertThat(read(partitions, one, 70)).isEmpty();
        join(partitions.delete(one.toString(), 1, 69));
        contained(one, 70);
        assertThat(read(partitions, one, 0)).containsExactly(70L);
        assertThat(join(partitions.last(one.toString()))).isEqualTo(70);
        assertThat(join(partitions.last(id("intake", "none").toString()))).isZero();
    }

    private List<Long> read(Partitions partitions, EntityId entity, long after) throws Exception {
        return sequences(join(partitions.rows(entity.toString(), after, Long.MAX_VALUE, 100)));
    }

    private void put(Envelope row, long partition) {
        session()
                .execute(
                        "INSERT INTO " + KEYSPACE + ".messages"
                                + " (persistence_id, partition_nr, sequence_nr, timestamp, event) VALUES (?, ?, ?, now(), ?)",
                        row.entity(),
                        partition,
                        row.sequence(),
                        ByteBuffer.wrap(EnvelopeSerializer.write(row)));
    }

    private void contained(EntityId entity, long sequence) {
        session()
                .execute(
                        "INSERT INTO " + KEYSPACE + ".snapshots (persistence_id, sequence_nr) VALUES (?, ?)",
                        entity.toString(),
                        sequence);
    }

    @Test
    void an_older_owner_makes_nobody_forget_what_a_newer_one_remembers() throws Exception {
        var one = id("counter", "one").toString();
        join(store.unfinished().remember(one, 1));
        join(store.unfinished().remember(one, 2));
        join(store.unfinished().forget(one, 1));
        assertThat(join(store.unfinished().list())).contains(one);
        join(store.unfinished().forget(one, 2));
        assertThat(join(store.unfinished().list())).doesNotContain(one);
    }

    @Test
    void a_conditional_write_that_timed_out_is_looked_up_and_found_done() throws Exception {
        var one = id("containment", "one").toString();
        var claim = new Claim(1, 1, NOON);
        assertThat(join(claims(Answer.LOST).take(one, Optional.empty(), claim))).isEqualTo(new Taken());
        assertThat(join(store.claims().standing(one))).contains(claim);
        assertThat(join(epochs(Answer.LOST).claim(one))).isEqualTo(1);
        assertThat(join(epochs(Answer.LOST).claim(one))).isEqualTo(2);
        assertThat(join(store.epochs().newest(one))).isEqualTo(2);
    }

    @Test
    void a_conditional_write_that_timed_out_undone_is_tried_again() throws Exception {
        var one = id("containment", "one").toString();
        var claim = new Claim(1, 1, NOON);
        assertThat(join(claims(Answer.NOT_DONE).take(one, Optional.empty(), claim)))
                .isEqualTo(new Taken());
        assertThat(join(store.claims().standing(one))).contains(claim);
        assertThat(join(epochs(Answer.NOT_DONE).claim(one))).isEqualTo(1);
    }

    @Test
    void a_conditional_write_that_timed_out_does_not_take_what_another_has() throws Exception {
        var one = id("containment", "one").toString();
        var others = new Claim(1, 1, NOON);
        join(store.claims().take(one, Optional.empty(), others));
        assertThat(join(claims(Answer.LOST).take(one, Optional.empty(), new Claim(2, 1, NOON))))
                .isEqualTo(new Held(others));
    }

    @Test
    void a_reader_of_another_node_is_told_what_this_one_wrote() throws Exception {
        var one = id("counter", "one");
        var other = id("other", "one");
        try (var elsewhere = CassandraStore.open(CassandraServer.place(KEYSPACE))) {
            var following = elsewhere.rows().follow(Set.of("counter"));
            assertThat(own(following.next())).isEmpty();
            write(row(one, 1, 1), row(one, 2, 1));
            write(row(other, 1, 1));
            assertThat(sequences(awaitNews(following))).containsExactly(1L, 2L);
            write(row(one, 3, 1));
            assertThat(sequences(awaitNews(following))).containsExactly(3L);
        }
    }

    @Test
    void what_a_node_could_not_tell_of_any_more_is_told_by_who_recovers_it() {
        var one = id("counter", "one");
        var reader = new NewsReader(session(), KEYSPACE, UUID.randomUUID());
        write(row(one, 1, 1));
        await().until(() -> reader.next().containsKey(one.toString()));
        replay(one);
        var told = new HashMap<String, Long>();
        await().until(() -> {
            told.putAll(reader.next());
            return told.containsKey(one.toString());
        });
        assertThat(told).containsEntry(one.toString(), 1L);
    }

    @Test
    void what_nobody_told_of_is_found_by_the_sweep() {
        var one = id("counter", "one");
        var mute = new NewsReader(session(), KEYSPACE, cassandra().news().id());
        var rows = new CassandraRows(
                cassandra().partitions(), new Written(cassandra().news()), () -> mute, Duration.ZERO, Duration.ZERO);
        var following = rows.follow(Set.of("counter"));
        own(following.next());
        write(row(one, 1, 1));
        var found = new ArrayList<Envelope>();
        await().until(() -> found.addAll(own(following.next())));
        assertThat(sequences(found)).containsExactly(1L);
    }

    @Test
    void news_go_on_from_block_to_block_and_miss_none() {
        var heard = new TreeSet<String>();
        try (var writer = new NewsWriter(session(), KEYSPACE, 3)) {
            var reader = new NewsReader(session(), KEYSPACE, UUID.randomUUID(), 3);
            var behind = new NewsReader(session(), KEYSPACE, UUID.randomUUID(), 3);
            reader.skip();
            for (int n = 1; n <= 8; n++) {
                var told = "x/counter/" + n;
                writer.tell(told, n);
                await().until(() -> {
                    heard.addAll(reader.next().keySet());
                    return heard.contains(told);
                });
                if (n == 1) {
                    assertThat(behind.next()).containsKey(told);
                }
            }
            assertThat(reader.next()).isEmpty();
            assertThat(behind.next()).containsKeys(heard.tailSet("x/counter/2").toArray(String[]::new));
            var after = new NewsReader(session(), KEYSPACE, UUID.randomUUID(), 3);
            after.skip();
            assertThat(after.next()).isEmpty();
        }
        assertThat(heard).hasSize(8);
    }

    /** A node that has written for days, and the others have forgotten how it began. */
    @Test
    void news_are_heard_of_a_writer_whose_first_blocks_are_gone() {
        try (var writer = new NewsWriter(session(), KEYSPACE, 3)) {
            var before = new NewsReader(session(), KEYSPACE, UUID.randomUUID(), 3);
            var behind = new NewsReader(session(), KEYSPACE, UUID.randomUUID(), 3);
            for (int n = 1; n <= 10; n++) {
                var told = "x/counter/old" + n;
                writer.tell(told, n);
                await().until(() -> before.next().containsKey(told));
                if (n == 1) {
                    assertThat(behind.next()).containsKey(told);
                }
            }
            for (long block = 0; block < 3; block++) {
                session()
                        .execute("DELETE FROM %s.news WHERE writer = %s AND block = %d"
                                .formatted(KEYSPACE, writer.id(), block));
            }
            var late = new NewsReader(session(), KEYSPACE, UUID.randomUUID(), 3);
            late.skip();
            writer.tell("x/counter/new", 1);
            await().until(() -> late.next().containsKey("x/counter/new"));
            assertThat(behind.next()).containsKeys("x/counter/old9", "x/counter/old10", "x/counter/new");
        }
    }

    @Test
    void an_older_schema_is_refused_and_a_newer_one_is_not() throws Exception {
        var place = CassandraServer.keyspace("versions");
        var set = "INSERT INTO versions.schema_version (one, version) VALUES (1, %d)";
        session().execute(set.formatted(CassandraSchema.VERSION + 1));
        CassandraStore.open(place).close();
        session().execute(set.formatted(CassandraSchema.VERSION - 1));
        assertThatThrownBy(() -> CassandraStore.open(place))
                .isInstanceOf(IOException.class)
                .hasMessage("the schema is version 1 and this needs 2, " + place + ": run gabion schema apply once");
    }

    private List<Envelope> awaitNews(Rows.Following following) {
        var news = new ArrayList<Envelope>();
        await().until(() -> news.addAll(own(following.next())));
        return news;
    }

    @Test
    void without_a_schema_a_node_makes_none_and_says_what_to_do() {
        var place = CassandraServer.place("nothing_here");
        assertThatThrownBy(() -> CassandraStore.open(place))
                .isInstanceOf(IOException.class)
                .hasMessage("no schema, " + place + ": run gabion schema apply once");
        assertThatThrownBy(() -> CassandraStore.open(place)).isInstanceOf(IOException.class);
    }

    @Test
    void a_schema_is_applied_again_without_harm() throws Exception {
        var one = id("counter", "one").toString();
        join(store.unfinished().remember(one, 1));
        CassandraSchema.apply(CassandraServer.place(KEYSPACE), 1);
        assertThat(join(store.unfinished().list())).contains(one);
    }

    @Test
    void a_server_that_is_not_there_is_one_line() {
        var nobody = new CassandraPlace(
                List.of(new InetSocketAddress("127.255.255.254", 9042)), "datacenter1", KEYSPACE, Optional.empty());
        assertThatThrownBy(() -> CassandraStore.open(nobody))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot reach Cassandra, keyspace contract at 127.255.255.254:9042: ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void a_machine_whose_clock_is_not_the_servers_is_told_so() throws Exception {
        var place = CassandraServer.place(KEYSPACE);
        try (var session = Connection.open(place)) {
            Servers.check(session, place, InstantSource.system());
            var now = InstantSource.system();
            assertThatThrownBy(() -> Servers.check(session, place, InstantSource.offset(now, Duration.ofHours(1))))
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching(
                            "this machine's clock is 3[56]\\d\\d s ahead of that of .*: set the wrong one right");
            assertThatThrownBy(() -> Servers.check(session, place, InstantSource.offset(now, Duration.ofSeconds(-5))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(" s behind that of ");
        }
    }

    @Test
    void a_slow_answer_is_no_wrong_clock() {
        var there = NOON.plusSeconds(20);
        assertThat(Servers.ahead(NOON, there, NOON.plusSeconds(60))).isZero();
        assertThat(Servers.ahead(NOON, there, NOON.plusSeconds(17))).hasSeconds(-3);
        assertThat(Servers.ahead(NOON.plusSeconds(23), there, NOON.plusSeconds(24)))
                .hasSeconds(3);
    }

    private enum Answer {
        /** The write is done, its answer is lost. */
        LOST,
        /** The write never reached a server. */
        NOT_DONE
    }

    private CassandraClaims claims(Answer first) {
        return new CassandraClaims(session(), KEYSPACE, new Conditional(new Unlucky(first)));
    }

    private CassandraEpochs epochs(Answer first) {
        return new CassandraEpochs(
                session(),
                KEYSPACE,
                new Conditional(new Unlucky(first)),
                cassandra().partitions(),
                Instant.EPOCH);
    }

    private CassandraStore cassandra() {
        return (CassandraStore) store;
    }

    private com.datastax.oss.driver.api.core.CqlSession session() {
        return cassandra().session();
    }

    /** The first statement times out. */
    private final class Unlucky implements Conditional.Carrier {
        private final Answer first;
        private boolean struck;

        private Unlucky(Answer first) {
            this.first = first;
        }

        @Override
        public CompletionStage<AsyncResultSet> execute(Statement<?> statement) {
            if (struck) {
                return session().executeAsync(statement);
            }
            struck = true;
            var coordinator =
                    session().getMetadata().getNodes().values().iterator().next();
            var timeout =
                    new WriteTimeoutException(coordinator, DefaultConsistencyLevel.SERIAL, 1, 2, DefaultWriteType.CAS);
            return first == Answer.NOT_DONE
                    ? CompletableFuture.failedFuture(timeout)
                    : session().executeAsync(statement).thenCompose(_ -> CompletableFuture.failedFuture(timeout));
        }
    }
}

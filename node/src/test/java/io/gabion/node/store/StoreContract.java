package io.gabion.node.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gabion.node.store.Checkpoints.Checkpoint;
import io.gabion.node.store.Claims.Claim;
import io.gabion.node.store.Claims.Held;
import io.gabion.node.store.Claims.Taken;
import io.gabion.node.store.Housekeeping.RowSize;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What every store promises. Each test has a tenant of its own. */
public abstract class StoreContract {
    protected static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456789Z");

    protected Store store;
    protected Tenant tenant;
    private JournalProbe probe;

    /** The same store at every call of one test; never while it is open. */
    protected abstract Store open() throws IOException;

    /** Whether it can see in time that there is a row of this number; otherwise both are kept, each with its epoch. */
    protected abstract boolean refusesASecondRow();

    /** Whether it knows how large a row is. */
    protected abstract boolean knowsSizes();

    @BeforeEach
    void openStore(TestInfo test) throws IOException {
        var name = test.getTestMethod().orElseThrow().getName();
        tenant = new Tenant("t" + Integer.toHexString(name.hashCode()));
        store = open();
    }

    @AfterEach
    void close() throws IOException {
        if (probe != null) {
            probe.close();
            probe = null;
        }
        store.close();
    }

    private void reopen() throws IOException {
        close();
        store = open();
    }

    private JournalProbe journal() {
        if (probe == null) {
            probe = new JournalProbe(store);
        }
        return probe;
    }

    @Test
    void rows_are_read_in_order_and_as_they_were_written() throws IOException {
        var one = id("counter", "one");
        assertThat(journal().replay(one.toString(), 1)).isEmpty();
        assertThat(journal().write(List.of(row(one, 1, 1)))).isTrue();
        assertThat(journal().write(List.of(row(one, 2, 1), row(one, 3, 1)))).isTrue();
        reopen();
        assertThat(journal().replay(one.toString(), 1))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(row(one, 1, 1), row(one, 2, 1), row(one, 3, 1));
        assertThat(sequences(journal().replay(one.toString(), 3))).containsExactly(3L);
        assertThat(sequences(store.rows().of(one))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void many_rows_of_one_decision_are_written_together() {
        var one = id("counter", "one");
        var rows = LongStream.rangeClosed(1, 500).mapToObj(n -> row(one, n, 1)).toList();
        assertThat(journal().write(rows)).isTrue();
        assertThat(sequences(journal().replay(one.toString(), 1))).containsExactlyElementsOf(sequences(rows));
    }

    @Test
    void a_second_row_of_one_number_is_refused_or_told_apart_by_its_epoch() {
        var one = id("counter", "one");
        journal().write(List.of(row(one, 1, 1)));
        assertThat(journal().write(List.of(row(one, 1, 2)))).isEqualTo(!refusesASecondRow());
        assertThat(journal().replay(one.toString(), 1))
                .extracting(Envelope::writerEpoch)
                .containsExactlyElementsOf(refusesASecondRow() ? List.of(1L) : List.of(1L, 2L));
    }

    @Test
    void the_newest_snapshot_is_found() throws IOException {
        var one = id("counter", "one");
        assertThat(journal().snapshot(one.toString())).isNull();
        for (long sequence : List.of(10, 20, 30)) {
            journal().save(row(one, sequence, 1));
        }
        assertThat(journal().snapshot(one.toString()).sequence()).isEqualTo(30);
        assertThat(store.housekeeping().snapshot(one)).map(Envelope::sequence).contains(30L);
        assertThat(store.housekeeping().snapshots()).contains(one);
    }

    @Test
    void a_reader_is_told_each_row_once_and_each_entitys_in_order() {
        var one = id("counter", "one");
        var two = id("counter", "two");
        var other = id("other", "one");
        journal().write(List.of(row(one, 1, 1)));
        var following = store.rows().follow(Set.of("counter"));
        assertThat(own(following.next())).extracting(Envelope::entity).containsExactly(one.toString());
        assertThat(own(following.next())).isEmpty();
        journal().write(List.of(row(two, 1, 1)));
        journal().write(List.of(row(one, 2, 1), row(one, 3, 1)));
        journal().write(List.of(row(other, 1, 1)));
        var news = own(following.next());
        assertThat(news).extracting(Envelope::entity).containsOnly(one.toString(), two.toString());
        assertThat(sequences(of(one, news))).containsExactly(2L, 3L);
        assertThat(sequences(of(two, news))).containsExactly(1L);
        assertThat(own(following.next())).isEmpty();
        assertThat(sequences(of(one, own(store.rows().scan(Set.of()))))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void entities_are_found_by_tenant_and_kind() {
        var one = id("counter", "a/one");
        var two = id("counter", "b two");
        journal().write(List.of(row(two, 1, 1)));
        journal().write(List.of(row(one, 1, 1)));
        journal().write(List.of(row(id("other", "one"), 1, 1)));
        journal().write(List.of(row(new EntityId(new Tenant(tenant.id() + "x"), "counter", "one"), 1, 1)));
        assertThat(store.rows().entities(tenant, "counter")).containsExactly(one, two);
    }

    @Test
    void deleted_rows_are_gone_and_the_others_stay() throws IOException {
        var one = id("counter", "one");
        journal()
                .write(LongStream.rangeClosed(1, 9)
                        .mapToObj(n -> row(one, n, 1))
                        .toList());
        var housekeeping = store.housekeeping();
        housekeeping.delete(one, List.of(1L, 2L, 3L, 5L));
        assertThat(housekeeping.rows(one, 0)).extracting(RowSize::sequence).containsExactly(4L, 6L, 7L, 8L, 9L);
        assertThat(housekeeping.row(one, 5)).isEmpty();
        assertThat(housekeeping.row(one, 4)).map(Envelope::sequence).contains(4L);
        assertThat(sequences(journal().replay(one.toString(), 6))).containsExactly(6L, 7L, 8L, 9L);
        var total = housekeeping.totals("counter").get(one);
        assertThat(total.last()).isEqualTo(9);
        assertThat(total.bytes() > 0).isEqualTo(knowsSizes());
        assertThat(journal().write(List.of(row(one, 10, 1)))).isTrue();
    }

    @Test
    void a_later_owner_has_a_larger_epoch() throws Exception {
        var one = id("counter", "one").toString();
        long first = join(store.epochs().claim(one));
        assertThat(first).isPositive();
        assertThat(join(store.epochs().newest(one))).isEqualTo(first);
        reopen();
        long second = join(store.epochs().claim(one));
        assertThat(second).isGreaterThan(first);
        assertThat(join(store.epochs().newest(one))).isEqualTo(second);
    }

    @Test
    void a_checkpoint_replaces_the_one_before() throws Exception {
        var one = id("saved", "one").toString();
        assertThat(join(store.checkpoints().load(one))).isEmpty();
        long epoch = join(store.epochs().claim(one));
        assertThat(join(store.checkpoints().save(one, checkpoint(epoch, 1, "a"))))
                .isTrue();
        assertThat(join(store.checkpoints().save(one, checkpoint(epoch, 1, "b"))))
                .isTrue();
        reopen();
        var found = join(store.checkpoints().load(one)).orElseThrow();
        assertThat(found).usingRecursiveComparison().isEqualTo(checkpoint(epoch, 1, "b"));
        var all = new ArrayList<String>();
        join(store.checkpoints().each((entity, _) -> all.add(entity)));
        assertThat(all).contains(one).doesNotHaveDuplicates();
    }

    @Test
    void a_checkpoint_of_an_older_owner_replaces_nothing() throws Exception {
        var one = id("saved", "one").toString();
        long older = join(store.epochs().claim(one));
        join(store.checkpoints().save(one, checkpoint(older, 5, "older")));
        reopen();
        long newer = join(store.epochs().claim(one));
        assertThat(join(store.checkpoints().save(one, checkpoint(newer, 6, "newer"))))
                .isTrue();
        assertThat(join(store.checkpoints().save(one, checkpoint(older, 7, "stale"))))
                .isFalse();
        assertThat(join(store.checkpoints().load(one)).orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(checkpoint(newer, 6, "newer"));
    }

    @Test
    void what_was_saved_before_then_is_forgotten_and_what_was_saved_later_is_not() throws Exception {
        var one = id("saved", "one").toString();
        long epoch = join(store.epochs().claim(one));
        join(store.checkpoints().save(one, checkpoint(epoch, 0, "old")));
        assertThat(join(store.checkpoints().forget(one, epoch, Instant.now().minusSeconds(60))))
                .isFalse();
        var then = later();
        assertThat(join(store.checkpoints().forget(one, epoch, then))).isTrue();
        assertThat(join(store.checkpoints().load(one))).isEmpty();
        assertThat(join(store.checkpoints().forget(one, epoch, then))).isFalse();

        assertThat(join(store.checkpoints().save(one, checkpoint(epoch, 0, "new"))))
                .isTrue();
        assertThat(join(store.checkpoints().forget(one, epoch, then))).isFalse();
        reopen();
        assertThat(join(store.checkpoints().load(one)).orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(checkpoint(epoch, 0, "new"));
    }

    @Test
    void an_older_owner_forgets_nothing_of_a_newer_one_and_a_newer_one_all() throws Exception {
        var one = id("saved", "one").toString();
        long older = join(store.epochs().claim(one));
        join(store.checkpoints().save(one, checkpoint(older, 0, "older")));
        reopen();
        long newer = join(store.epochs().claim(one));
        join(store.checkpoints().save(one, checkpoint(newer, 0, "newer")));
        var then = later();
        assertThat(join(store.checkpoints().forget(one, older, then))).isFalse();
        assertThat(join(store.checkpoints().load(one)).orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(checkpoint(newer, 0, "newer"));

        assertThat(join(store.checkpoints().forget(one, newer, then))).isTrue();
        reopen();
        assertThat(join(store.checkpoints().load(one))).isEmpty();
    }

    @Test
    void checkpoints_are_looked_at_some_at_a_time_for_those_without_rows_that_were_saved_before() throws Exception {
        for (int n = 0; n < 7; n++) {
            var one = id("saved", "n" + n).toString();
            long epoch = join(store.epochs().claim(one));
            join(store.checkpoints().save(one, checkpoint(epoch, n == 3 ? 1 : 0, "old")));
        }
        var then = later();
        var late = id("saved", "late").toString();
        join(store.checkpoints().save(late, checkpoint(join(store.epochs().claim(late)), 0, "new")));

        var still = new ArrayList<String>();
        var after = "";
        int looks = 0;
        do {
            var look = join(store.checkpoints().look(after, 2, then));
            assertThat(look.still()).hasSizeLessThanOrEqualTo(2);
            still.addAll(look.still());
            after = look.last();
            looks++;
        } while (!after.isEmpty());
        assertThat(looks).isGreaterThan(4);
        assertThat(still).doesNotHaveDuplicates();
        assertThat(still)
                .filteredOn(name -> EntityId.parse(name).tenant().equals(tenant))
                .containsExactlyInAnyOrder(IntStream.of(0, 1, 2, 4, 5, 6)
                        .mapToObj(n -> id("saved", "n" + n).toString())
                        .toArray(String[]::new));
    }

    /** After all that was saved by now, and before all that is saved from now on. */
    private static Instant later() {
        var then = Instant.now().plusMillis(2);
        await().pollInterval(Duration.ofMillis(1)).until(() -> Instant.now().isAfter(then.plusMillis(2)));
        return then;
    }

    @Test
    void what_is_remembered_is_listed_until_it_is_forgotten() throws Exception {
        var one = id("counter", "one").toString();
        var two = id("counter", "two").toString();
        join(store.unfinished().remember(two, 1));
        join(store.unfinished().remember(one, 1));
        join(store.unfinished().remember(one, 1));
        reopen();
        assertThat(join(store.unfinished().list())).contains(one, two);
        join(store.unfinished().forget(one, 1));
        assertThat(join(store.unfinished().list())).contains(two).doesNotContain(one);
    }

    @Test
    void calls_take_effect_in_their_order_without_waiting_for_each_other() throws Exception {
        for (int n = 0; n < 50; n++) {
            var one = id("counter", "n" + n).toString();
            store.unfinished().remember(one, 1);
            store.unfinished().forget(one, 1);
            var again = store.unfinished().remember(one, 1);
            if (n % 2 == 0) {
                join(store.unfinished().forget(one, 1));
            }
            join(again);
        }
        assertThat(join(store.unfinished().list()))
                .contains(id("counter", "n1").toString(), id("counter", "n49").toString())
                .doesNotContain(
                        id("counter", "n0").toString(), id("counter", "n48").toString());
    }

    @Test
    void a_claim_is_taken_once_and_stands() throws Exception {
        var one = id("containment", "one").toString();
        assertThat(join(store.claims().standing(one))).isEmpty();
        var claim = new Claim(1, 1, NOON);
        assertThat(join(store.claims().take(one, Optional.empty(), claim))).isEqualTo(new Taken());
        reopen();
        assertThat(join(store.claims().standing(one))).contains(claim);
        // Asked again, because the answer was lost.
        assertThat(join(store.claims().take(one, Optional.empty(), claim))).isEqualTo(new Taken());
        assertThat(join(store.claims().take(one, Optional.empty(), new Claim(2, 1, NOON))))
                .isEqualTo(new Held(claim));
    }

    @Test
    void a_successor_replaces_only_the_claim_that_it_has_seen() throws Exception {
        var one = id("containment", "one").toString();
        var first = new Claim(1, 1, NOON);
        var retried = new Claim(1, 2, NOON.plusSeconds(5));
        var successor = new Claim(2, 1, NOON.plusSeconds(9));
        join(store.claims().take(one, Optional.empty(), first));
        assertThat(join(store.claims().take(one, Optional.of(first), retried))).isEqualTo(new Taken());
        assertThat(join(store.claims().take(one, Optional.of(first), successor)))
                .isEqualTo(new Held(retried));
        assertThat(join(store.claims().take(one, Optional.of(retried), successor)))
                .isEqualTo(new Taken());
        assertThat(join(store.claims().take(one, Optional.of(retried), new Claim(1, 3, NOON))))
                .isEqualTo(new Held(successor));
    }

    @Test
    void an_older_owner_cannot_replace_a_newer_ones_claim_though_it_has_seen_it() throws Exception {
        var one = id("containment", "one").toString();
        var newer = new Claim(2, 1, NOON);
        join(store.claims().take(one, Optional.empty(), newer));
        assertThatThrownBy(() -> store.claims().take(one, Optional.of(newer), new Claim(1, 7, NOON)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not follow");
        assertThat(join(store.claims().standing(one))).contains(newer);
    }

    @Test
    void of_many_that_claim_at_once_one_has_it() throws Exception {
        var one = id("containment", "one").toString();
        var asked = LongStream.rangeClosed(1, 8)
                .mapToObj(n -> store.claims()
                        .take(one, Optional.empty(), new Claim(n, 1, NOON))
                        .toCompletableFuture())
                .toList();
        int taken = 0;
        for (var each : asked) {
            taken += each.get(30, TimeUnit.SECONDS) instanceof Taken ? 1 : 0;
        }
        assertThat(taken).isEqualTo(1);
    }

    protected static <T> T join(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    protected EntityId id(String kind, String name) {
        return new EntityId(tenant, kind, name);
    }

    protected static Checkpoint checkpoint(long epoch, long sequence, String state) {
        return new Checkpoint(epoch, sequence, "tenant/acme", state.getBytes(UTF_8));
    }

    protected static Envelope row(EntityId id, long sequence, long epoch) {
        var payload = (id + "#" + sequence + "#" + epoch).getBytes(UTF_8);
        return new Envelope(
                id.tenant(),
                id.toString(),
                sequence,
                sequence,
                epoch,
                "added",
                3,
                NOON,
                "tenant/x",
                "A256GCM",
                payload);
    }

    /** As an owner of this node does. */
    protected final void write(Envelope... rows) {
        journal().write(List.of(rows));
    }

    /** As who recovers it does. */
    protected final void replay(EntityId id) {
        journal().replay(id.toString(), 1);
    }

    protected final List<Envelope> own(Iterable<Envelope> rows) {
        var own = new ArrayList<Envelope>();
        for (var row : rows) {
            if (row.tenant().equals(tenant)) {
                own.add(row);
            }
        }
        return own;
    }

    private static List<Envelope> of(EntityId entity, List<Envelope> rows) {
        return rows.stream()
                .filter(row -> row.entity().equals(entity.toString()))
                .toList();
    }

    protected static List<Long> sequences(List<Envelope> rows) {
        return rows.stream().map(Envelope::sequence).toList();
    }
}

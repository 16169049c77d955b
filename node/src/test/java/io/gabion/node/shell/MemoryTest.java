package io.gabion.node.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gabion.node.shell.Row.Dropped;
import io.gabion.node.shell.Row.ForkRepaired;
import io.gabion.node.shell.Row.Noted;
import io.gabion.node.shell.Row.Owned;
import io.gabion.node.shell.Row.Readmitted;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.Tenant;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a recovery makes of a journal that two owners wrote. Owner 1 was replaced by owner 2 after row 2. */
class MemoryTest {
    private static final String HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /** An open task is a claim here. */
    private static final Counter CLAIMING = new Counter() {
        @Override
        public boolean claims(Event event) {
            return event instanceof Opened;
        }
    };

    private final Memory<Counter.State, Counter.Event> memory = new Memory<>(CLAIMING, CLAIMING.empty(), 0);

    @Test
    void what_a_replaced_owner_wrote_is_no_part_of_the_state_and_is_told_once() {
        read(owned(1, 1, 0), happened(2, 1, 1, new Counter.Added(5, "")));
        read(owned(3, 2, 1), happened(3, 1, 2, new Counter.Added(100, "stale")));
        read(happened(4, 2, 2, new Counter.Added(7, "")));
        memory.recovered();

        assertThat(memory.state()).isEqualTo(new Counter.State(12, false));
        assertThat(memory.unreported()).containsExactly(new Dropped(3, 2, 1, HASH, false));
        assertThat(memory.quarantined()).isFalse();

        var rows = memory.rows(3, List.of(), List.of(), Instant.EPOCH);
        assertThat(rows)
                .extracting(MemoryTest::note)
                .containsExactly(new Owned(3, List.of(2L)), new ForkRepaired(memory.unreported()));
        assertThat(rows).extracting(Row::sequence).containsExactly(5L, 6L);
        rows.forEach(memory::fold);
        assertThat(memory.unreported()).isEmpty();
        assertThat(memory.rows(3, List.of(), List.of(), Instant.EPOCH)).isEmpty();
    }

    @Test
    void an_owner_of_an_earlier_version_does_not_say_after_whom_it_goes_on() {
        assertThat(Row.Note.CODEC.read(1, "{\"type\":\"owned\",\"epoch\":3}")).isEqualTo(new Owned(3, List.of()));
    }

    @Test
    void a_dropped_claim_is_a_quarantine_until_an_operator_has_looked() {
        read(owned(1, 1, 0), owned(2, 2, 0), happened(2, 1, 1, new Counter.Opened()));
        memory.recovered();
        assertThat(memory.state().open()).isFalse();
        assertThat(memory.quarantined()).isTrue();

        memory.rows(2, List.of(), List.of(), Instant.EPOCH).forEach(memory::fold);
        assertThat(memory.quarantined()).as("also when it is on record").isTrue();
        memory.rows(2, List.of(new Readmitted("ann")), List.of(), Instant.EPOCH).forEach(memory::fold);
        assertThat(memory.quarantined()).isFalse();
    }

    @Test
    void a_quarantine_outlives_its_owner_and_so_does_its_end() {
        var dropped = new Dropped(2, 1, 1, HASH, true);
        read(owned(1, 1, 0), owned(2, 2, 0), happened(2, 1, 1, new Counter.Opened()));
        read(noted(3, 2, 0, new ForkRepaired(List.of(dropped))));
        memory.recovered();
        assertThat(memory.unreported()).as("known already").isEmpty();
        assertThat(memory.quarantined()).isTrue();

        var next = new Memory<>(CLAIMING, CLAIMING.empty(), 0);
        for (var row : List.of(
                owned(1, 1, 0),
                owned(2, 2, 0),
                happened(2, 1, 1, new Counter.Opened()),
                noted(3, 2, 0, new ForkRepaired(List.of(dropped))),
                noted(4, 2, 0, new Readmitted("ann")))) {
            next.fold(row);
        }
        next.recovered();
        assertThat(next.quarantined()).isFalse();
    }

    @Test
    void what_lies_behind_a_snapshot_and_was_told_before_it_is_not_told_again() {
        read(
                owned(1, 1, 0),
                owned(2, 2, 0),
                noted(3, 2, 0, new ForkRepaired(List.of(new Dropped(4, 1, 1, HASH, true)))));
        memory.recovered();

        var next = new Memory<>(CLAIMING, CLAIMING.empty(), 0);
        next.resume(2, 3, 0, List.of(), memory.told());
        next.fold(happened(4, 1, 1, new Counter.Opened()));
        next.fold(noted(4, 2, 0, new Readmitted("ann")));
        next.recovered();
        assertThat(next.unreported()).isEmpty();
        assertThat(next.quarantined()).isFalse();
    }

    @Test
    void a_missing_row_is_found_at_the_latest_at_the_end() {
        read(owned(1, 1, 0));
        assertThatThrownBy(() -> read(happened(3, 1, 1, new Counter.Added(1, ""))))
                .hasMessage("row 2 is missing");
    }

    @SafeVarargs
    private void read(Row.Stored<Counter.Event>... rows) {
        for (var row : rows) {
            memory.fold(row);
        }
    }

    private static Row.Note note(Row<Counter.Event> row) {
        return ((Noted<Counter.Event>) row).note();
    }

    private static Row.Stored<Counter.Event> owned(long sequence, long epoch, long decision) {
        return noted(sequence, epoch, decision, new Owned(epoch, List.of()));
    }

    private static Row.Stored<Counter.Event> noted(long sequence, long epoch, long decision, Row.Note note) {
        return stored(new Noted<>(sequence, decision, Instant.EPOCH, note), epoch, Row.Note.CODEC.type(note));
    }

    private static Row.Stored<Counter.Event> happened(long sequence, long epoch, long decision, Counter.Event event) {
        return stored(new Row.Happened<>(sequence, decision, Instant.EPOCH, event), epoch, Counter.CODEC.type(event));
    }

    private static Row.Stored<Counter.Event> stored(Row<Counter.Event> row, long epoch, String type) {
        return new Row.Stored<>(
                row,
                new Envelope(
                        new Tenant("acme"),
                        "acme/counter/one",
                        row.sequence(),
                        row.decision(),
                        epoch,
                        type,
                        1,
                        row.at(),
                        "key",
                        "none",
                        new byte[0]));
    }
}

package io.gabion.node.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gabion.node.shell.Counter.Add;
import io.gabion.node.shell.Counter.Sum;
import io.gabion.node.shell.Row.Dropped;
import io.gabion.node.shell.Row.ForkRepaired;
import io.gabion.node.shell.Row.Note;
import io.gabion.node.shell.Row.Readmitted;
import io.gabion.node.store.JournalProbe;
import io.gabion.node.store.Store;
import io.gabion.node.store.embedded.EmbeddedStore;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.entity.EntityId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class QuarantineTest {
    private static final EntityId ONE = RunningMesh.id("counter", "one");
    private static final Pace PACE =
            new Pace(Duration.ofMinutes(1), Duration.ofMillis(50), Duration.ofMinutes(1), 1_000);
    private static final String WHAT = "1 row(s) of a replaced owner are dropped: row 7 of owner 3, a claim. "
            + "The world may have been called: it is in quarantine until an operator readmits it";

    @TempDir
    Path data;

    private final Queue<Fork> heard = new ConcurrentLinkedQueue<>();

    /** The row in which an owner says that a replaced one may have called the world. */
    public static Envelope forked(EntityId id, long sequence, long decision, Envelopes envelopes) {
        return note(id, sequence, decision, new ForkRepaired(List.of(new Dropped(7, 2, 3, "0a1b", true))), envelopes);
    }

    /** The row in which an operator lets it go on. */
    public static Envelope readmitted(EntityId id, long sequence, long decision, Envelopes envelopes) {
        return note(id, sequence, decision, new Readmitted("ann"), envelopes);
    }

    private static Envelope note(EntityId id, long sequence, long decision, Note note, Envelopes envelopes) {
        var codec = Note.CODEC;
        var bytes = codec.bytes(note);
        return envelopes.seal(id, sequence, decision, 0, codec.type(note), codec.version(), Instant.EPOCH, bytes);
    }

    /** Whoever was told first may have ended before anybody could be reached. */
    @Test
    void it_is_told_by_each_owner_until_an_operator_ends_it() throws Exception {
        try (Store store = EmbeddedStore.open(data);
                var journal = new JournalProbe(store)) {
            journal.write(List.of(forked(ONE, 1, 0, new Envelopes(new Keys(data)))));
        }
        for (int owners = 1; owners <= 2; owners++) {
            try (var running = start()) {
                assertThatThrownBy(() -> running.ask(ONE, new Add(1, ""), Duration.ofMillis(200)))
                        .hasRootCauseInstanceOf(java.util.concurrent.TimeoutException.class);
                int told = owners;
                await().until(() -> heard.size() == told);
                assertThat(running.mesh.forks())
                        .as("one that was counted before")
                        .isZero();
                if (owners == 2) {
                    running.mesh
                            .readmit(ONE, "ann", Duration.ofMinutes(1))
                            .toCompletableFuture()
                            .get();
                    assertThat(running.ask(ONE, new Add(1, ""))).isEqualTo(new Sum(1));
                }
            }
        }
        try (var running = start()) {
            assertThat(running.ask(ONE, new Add(1, ""))).isEqualTo(new Sum(2));
        }
        assertThat(heard).hasSize(2).containsOnly(new Fork(ONE, "0a1b", WHAT));
    }

    private RunningMesh start() throws Exception {
        var running = new RunningMesh(data, _ -> true, PACE);
        running.mesh.onFork(heard::add);
        return running;
    }
}

package io.gabion.node.shell;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.gabion.node.shell.Row.Dropped;
import io.gabion.node.store.Checkpoints.Checkpoint;
import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.entity.Later;
import io.gabion.protocol.entity.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.persistence.typed.SnapshotAdapter;

/**
 * What an entity has in memory, stored now and then, so that a recovery reads a bounded part of its journal. What is
 * owed is stored as the events that owe it: a message is no stored format.
 */
public final class Snapshots<S, C extends Message, E> implements SnapshotAdapter<Memory<S, E>> {
    /** A row waits no longer for the snapshot that contains it, while others come: until then it cannot be deleted. */
    static final Duration AGE = Duration.ofDays(1);

    private static final String TYPE = "snapshot";
    private static final EventCodec<Kept> CODEC = new EventCodec<>(Kept.class, List.of());

    /**
     * @param sequence of the last row that it contains
     * @param state as the entity writes it
     * @param told rows behind it that replaced owners wrote
     */
    public record Kept(
            long sequence,
            long decision,
            byte[] state,
            List<Owing> owing,

            @Later @JsonInclude(JsonInclude.Include.NON_EMPTY)
            List<Dropped> told) {}

    /** An event, and those of its sends that are not handed over. */
    record Owing(int version, JsonNode event, List<String> sends) {}

    private final Hosted<S, C, E> hosted;
    /** Until its entity is recovered: it is as large as what was made of it. */
    private Optional<Checkpoint> checkpoint;

    private int rows;
    private long bytes;
    private long last;
    private Instant oldest = Instant.MAX;

    Snapshots(Hosted<S, C, E> hosted, Optional<Checkpoint> checkpoint) {
        this.hosted = hosted;
        this.checkpoint = checkpoint;
    }

    /** What the snapshot holds. For who needs it outside the shell. */
    public static Kept open(Envelopes envelopes, Envelope snapshot) {
        return CODEC.read(snapshot.version(), envelopes.openSnapshot(snapshot));
    }

    /** A row was written or read. */
    void row(Envelope row) {
        rows++;
        bytes += row.payload().length;
        oldest = oldest.isBefore(row.time()) ? oldest : row.time();
    }

    /** Asked before the next row is written. */
    boolean due() {
        var host = hosted.host();
        return hosted.snapshotted().isPresent()
                // What is owed goes into it as it is.
                && hosted.made().codec().isReadBy(host.oldest())
                && (rows + 1 >= host.pace().rows()
                        || bytes >= Math.max(host.pace().bytes(), last)
                        || oldest.isBefore(host.clock().instant().minus(AGE)));
    }

    void recovered() {
        checkpoint = Optional.empty();
    }

    /** With nothing to start from but a checkpoint. */
    Memory<S, E> empty() {
        return checkpoint
                .map(saved -> new Memory<>(hosted.entity(), read(saved), saved.sequence()))
                .orElseGet(() -> new Memory<>(hosted.entity(), hosted.entity().empty(), 0));
    }

    @Override
    public Object toJournal(Memory<S, E> memory) {
        rows = 0;
        bytes = 0;
        oldest = Instant.MAX;
        var sendsOf = new LinkedHashMap<E, List<String>>();
        memory.owed()
                .forEach(owed -> sendsOf.computeIfAbsent(owed.event(), _ -> new ArrayList<>())
                        .add(owed.send().id()));
        var codec = hosted.made().codec();
        var owing = new ArrayList<Owing>();
        sendsOf.forEach((event, sends) -> owing.add(new Owing(codec.version(), codec.write(event), sends)));
        var state = hosted.snapshotted().orElseThrow().write(memory.state());
        var kept = new Kept(memory.sequence(), memory.decision(), state, owing, memory.told());
        var host = hosted.host();
        var sealed = host.envelopes()
                .sealSnapshot(
                        hosted.id(),
                        kept.sequence(),
                        kept.decision(),
                        hosted.epoch(),
                        TYPE,
                        CODEC.version(),
                        host.clock().instant(),
                        CODEC.bytes(kept));
        last = sealed.payload().length;
        return sealed;
    }

    /** Whichever holds more rows gives the state. With as many, a checkpoint is newer: it was made between rows. */
    @Override
    public Memory<S, E> fromJournal(Object stored) {
        var envelope = (Envelope) stored;
        EnvelopeAdapter.checkPlace(hosted.id(), envelope);
        last = envelope.payload().length;
        var kept = open(hosted.host().envelopes(), envelope);
        var newer = checkpoint.filter(saved -> saved.sequence() >= kept.sequence());
        var memory = new Memory<>(
                hosted.entity(),
                newer.map(this::read)
                        .orElseGet(() -> hosted.snapshotted().orElseThrow().read(kept.state())),
                newer.map(Checkpoint::sequence).orElse(kept.sequence()));
        var owing = kept.owing().stream()
                .map(owed -> new Memory.Owing<>(
                        hosted.made().codec().read(owed.version(), owed.event().toString()), owed.sends()))
                .toList();
        memory.resume(envelope.writerEpoch(), kept.sequence(), kept.decision(), owing, kept.told());
        return memory;
    }

    private S read(Checkpoint saved) {
        var id = hosted.id();
        var written = hosted.host().envelopes().openCheckpoint(id, saved.sequence(), saved.keyId(), saved.payload());
        return hosted.snapshotted().orElseThrow().read(written);
    }
}

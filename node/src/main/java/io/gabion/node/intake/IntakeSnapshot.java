package io.gabion.node.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.gabion.node.intake.IntakeState.Counts;
import io.gabion.node.intake.IntakeState.Known;
import io.gabion.node.intake.IntakeState.Open;
import io.gabion.node.tenant.Packed;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.StateCodec;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.entity.Recent;
import io.gabion.protocol.intake.IntakeEvent;
import io.gabion.protocol.intake.IntakeEvent.Accepted;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The stored form of an intake's state. A batch that waits for its assets is stored as the event that it was, so that
 * the migrations of the event are those of the snapshot too. Packed: log lines repeat themselves.
 */
public record IntakeSnapshot(long last, String position, Map<String, Known> known, Counts counts, List<Waiting> open) {
    private static final StateCodec<IntakeSnapshot> CODEC =
            new StateCodec<>(new EventCodec<>(IntakeSnapshot.class, List.of()));

    /** @param assets that have not absorbed the batch yet */
    public record Waiting(int version, JsonNode accepted, List<String> assets) {
        /** The event becomes no tree: it is large. */
        static Waiting of(Open open) {
            return new Waiting(
                    IntakeEvent.CODEC.version(),
                    new POJONode(new RawValue(new String(IntakeEvent.CODEC.bytes(open.accepted()), UTF_8))),
                    open.waitingAssets().map(AssetRef::toString).toList());
        }

        Open open() {
            var event = (Accepted) IntakeEvent.CODEC.read(version, accepted.toString());
            return Open.of(event).only(assets.stream().map(AssetRef::parse).toList());
        }
    }

    static byte[] write(IntakeState state) {
        var open = state.open().values().stream().map(Waiting::of).toList();
        return Packed.pack(CODEC.write(
                new IntakeSnapshot(state.last(), state.position(), state.known().asMap(), state.counts(), open)));
    }

    /** The batches that an asset has still to absorb. */
    public static Set<Long> openBatches(byte[] stored) {
        return read(stored).open().keySet();
    }

    static IntakeState read(byte[] stored) {
        // What was written before it was packed begins like all JSON; what is packed, with its length.
        var snapshot = CODEC.read(stored[0] == '{' ? stored : Packed.unpack(stored));
        var open = new TreeMap<Long, Open>();
        for (var waiting : snapshot.open()) {
            var batch = waiting.open();
            open.put(batch.accepted().batch(), batch);
        }
        return new IntakeState(
                snapshot.last(),
                snapshot.position(),
                Recent.of(snapshot.known()),
                snapshot.counts(),
                open,
                IntakeState.Sent.NOTHING,
                IntakeState.Look.NONE);
    }
}

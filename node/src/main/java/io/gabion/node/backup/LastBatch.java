package io.gabion.node.backup;

import io.gabion.node.store.Rows;
import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.intake.IntakeEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/** The last batch of a source that a journal has: whoever brings batches goes on after it. */
public record LastBatch(String intake, long batch, String key) {
    /** Of every source. */
    public static List<LastBatch> of(Rows rows, Envelopes envelopes) {
        var last = new LinkedHashMap<String, Envelope>();
        for (var row : rows.scan(Set.of("intake"))) {
            if (row.type().equals("accepted")) {
                // What a replaced owner wrote is no part of the history.
                last.merge(row.entity(), row, (one, next) -> next.writerEpoch() < one.writerEpoch() ? one : next);
            }
        }
        var batches = new ArrayList<LastBatch>();
        for (var row : last.values()) {
            if (IntakeEvent.CODEC.read(row.version(), envelopes.open(row)) instanceof IntakeEvent.Accepted accepted) {
                batches.add(new LastBatch(row.entity(), accepted.batch(), accepted.key()));
            }
        }
        return batches;
    }
}

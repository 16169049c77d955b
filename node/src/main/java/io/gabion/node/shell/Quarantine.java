package io.gabion.node.shell;

import io.gabion.node.shell.Row.Dropped;
import io.gabion.node.shell.Row.ForkRepaired;
import io.gabion.node.shell.Row.Readmitted;
import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.Envelope;
import java.util.Optional;

/** What a journal says of who waits for an operator, because a replaced owner may have called the world. */
public final class Quarantine {
    /** Whether its entity is in quarantine from this row on; empty if the row changes nothing about that. */
    public static Optional<Boolean> changedBy(Envelope row, Envelopes envelopes) {
        if (!row.type().equals(Envelope.FORK_REPAIRED) && !row.type().equals(Envelope.READMITTED)) {
            return Optional.empty();
        }
        return switch (Row.Note.CODEC.read(row.version(), envelopes.open(row))) {
            case ForkRepaired(var dropped) when dropped.stream().anyMatch(Dropped::claim) -> Optional.of(true);
            case Readmitted _ -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private Quarantine() {}
}

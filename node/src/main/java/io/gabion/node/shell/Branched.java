package io.gabion.node.shell;

import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.Envelope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** An entity's whole journal, told apart: its history, and what stale owners wrote beside it. */
public record Branched(List<Envelope> kept, List<Envelope> dropped) {
    private record Raw(Envelope as, List<Long> after) implements Branch.Stored {}

    public Branched {
        kept = List.copyOf(kept);
        dropped = List.copyOf(dropped);
    }

    /** @throws IllegalStateException if a row is missing, saying which */
    public static Branched of(List<Envelope> rows, Envelopes envelopes) {
        var branch = new Branch<Raw>(0, 0, 0);
        var kept = new ArrayList<Raw>();
        rows.stream()
                .sorted(Comparator.comparing(Envelope::sequence))
                .forEach(row -> kept.addAll(branch.read(new Raw(row, after(row, envelopes)))));
        kept.addAll(branch.end());
        return new Branched(
                kept.stream().map(Raw::as).toList(),
                branch.dropped().stream().map(Raw::as).toList());
    }

    private static List<Long> after(Envelope row, Envelopes envelopes) {
        return row.type().equals(Envelope.OWNED)
                        && Row.Note.CODEC.read(row.version(), envelopes.open(row)) instanceof Row.Owned owned
                ? owned.after()
                : List.of();
    }
}

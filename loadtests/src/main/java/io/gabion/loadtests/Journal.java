package io.gabion.loadtests;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gabion.node.store.Rows;
import io.gabion.node.store.embedded.JournalFile;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.asset.AssetEvent;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.incident.IncidentEvent;
import io.gabion.protocol.intake.IntakeEvent;
import io.gabion.protocol.response.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** Reads a node's journal from outside, also while it is written. Every row seen here is durable. */
final class Journal implements AutoCloseable {
    private final JournalFile file;
    private final Envelopes envelopes;
    private final Rows.Following following;
    private int accepted;
    private int absorbed;
    private Envelope lastAccepted;

    /** @param data of a node that has started */
    Journal(Path data) throws IOException {
        envelopes = new Envelopes(new Keys(data));
        file = JournalFile.open(data);
        following = file.rows().follow(Set.of());
    }

    /** Whether anything was journaled since the last look. */
    boolean hasNews() {
        boolean news = false;
        for (var row : following.next()) {
            news = true;
            if (EntityId.parse(row.entity()).kind().equals("intake")) {
                switch (row.type()) {
                    case "accepted" -> {
                        accepted++;
                        lastAccepted = row;
                    }
                    case "absorbed" -> absorbed++;
                    default -> {}
                }
            }
        }
        return news;
    }

    /** Whether the one source has been read to {@code length} bytes, and every asset concerned has absorbed it. */
    boolean hasAbsorbed(long length) throws IOException {
        return accepted > 0 && accepted == absorbed && position() == length;
    }

    private long position() throws IOException {
        var event = (IntakeEvent.Accepted) IntakeEvent.CODEC.read(lastAccepted.version(), envelopes.open(lastAccepted));
        return new JsonMapper().readTree(event.position()).path("offset").asLong(-1);
    }

    /** Lines that became observations or dead letters. */
    long lines() throws IOException {
        var count = new long[1];
        scan("intake", row -> {
            if (IntakeEvent.CODEC.read(row.version(), envelopes.open(row)) instanceof IntakeEvent.Accepted batch) {
                count[0] += batch.observations().size() + batch.deadLetters().size();
            }
        });
        return count[0];
    }

    /** Addresses under suspicion of guessing passwords. */
    Set<String> guessers() throws IOException {
        var found = new TreeSet<String>();
        scan("asset", row -> {
            if (!row.type().equals("handed")
                    && AssetEvent.CODEC.read(row.version(), envelopes.open(row))
                            instanceof AssetEvent.SuspicionRaised(var suspicion)
                    && suspicion.detector().id().equals("guessing")) {
                found.add(suspicion.asset().name());
            }
        });
        return found;
    }

    /** Addresses for which a response has recorded what it would do, or why it would not. */
    Set<String> answered() throws IOException {
        var found = new TreeSet<String>();
        scan("incident", row -> {
            if (!row.type().equals("handed")
                    && IncidentEvent.CODEC.read(row.version(), envelopes.open(row))
                            instanceof IncidentEvent.ResponseReported(var report)) {
                report.actions().stream()
                        .filter(action ->
                                action.decision() == Outcome.WOULD_APPLY || action.decision() == Outcome.REFUSED)
                        .forEach(action -> found.add(action.target()));
            }
        });
        return found;
    }

    private interface Reader {
        void row(Envelope row) throws IOException;
    }

    private void scan(String kind, Reader reader) throws IOException {
        for (var row : file.rows().scan(Set.of(kind))) {
            reader.row(row);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

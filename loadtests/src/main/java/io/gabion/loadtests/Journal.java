package io.gabion.loadtests;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;

/** Reads a node's journal from outside, also while it is written. Every row seen here is durable. */
final class Journal implements AutoCloseable {
    private static final ObjectMapper CBOR =
            CBORMapper.builder().addModule(new JavaTimeModule()).build();

    private final Connection connection;
    private final Envelopes envelopes;
    private long seen;
    private int accepted;
    private int absorbed;
    private Envelope lastAccepted;

    /** @param data of a node that has started */
    Journal(Path data) throws IOException {
        envelopes = new Envelopes(new Keys(data));
        try {
            connection =
                    DriverManager.getConnection("jdbc:sqlite:" + data.resolve("journal.db") + "?busy_timeout=10000");
        } catch (SQLException e) {
            throw new IOException("the journal in " + data + ": " + e.getMessage(), e);
        }
    }

    /** Whether anything was journaled since the last look. */
    boolean hasNews() throws IOException {
        long before = seen;
        scan("ordering > " + before, "intake", row -> {
            switch (row.type()) {
                case "accepted" -> {
                    accepted++;
                    lastAccepted = row;
                }
                case "absorbed" -> absorbed++;
                default -> {}
            }
        });
        return seen > before;
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
        scan("ordering > 0", "intake", row -> {
            if (IntakeEvent.CODEC.read(row.version(), envelopes.open(row)) instanceof IntakeEvent.Accepted batch) {
                count[0] += batch.observations().size() + batch.deadLetters().size();
            }
        });
        return count[0];
    }

    /** Addresses under suspicion of guessing passwords. */
    Set<String> guessers() throws IOException {
        var found = new TreeSet<String>();
        scan("ordering > 0", "asset", row -> {
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
        scan("ordering > 0", "incident", row -> {
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

    private void scan(String where, String kind, Reader reader) throws IOException {
        var select = "SELECT ordering, persistence_id, event_payload FROM event_journal WHERE " + where
                + " ORDER BY ordering";
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(select)) {
            while (rows.next()) {
                seen = Math.max(seen, rows.getLong(1));
                if (EntityId.parse(rows.getString(2)).kind().equals(kind)) {
                    reader.row(CBOR.readValue(rows.getBytes(3), Envelope.class));
                }
            }
        } catch (SQLException e) {
            throw new IOException("the journal: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException("the journal: " + e.getMessage(), e);
        }
    }
}

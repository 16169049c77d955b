package io.gabion.node.store.embedded;

import io.gabion.node.store.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The journal in a data directory, to be read only, whether or not a node is running on it. */
public final class JournalFile implements AutoCloseable {
    private final Connection connection;

    /** @throws IOException in one line that names the directory */
    public static JournalFile open(Path data) throws IOException {
        var file = data.toAbsolutePath().normalize().resolve("journal.db");
        if (!Files.exists(file)) {
            throw new IOException("no journal in " + data);
        }
        try {
            // Not opened read-only: a journal whose node was killed must be recovered from its log first.
            var connection = DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=10000");
            try (var statement = connection.createStatement()) {
                statement.execute("PRAGMA query_only = true");
            }
            return new JournalFile(connection);
        } catch (SQLException e) {
            throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private JournalFile(Connection connection) {
        this.connection = connection;
    }

    public Rows rows() {
        return new EmbeddedRows(connection);
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException("cannot close the journal: " + e.getMessage(), e);
        }
    }
}

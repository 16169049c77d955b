package io.gabion.node.store.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.sqlite.SQLiteConnection;

/** Copies the databases of a data directory as both were at one moment, also while a node writes to them. */
public final class Backup {
    private static final String JOURNAL = "journal.db";
    private static final String STATE = "state.db";
    private static final String WAITING = "?busy_timeout=10000";

    /** Names of the files. */
    public static final List<String> FILES = List.of(JOURNAL, STATE);

    /** @param to gets {@link #FILES}, synced; none of them may be there */
    public static void copy(Path data, Path to) throws IOException {
        try (var held = open(data, STATE);
                var journal = open(data, JOURNAL);
                var state = open(data, STATE)) {
            // Nothing is saved between the two looks. A later journal would call batches absorbed that no checkpoint
            // has;
            // later checkpoints would have batches whose numbers the restored node gives to others.
            execute(held, "BEGIN IMMEDIATE");
            look(journal);
            look(state);
            execute(held, "ROLLBACK");
            write(journal, to.resolve(JOURNAL));
            write(state, to.resolve(STATE));
        } catch (SQLException e) {
            throw new IOException("cannot copy the store in " + data + ": " + e.getMessage(), e);
        }
    }

    private static Connection open(Path data, String name) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + data.resolve(name) + WAITING);
    }

    /** What the connection reads from now on is as it is now. */
    private static void look(Connection connection) throws SQLException {
        execute(connection, "BEGIN");
        execute(connection, "SELECT count(*) FROM sqlite_schema");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void write(Connection connection, Path file) throws SQLException, IOException {
        int code = connection.unwrap(SQLiteConnection.class).getDatabase().backup("main", file.toString(), null);
        if (code != 0) {
            throw new SQLException("SQLite says " + code + " of " + file);
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private Backup() {}
}

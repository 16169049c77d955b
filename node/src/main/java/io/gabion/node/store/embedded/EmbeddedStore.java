package io.gabion.node.store.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.gabion.node.store.Checkpoints;
import io.gabion.node.store.Claims;
import io.gabion.node.store.Epochs;
import io.gabion.node.store.GivenStore;
import io.gabion.node.store.Housekeeping;
import io.gabion.node.store.Rows;
import io.gabion.node.store.Store;
import io.gabion.node.store.Unfinished;
import io.gabion.node.store.embedded.LogSync.Disk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;

/**
 * The embedded store of one node: {@code journal.db} with rows, snapshots and who must be woken, and {@code state.db} with
 * the checkpoints, of which so many are written that nothing else should wait for them.
 */
public final class EmbeddedStore implements Store {
    /**
     * The log is moved into the file when it has 8,192 pages, 32 MiB: what is written again and again, such as checkpoints, is
     * moved once.
     */
    private static final String SETTINGS = "?journal_mode=WAL&busy_timeout=10000&cache_size=-65536&temp_store=MEMORY"
            + "&wal_autocheckpoint=8192&jdbc.get_generated_keys=false&synchronous=";

    /** How a commit is synced. Verified at the start. */
    private enum Sync {
        /** By {@link LogSync}. The database itself syncs the log before it moves it. */
        NORMAL(1),
        /** Before it is answered. */
        FULL(2);

        private final int pragma;

        Sync(int pragma) {
            this.pragma = pragma;
        }
    }

    private final Config config = ConfigFactory.load();
    private final Path data;
    private final FileChannel lock;
    private final LogSync sync;
    private final Lane writes;
    private final Lane reads;
    private final Lane states;
    private final Journal journal;
    private final Connection views;
    private final long epoch;

    /**
     * Makes or opens the store in {@code data}. Throws an {@link IOException} with a message for the operator if
     * another node uses it, or the database would not sync what it acknowledges.
     */
    public static EmbeddedStore open(Path data) throws IOException {
        return open(data, disk -> disk);
    }

    /** @param through comes between the log's syncs and the disk */
    static EmbeddedStore open(Path data, UnaryOperator<Disk> through) throws IOException {
        var directory = data.toAbsolutePath().normalize();
        Files.createDirectories(directory);
        var lock = lock(directory);
        try {
            return new EmbeddedStore(directory, lock, through);
        } catch (SQLException e) {
            lock.close();
            throw new IOException("cannot open the store in " + directory + ": " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private EmbeddedStore(Path data, FileChannel lock, UnaryOperator<Disk> through) throws IOException, SQLException {
        this.data = data;
        this.lock = lock;
        var url = "jdbc:sqlite:" + data.resolve("journal.db");
        var rows = make(url, Sync.NORMAL, "journal.sql");
        sync = new LogSync(through.apply(LogSync.disk(data.resolve("journal.db-wal"))));
        writes = new Lane("gabion-journal", rows, sync::committed);
        reads = new Lane("gabion-recovery", DriverManager.getConnection(url + SETTINGS + Sync.NORMAL));
        journal = new Journal(writes, reads);
        views = DriverManager.getConnection(url + SETTINGS + Sync.NORMAL);
        var state = make("jdbc:sqlite:" + data.resolve("state.db"), Sync.FULL, "state.sql");
        renew(state);
        dated(state);
        epoch = nextEpoch(state);
        states = new Lane("gabion-state", state);
    }

    /** Of a node's actor system. */
    static EmbeddedStore of(ActorSystem system) {
        return GivenStore.of(system, EmbeddedStore.class);
    }

    @Override
    public ActorSystemSetup setup() {
        return ActorSystemSetup.create(BootstrapSetup.create(config), new GivenStore(this));
    }

    @Override
    public Config config() {
        return config;
    }

    /** The data directory. */
    @Override
    public String place() {
        return data.toString();
    }

    @Override
    public boolean isShared() {
        return false;
    }

    /** Nobody else can own anything while this is open: one epoch does for all, larger with every opening. */
    @Override
    public Epochs epochs() {
        var claimed = CompletableFuture.completedFuture(epoch);
        return new Epochs() {
            @Override
            public CompletionStage<Long> claim(String entity) {
                return claimed;
            }

            @Override
            public CompletionStage<Long> newest(String entity) {
                return claimed;
            }
        };
    }

    @Override
    public Claims claims() {
        return new EmbeddedClaims(writes);
    }

    @Override
    public Checkpoints checkpoints() {
        return new EmbeddedCheckpoints(states, sync);
    }

    @Override
    public CompletionStage<Boolean> durable() {
        return sync.durable();
    }

    @Override
    public Unfinished unfinished() {
        return new EmbeddedUnfinished(writes);
    }

    @Override
    public Rows rows() {
        return new EmbeddedRows(views);
    }

    @Override
    public Housekeeping housekeeping() {
        return new EmbeddedHousekeeping(writes, reads, sync);
    }

    Journal journal() {
        return journal;
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            writes.close();
            sync.close();
            states.close();
            reads.close();
            views.close();
        } catch (SQLException e) {
            throw new IOException("cannot close the store: " + e.getMessage(), e);
        }
    }

    private static FileChannel lock(Path directory) throws IOException {
        var channel = FileChannel.open(directory.resolve("lock"), CREATE, WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Another node in this process: the same answer.
        }
        channel.close();
        throw new IOException("data directory " + directory + " is in use by another node");
    }

    private static Connection make(String url, Sync sync, String schema) throws IOException, SQLException {
        var connection = DriverManager.getConnection(url + SETTINGS + sync);
        run(connection, resource(schema));
        var mode = pragma(connection, "journal_mode");
        var synchronous = pragma(connection, "synchronous");
        if (!mode.equalsIgnoreCase("wal") || Integer.parseInt(synchronous) < sync.pragma) {
            connection.close();
            throw new IOException("the database does not sync: journal_mode=%s synchronous=%s for %s"
                    .formatted(mode, synchronous, url));
        }
        return connection;
    }

    private static void run(Connection connection, String script) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var sql : script.split(";")) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
    }

    /** Checkpoints were in a table without row ids before, of the same columns. */
    private static void renew(Connection state) throws IOException, SQLException {
        var former = "SELECT 1 FROM sqlite_master WHERE name = 'checkpoint' AND sql LIKE '%WITHOUT ROWID%'";
        try (var statement = state.createStatement();
                var found = statement.executeQuery(former)) {
            if (!found.next()) {
                return;
            }
        }
        run(state, "BEGIN; ALTER TABLE checkpoint RENAME TO former");
        run(state, resource("state.sql"));
        run(state, "INSERT INTO checkpoint SELECT * FROM former; DROP TABLE former; COMMIT");
    }

    /** When a checkpoint was saved was not kept before: what has none yet, or is saved by an earlier version, is as of now. */
    private static void dated(Connection state) throws SQLException {
        try (var statement = state.createStatement();
                var found =
                        statement.executeQuery("SELECT 1 FROM pragma_table_info('checkpoint') WHERE name = 'saved'")) {
            if (found.next()) {
                return;
            }
        }
        run(state, "ALTER TABLE checkpoint ADD COLUMN saved INTEGER NOT NULL DEFAULT " + System.currentTimeMillis());
    }

    private static String pragma(Connection connection, String name) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("PRAGMA " + name)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    private static long nextEpoch(Connection connection) throws SQLException {
        var sql = "INSERT INTO writer (one, epoch) VALUES (1, 1)"
                + " ON CONFLICT (one) DO UPDATE SET epoch = epoch + 1 RETURNING epoch";
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static String resource(String name) throws IOException {
        try (var stream = EmbeddedStore.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IOException("missing resource " + name);
            }
            return new String(stream.readAllBytes(), UTF_8);
        }
    }
}

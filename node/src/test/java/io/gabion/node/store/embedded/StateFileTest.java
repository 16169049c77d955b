package io.gabion.node.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.store.Checkpoints.Checkpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
    private static final int ENTITIES = 100;
    private static final int BYTES = 1_300;

    @TempDir
    private Path data;

    @Test
    void checkpoints_of_the_former_table_are_kept_and_those_of_later_owners_count() throws Exception {
        try (var connection = state()) {
            run(
                    connection,
                    "CREATE TABLE checkpoint (entity TEXT PRIMARY KEY, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL,"
                            + " key_id TEXT NOT NULL, payload BLOB NOT NULL) WITHOUT ROWID",
                    "INSERT INTO checkpoint VALUES ('default/asset/host:web1', 7, 3, 'tenant/default', x'0102')");
        }
        for (int opened = 0; opened < 2; opened++) {
            try (var store = EmbeddedStore.open(data)) {
                var found = store.checkpoints()
                        .load("default/asset/host:web1")
                        .toCompletableFuture()
                        .join()
                        .orElseThrow();
                assertThat(List.of(found.epoch(), found.sequence())).containsExactly(7L, 3L);
                assertThat(found.keyId()).isEqualTo("tenant/default");
                assertThat(found.payload()).containsExactly(1, 2);
                assertThat(save(store, "default/asset/host:web1", 6)).isFalse();
            }
        }
        try (var connection = state();
                var statement = connection.createStatement();
                var former = statement.executeQuery("SELECT 1 FROM sqlite_master WHERE sql LIKE '%WITHOUT ROWID%'")) {
            assertThat(former.next()).isFalse();
        }
    }

    /** An earlier version wrote it before, and another time between two openings. */
    @Test
    void a_checkpoint_without_a_time_was_saved_when_the_file_was_first_opened() throws Exception {
        try (var connection = state()) {
            run(
                    connection,
                    "CREATE TABLE checkpoint (entity TEXT PRIMARY KEY, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL,"
                            + " key_id TEXT NOT NULL, payload BLOB NOT NULL)",
                    "INSERT INTO checkpoint VALUES ('default/asset/group:a', 7, 0, 'tenant/default', x'0102')");
        }
        var opened = Instant.now();
        EmbeddedStore.open(data).close();
        try (var connection = state()) {
            run(
                    connection,
                    "INSERT INTO checkpoint (entity, epoch, sequence, key_id, payload)"
                            + " VALUES ('default/asset/group:b', 7, 0, 'tenant/default', x'0102')");
        }
        try (var store = EmbeddedStore.open(data)) {
            assertThat(still(store, opened)).isEmpty();
            assertThat(still(store, Instant.now().plusMillis(1)))
                    .containsExactly("default/asset/group:a", "default/asset/group:b");
        }
    }

    private static List<String> still(EmbeddedStore store, Instant before) {
        return store.checkpoints()
                .look("", 10, before)
                .toCompletableFuture()
                .join()
                .still();
    }

    @Test
    void several_checkpoints_share_a_page() throws Exception {
        try (var store = EmbeddedStore.open(data)) {
            for (int i = 0; i < ENTITIES; i++) {
                assertThat(save(store, "default/asset/host:web" + i, 1)).isTrue();
            }
        }
        assertThat(Files.size(data.resolve("state.db"))).isLessThan(2L * ENTITIES * BYTES);
    }

    private static boolean save(EmbeddedStore store, String entity, long epoch) {
        var checkpoint = new Checkpoint(epoch, 1, "tenant/default", new byte[BYTES]);
        return store.checkpoints()
                .save(entity, checkpoint)
                .toCompletableFuture()
                .join();
    }

    private Connection state() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + data.resolve("state.db"));
    }

    private static void run(Connection connection, String... all) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var sql : all) {
                statement.execute(sql);
            }
        }
    }
}

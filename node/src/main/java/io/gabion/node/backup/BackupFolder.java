package io.gabion.node.backup;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.node.Directories;
import io.gabion.node.shell.JournalCheck;
import io.gabion.node.store.embedded.Backup;
import io.gabion.node.store.embedded.EmbeddedStore;
import io.gabion.node.store.embedded.JournalFile;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * A backup of a data directory: its databases as they were at one moment, the hashes of its tokens, and
 * {@code backup.json}, which says when that was and what the files' SHA-256 is. The keys are not in it: they are kept apart, since
 * whoever has both can read everything. Whole, or not there.
 */
public record BackupFolder(Path folder) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String MANIFEST = "backup.json";
    private static final String TOKENS = "tokens.json";
    private static final String KEYS = "keys";
    private static final int FORM = 1;

    /** @param taken what was acknowledged later is not in it */
    public record Restored(Instant taken, List<LastBatch> sources) {}

    /**
     * Also while a node runs on {@code data}.
     *
     * @param keys where the keys go, beside those that are there; none is replaced
     * @throws IOException in one line
     */
    public void create(Path data, Path keys, Clock clock) throws IOException {
        if (!Files.exists(data.resolve(Backup.FILES.getFirst()))) {
            throw new IOException("no journal in " + data);
        }
        var aside = aside(folder);
        var manifest = JSON.createObjectNode()
                .put("form", FORM)
                .put("taken", clock.instant().toString());
        try {
            Backup.copy(data, aside);
            if (Files.exists(data.resolve(TOKENS))) {
                copy(data.resolve(TOKENS), aside.resolve(TOKENS));
            }
            // After the rows: whatever they are sealed under is there by now.
            copyKeys(data.resolve(KEYS), keys);
            var hashes = manifest.putObject("files");
            for (var file : list(aside)) {
                hashes.put(file.getFileName().toString(), hash(file));
            }
            write(aside.resolve(MANIFEST), JSON.writeValueAsBytes(manifest));
            Files.move(aside, folder);
        } finally {
            Directories.delete(aside);
        }
    }

    /**
     * Makes {@code data} of it, and reads all that a node will rely on.
     *
     * @throws IOException in one line, and then there is no {@code data}
     */
    public Restored restore(Path keys, Path data) throws IOException {
        if (!Files.exists(folder.resolve(MANIFEST))) {
            throw new IOException(folder + ": no backup, or not a whole one");
        }
        var manifest = (ObjectNode) JSON.readTree(folder.resolve(MANIFEST).toFile());
        if (manifest.path("form").asInt() != FORM) {
            throw new IOException(folder + ": a backup of an unknown form: " + manifest.path("form"));
        }
        var aside = aside(data);
        try {
            for (var file : manifest.path("files").properties()) {
                copy(folder.resolve(file.getKey()), aside.resolve(file.getKey()));
                if (!hash(aside.resolve(file.getKey())).equals(file.getValue().asText())) {
                    throw new IOException(folder.resolve(file.getKey()) + ": not what was written there");
                }
            }
            copyKeys(keys, aside.resolve(KEYS));
            try (var store = EmbeddedStore.open(aside)) {
                new JournalCheck(store, new Envelopes(new Keys(aside))).run();
            }
            var restored = new Restored(Instant.parse(manifest.path("taken").asText()), sources(aside));
            Files.move(aside, data);
            return restored;
        } finally {
            Directories.delete(aside);
        }
    }

    /** What is made there counts only when it has the other's name; until then it is taken away again if anything fails. */
    private static Path aside(Path whole) throws IOException {
        if (Files.exists(whole)) {
            throw new IOException(whole + " is there already");
        }
        var aside = whole.toAbsolutePath().resolveSibling(whole.getFileName() + ".new");
        if (Files.exists(aside)) {
            throw new IOException(aside + " is left from another time: remove it");
        }
        return Files.createDirectories(
                aside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static void copyKeys(Path from, Path to) throws IOException {
        Files.createDirectories(to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        for (var key : list(from)) {
            var copied = to.resolve(key.getFileName());
            if (key.toString().endsWith(".key") && !Files.exists(copied)) {
                copy(key, copied);
            }
        }
    }

    private static List<LastBatch> sources(Path data) throws IOException {
        try (var journal = JournalFile.open(data)) {
            return LastBatch.of(journal.rows(), new Envelopes(new Keys(data)));
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to);
        sync(to);
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        try (var channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
            channel.write(ByteBuffer.wrap(bytes));
            channel.force(true);
        }
    }

    private static void sync(Path file) throws IOException {
        try (var channel = FileChannel.open(file, WRITE)) {
            channel.force(true);
        }
    }

    private static String hash(Path file) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

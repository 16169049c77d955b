package io.gabion.responders.connectors.collection;

import io.gabion.protocol.asset.Hosts;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A folder of what was collected, mode 0700, each collection one file, mode 0600, that is never overwritten and never removed:
 * {@code HOST.KEY.SHA256.tar}. The hash is that of the file, so that its name says whether it is whole.
 */
public final class EvidenceStore {
    private static final Pattern NAME = Pattern.compile("(.+)\\.([0-9a-f]{32})\\.([0-9a-f]{64})\\.tar");
    private static final Duration STALE = Duration.ofHours(1);

    private final Path folder;
    /** What was read whole, and has not changed since by what the file system says. */
    private final Map<Path, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(long bytes, FileTime changed, Object file, Archive archive) {}

    /** @param why it is not whole; empty: it is */
    public record Kept(Path file, String host, Instant at, long bytes, String sha256, String why) {}

    /** @throws IOException in one line */
    public EvidenceStore(Path folder) throws IOException {
        this.folder = folder;
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            try (var stale = Files.newDirectoryStream(folder, "*.part")) {
                for (var one : stale) {
                    if (Files.getLastModifiedTime(one)
                            .toInstant()
                            .isBefore(Instant.now().minus(STALE))) {
                        Files.delete(one);
                    }
                }
            }
        } catch (IOException e) {
            throw new IOException(folder + ": not a folder that can be written", e);
        }
    }

    /** The collection of this key, if it is whole. */
    Optional<Archive> find(String host, String key) throws IOException {
        try (var files = Files.newDirectoryStream(folder, host + "." + key + ".*.tar")) {
            for (var file : files) {
                var archive = whole(file);
                if (archive.isPresent()) {
                    return archive;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Archive> whole(Path file) {
        try {
            var facts = Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class);
            var before = seen.get(file);
            var now = new Seen(
                    facts.size(),
                    (FileTime) Files.getAttribute(file, "unix:ctime"),
                    facts.fileKey(),
                    before == null ? null : before.archive());
            if (now.equals(before)) {
                return Optional.of(before.archive());
            }
            var archive = read(file);
            seen.put(file, new Seen(now.bytes(), now.changed(), now.file(), archive));
            return Optional.of(archive);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Archive read(Path file) throws IOException {
        var name = NAME.matcher(file.getFileName().toString());
        try (var in = Files.newInputStream(file)) {
            var archive = Archive.read(in);
            if (!name.matches() || !archive.sha256().equals(name.group(3))) {
                throw new IOException("its hash is " + archive.sha256());
            }
            return archive;
        }
    }

    /** @throws IOException if what the source writes is longer, or no whole collection; then nothing is kept */
    Archive keep(String host, String key, long most, Source source) throws IOException {
        var part = folder.resolve(UUID.randomUUID() + ".part");
        try {
            try (var channel = FileChannel.open(
                    part,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                source.write(new Limited(Channels.newOutputStream(channel), most));
                channel.force(true);
            }
            Archive archive;
            try (var in = Files.newInputStream(part)) {
                archive = Archive.read(in);
            }
            publish(part, folder.resolve(host + "." + key + "." + archive.sha256() + ".tar"));
            return archive;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** A link never replaces what is there. */
    private void publish(Path part, Path file) throws IOException {
        try {
            Files.createLink(file, part);
        } catch (FileAlreadyExistsException e) {
            read(file);
        }
        sync();
    }

    boolean isReleased(String host, String key) {
        return Files.exists(released(host, key));
    }

    /** The collection stays; nobody needs it any longer for this order. */
    void release(String host, String key) throws IOException {
        Files.createFile(
                released(host, key),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        sync();
    }

    /** It is needed, though it may have been released before. */
    void want(String host, String key) throws IOException {
        if (Files.deleteIfExists(released(host, key))) {
            sync();
        }
    }

    private Path released(String host, String key) {
        return folder.resolve(host + "." + key + ".released");
    }

    private void sync() throws IOException {
        try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** By time. Every byte is read again. */
    public static List<Kept> list(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(f -> NAME.matcher(f.getFileName().toString()).matches())
                    .map(EvidenceStore::looked)
                    .sorted(Comparator.comparing(Kept::at)
                            .thenComparing(k -> k.file().toString()))
                    .toList();
        } catch (NoSuchFileException e) {
            throw new IOException(folder + ": no such folder", e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Kept looked(Path file) {
        var name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            throw new IllegalStateException(file.toString());
        }
        var host = Hosts.canonical(name.group(1)).orElse("?");
        try {
            var at = Files.getLastModifiedTime(file).toInstant();
            var why = "";
            try {
                read(file);
            } catch (IOException e) {
                why = String.valueOf(e.getMessage());
            }
            return new Kept(file, host, at, Files.size(file), name.group(3), why);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    interface Source {
        void write(OutputStream to) throws IOException;
    }

    private static final class Limited extends OutputStream {
        private final OutputStream to;
        private long left;

        Limited(OutputStream to, long most) {
            this.to = to;
            this.left = most;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            left -= length;
            if (left < 0) {
                throw new IOException("longer than a collection may be");
            }
            to.write(bytes, from, length);
        }

        /** The source may close it; the file is not done with then. */
        @Override
        public void close() {}
    }
}

package io.gabion.loadtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** A temporary directory that is gone afterwards. */
record Workplace(Path directory) implements AutoCloseable {
    static Workplace make() throws IOException {
        return new Workplace(Files.createTempDirectory("gabion-bench-").toRealPath());
    }

    Path fresh(String name) throws IOException {
        return Files.createDirectories(Files.createTempDirectory(directory, name + "-"));
    }

    static void delete(Path tree) throws IOException {
        try (var all = Files.walk(tree)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** The folder itself, or what is in the archive. */
    Path unpacked(Path folderOrArchive) throws IOException, InterruptedException {
        if (Files.isDirectory(folderOrArchive)) {
            return folderOrArchive;
        }
        var into = fresh("unpacked");
        var command = List.of("tar", "-xf", folderOrArchive.toAbsolutePath().toString(), "-C", into.toString());
        Tree.run(directory().resolve("tar"), command, into);
        return into;
    }

    @Override
    public void close() {
        try {
            delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

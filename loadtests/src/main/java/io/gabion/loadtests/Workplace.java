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

    /** A folder is itself; an archive's content is put into a folder here. @throws IOException in one line if it is no archive */
    Path unpacked(Path folder) throws IOException, InterruptedException {
        if (Files.isDirectory(folder)) {
            return folder;
        }
        var into = fresh("unpacked");
        Tree.run(
                directory.resolve("tar"),
                List.of("tar", "-xf", folder.toAbsolutePath().toString(), "-C", into.toString()),
                into);
        return into;
    }

    static void delete(Path tree) throws IOException {
        try (var all = Files.walk(tree)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
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

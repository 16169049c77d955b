package io.gabion.loadtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

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

    @Override
    public void close() {
        try {
            delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

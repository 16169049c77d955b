package io.gabion.loadtests.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** One node's wall clock, which can be set while the node runs: a library that is loaded before its own. */
record WallClock(Path library, Path file) {
    private static final String SOURCE = "clock.c";

    /** @throws IOException if there is no C compiler */
    static Path compile(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var source = folder.resolve(SOURCE);
        var library = folder.resolve("clock.so");
        try (var text = Objects.requireNonNull(WallClock.class.getResourceAsStream(SOURCE))) {
            Files.writeString(source, new String(text.readAllBytes(), StandardCharsets.UTF_8));
        }
        Commands.run("cc", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library.toString(), source.toString());
        return library;
    }

    static WallClock right(Path library, Path file) throws IOException {
        Files.write(file, new byte[Long.BYTES]);
        return new WallClock(library, file);
    }

    /** Of whoever lives by it. */
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "GABION_CLOCK", file.toString());
    }

    /** In place: the file is looked into all the time. */
    void set(Duration off) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(
                    ByteBuffer.allocate(Long.BYTES)
                            .order(ByteOrder.nativeOrder())
                            .putLong(off.toSeconds())
                            .flip(),
                    0);
        }
    }
}

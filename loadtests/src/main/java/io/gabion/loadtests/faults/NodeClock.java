package io.gabion.loadtests.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

/** One node's clocks, which can be set while the node runs: a library that is loaded before its own. */
record NodeClock(Path library, Path file) {
    /** @throws IOException if there is no C compiler */
    static Path compile(Path folder) throws IOException, InterruptedException {
        return Commands.compile("clock.c", folder.resolve("clock.so"), "-shared", "-fPIC");
    }

    static NodeClock right(Path library, Path file) throws IOException {
        Files.write(file, new byte[2 * Long.BYTES]);
        return new NodeClock(library, file);
    }

    /** Of whoever lives by it. */
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "GABION_CLOCK", file.toString());
    }

    /** How far the wall clock is off. */
    void set(Duration off) throws IOException {
        write(off, Duration.ZERO);
    }

    /** No clock has moved for so long. */
    void missed(Duration time) throws IOException {
        write(Duration.ZERO, time.negated());
    }

    /** In place: the file is looked into all the time. */
    private void write(Duration wall, Duration all) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(
                    ByteBuffer.allocate(2 * Long.BYTES)
                            .order(ByteOrder.nativeOrder())
                            .putLong(wall.toSeconds())
                            .putLong(all.toSeconds())
                            .flip(),
                    0);
        }
    }
}

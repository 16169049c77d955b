package io.gabion.node.store;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small file system in memory. Needs root, as the tests of the responders do. */
public record Mount(Path at) implements AutoCloseable {
    private static final int BLOCK = 4_096;

    /** @param options of tmpfs, such as {@code size=1m} */
    public Mount(Path folder, String options) throws IOException {
        this(Files.createDirectory(folder.resolve("mount")));
        run("mount", "-t", "tmpfs", "-o", options, "tmpfs", at.toString());
    }

    /** Takes all the space that is left. Returns the file that takes it. */
    public Path fill() throws IOException {
        var ballast = at.resolve("ballast");
        try (var channel = FileChannel.open(ballast, CREATE_NEW, WRITE)) {
            while (Files.getFileStore(at).getUsableSpace() > 0) {
                channel.write(ByteBuffer.allocate(BLOCK));
            }
        }
        return ballast;
    }

    @Override
    public void close() throws IOException {
        run("umount", "-l", at.toString());
    }

    private static void run(String... command) throws IOException {
        var process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.onExit().join().exitValue())
                .as(String.join(" ", command))
                .isZero();
    }
}

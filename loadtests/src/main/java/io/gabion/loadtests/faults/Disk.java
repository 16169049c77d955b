package io.gabion.loadtests.faults;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small disk of its own under a folder, in memory. */
record Disk(Path folder) implements AutoCloseable {
    private static final int BLOCK = 1 << 20;

    /** @param size as mount takes it */
    static Disk mount(Path folder, String size) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Commands.run("mount", "-t", "tmpfs", "-o", "size=" + size, "gabion", folder.toString());
        return new Disk(folder);
    }

    /** Leaves no room. */
    void fill() throws IOException {
        FileStore disk = Files.getFileStore(folder);
        try (var file = Files.newOutputStream(ballast())) {
            while (disk.getUsableSpace() > 0) {
                file.write(new byte[BLOCK]);
            }
        } catch (IOException e) {
            if (disk.getUsableSpace() > BLOCK) {
                throw e;
            }
        }
    }

    void free() throws IOException {
        Files.delete(ballast());
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    @Override
    public void close() throws IOException {
        try {
            Commands.run("umount", folder.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

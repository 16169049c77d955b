package io.gabion.loadtests.faults;

import io.gabion.loadtests.CpuTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The store's servers, in one namespace; each of a full ring has a small disk of its own. */
final class Ring implements AutoCloseable {
    static final int FULL = 3;
    private static final Duration UP = Duration.ofMinutes(6);
    private static final String DISK = "1g";

    private final Path program;
    private final Path directory;
    private final int servers;
    private final Network network;
    private final String jvm;
    private final List<Disk> disks = new ArrayList<>();

    /**
     * @param program {@code dev/cassandra}
     * @param servers 1 or 3
     * @param jvm an option more for each
     */
    static Ring build(Path program, Path directory, int servers, Network network, String jvm)
            throws IOException, InterruptedException {
        var ring = new Ring(program, directory, servers, network, jvm);
        network.host("ring", servers == 1 ? new int[] {1} : new int[] {1, 2, 3});
        try {
            for (int server = 1; servers == FULL && server <= FULL; server++) {
                ring.disks.add(Disk.mount(ring.of(server), DISK));
            }
            ring.up();
            return ring;
        } catch (IOException | InterruptedException e) {
            ring.close();
            throw e;
        }
    }

    private Ring(Path program, Path directory, int servers, Network network, String jvm) {
        this.program = program;
        this.directory = directory;
        this.servers = servers;
        this.network = network;
        this.jvm = jvm;
    }

    private Path of(int server) {
        return directory.resolve("node" + server);
    }

    /** Starts what is not up. */
    void up() throws IOException, InterruptedException {
        run("up", String.valueOf(servers));
    }

    private void run(String... verb) throws IOException, InterruptedException {
        var command = network.in("ring", new ArrayList<>(List.of(program.toString())));
        command.addAll(List.of(verb));
        var log = directory.resolveSibling("ring.log").toFile();
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        builder.environment()
                .putAll(Map.of(
                        "GABION_CASSANDRA_DIR",
                        directory.toString(),
                        "GABION_CASSANDRA_NET",
                        network.net(),
                        "GABION_CASSANDRA_OPTS",
                        jvm,
                        "GABION_CASSANDRA_WITH",
                        "" + ProcessHandle.current().pid()));
        var process = builder.start();
        if (!process.waitFor(UP.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("the ring does not come up, see " + log);
        }
    }

    /** What all servers have cost since they were started. */
    double cpuSeconds() throws IOException {
        double all = 0;
        for (int server = 1; server <= servers; server++) {
            all += CpuTime.seconds(pid(server));
        }
        return all;
    }

    private long pid(int server) throws IOException {
        return Long.parseLong(Files.readString(of(server).resolve("pid")).strip());
    }

    /** One that has ended by itself, as without a disk, has ended. */
    void kill(int server) throws IOException, InterruptedException {
        if (ProcessHandle.of(pid(server)).isPresent()) {
            signal(server, "KILL");
        }
    }

    /** STOP, CONT or KILL. */
    void signal(int server, String name) throws IOException, InterruptedException {
        Commands.run("kill", "-" + name, "" + pid(server));
    }

    /** Leaves a server no room. */
    void fill(int server) throws IOException {
        disks.get(server - 1).fill();
    }

    void free(int server) throws IOException {
        disks.get(server - 1).free();
    }

    @Override
    public void close() throws IOException {
        try {
            try {
                run("down");
            } finally {
                for (var disk : disks) {
                    disk.close();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

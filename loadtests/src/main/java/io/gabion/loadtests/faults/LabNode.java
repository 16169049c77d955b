package io.gabion.loadtests.faults;

import io.gabion.loadtests.CpuTime;
import io.gabion.node.api.Role;
import io.gabion.node.api.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** One node's process, started again by whoever looks after it, as a machine's supervisor does. */
final class LabNode {
    static final int PORT = 8080;
    /** What a node says that gave up a step of its own end. */
    private static final String LATE = "Coordinated shutdown phase";

    private final int number;
    private final String address;
    private final Path data;
    private volatile List<String> command;
    private final Map<String, String> environment = new ConcurrentHashMap<>();
    private String neighbours = "";
    private Process process;
    private volatile int lives;
    private boolean over;
    /** The life in which it was told to end, 0 if it never was. */
    private volatile int told;

    private Instant began = Instant.MAX;

    LabNode(int number, String address, Path data, List<String> command) {
        this.number = number;
        this.address = address;
        this.data = data;
        this.command = command;
    }

    int number() {
        return number;
    }

    String url() {
        return "http://" + address + ":" + PORT;
    }

    /** Of the environment of its next lives. */
    void set(String name, String value) {
        environment.put(name, value);
    }

    /** What is started in its next lives. */
    void becomes(List<String> command) {
        this.command = List.copyOf(command);
    }

    /** What it said in its present life. */
    private Path log() {
        return data.resolveSibling("node" + number + "." + lives + ".log");
    }

    /** Nothing after {@link #end}. */
    synchronized void start() throws IOException {
        if (over) {
            return;
        }
        lives++;
        began = Instant.now();
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log().toFile());
        builder.environment().putAll(environment);
        process = builder.start();
        process.getOutputStream().close();
    }

    /** Its present life. */
    Instant began() {
        return began;
    }

    /** What its present life has cost. */
    double cpuSeconds() {
        return CpuTime.seconds(process.pid());
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    boolean isReady() throws IOException {
        return isAlive()
                && Files.exists(log())
                && Files.readString(log()).lines().anyMatch(l -> l.startsWith("gabion: http"));
    }

    /** Whether it was told to end and has not come back since: nobody needs to be served by it. */
    boolean isLeaving() throws IOException {
        int life = told;
        return life > 0 && (life == lives || life + 1 == lives && !isReady());
    }

    /** Whether it has said so in its present life. */
    boolean said(String text) throws IOException {
        return Files.exists(log()) && Files.readString(log()).contains(text);
    }

    /** How many objects of each class it has in memory, or why it does not say. */
    String objects() throws InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            return Commands.run(jcmd, String.valueOf(process.pid()), "GC.class_histogram");
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    /** How many of a class it has in memory, none if it does not say. */
    int objects(Class<?> of) throws InterruptedException {
        return objects()
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > 3 && words[3].equals(of.getName()))
                .mapToInt(words -> Integer.parseInt(words[1]))
                .findFirst()
                .orElse(0);
    }

    String token() throws IOException {
        return Files.readString(data.resolve("admin.token")).strip();
    }

    /** Of an administrator; another tenant's is made when it is asked for first. */
    synchronized String token(Tenancy of) throws IOException {
        if (of == Tenancy.OURS) {
            return token();
        }
        if (neighbours.isEmpty()) {
            neighbours = Tokens.open(data, Clock.systemUTC())
                    .add(of.tenant(), Role.ADMIN, of.tenant())
                    .secret();
        }
        return neighbours;
    }

    /** SIGTERM, and its end. @throws IOException if it did not leave the cluster in order */
    void stop() throws IOException, InterruptedException {
        var said = log();
        told = lives;
        process.destroy();
        process.waitFor();
        // It has left by its last phase, in which its own connections come to an end, or do not.
        var late = Files.readString(said)
                .lines()
                .filter(l -> l.contains(LATE) && !l.contains("[actor-system-terminate]"))
                .findFirst();
        if (late.isPresent()) {
            throw new IOException("node " + number + " was told to end: " + late.get());
        }
    }

    /** Waits for its end, so long at most. */
    void awaitEnd(Duration most) throws InterruptedException {
        process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** SIGKILL. */
    void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    /** SIGKILL, and it is not started again. */
    synchronized void end() {
        over = true;
        kill();
    }

    /** SIGSTOP or SIGCONT. */
    void signal(String name) throws IOException, InterruptedException {
        Commands.run("kill", "-" + name, String.valueOf(process.pid()));
    }
}

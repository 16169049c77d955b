package io.gabion.loadtests.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gabion.loadtests.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/** One node with its own store that ends where it is told to, and what it acts on. */
final class CrashLab implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration START = Duration.ofMinutes(10);
    private static final Duration END = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final Path root;
    private final Path work;
    private final Path order;
    private final CrashTarget target;
    private final Path playbook;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final AtomicBoolean closed = new AtomicBoolean();
    private LabNode node;

    /** @param lying whether the node hears that nothing is in force, whatever is read */
    static CrashLab build(Path root, Path work, CrashTarget target, long seed, boolean lying)
            throws IOException, InterruptedException {
        var lab = new CrashLab(root, work, target, target.playbook());
        try {
            lab.build(seed, lying);
            return lab;
        } catch (IOException | InterruptedException e) {
            lab.close();
            throw e;
        }
    }

    private CrashLab(Path root, Path work, CrashTarget target, Path playbook) {
        this.root = root;
        this.work = work;
        this.target = target;
        this.playbook = playbook;
        this.order = work.resolve("crash");
        // An interrupted run leaves nothing behind.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    private void build(long seed, boolean lying) throws IOException, InterruptedException {
        var settings = Files.writeString(work.resolve("node.yaml"), target.settings());
        node = new LabNode(1, target.address(), data(), target.in(command(settings, seed, lying)));
        start();
    }

    private List<String> command(Path settings, long seed, boolean lying) throws IOException {
        return Commands.java(
                CrashNode.class,
                List.of(
                        Lab.QUICK,
                        "-XX:AOTCache=" + root.resolve("node/target/gabion.aot"),
                        "-Xlog:aot=off",
                        "-Xlog:cds=off",
                        "-D" + Halt.FILE + "=" + order,
                        "-Dgabion.embedded.journal.class=" + CrashJournal.class.getName()),
                List.of(
                        settings.toString(),
                        data().toString(),
                        target.address(),
                        String.valueOf(LabNode.PORT),
                        String.valueOf(seed),
                        String.valueOf(lying),
                        playbook.toString()));
    }

    /** Again, as a supervisor does: a target that does not answer in time keeps a node from starting. */
    private void start() throws IOException, InterruptedException {
        Await.until("the node is ready; its word is in " + work, LOOK, START, () -> {
            if (!node.isAlive()) {
                node.start();
            }
            return node.isReady();
        });
    }

    Path data() {
        return work.resolve("node1");
    }

    void order(CrashPoint point, String target) throws IOException {
        Halt.order(order, point, target);
    }

    /** Waits for an end that is near, if one is. */
    void awaitEnd() throws InterruptedException {
        node.awaitEnd(END);
    }

    /** Starts the node again, not to end; what is wanted from now on is wanted for so many seconds. */
    void hold(long seconds) throws IOException, InterruptedException {
        node.kill();
        var text = Files.readString(playbook);
        Files.writeString(playbook, text.replaceAll("ttl: \\w+", "ttl: " + seconds + "s"));
        Files.deleteIfExists(order);
        start();
    }

    boolean hasEnded() {
        return !node.isAlive();
    }

    /** Starts the node that has ended again, to end at the point, ready by then or not. */
    void restart(CrashPoint point, String name) throws IOException {
        order(point, name);
        node.start();
    }

    /** Starts the node again, not to end, if it has ended. @return whether it had */
    boolean revive() throws IOException, InterruptedException {
        if (node.isAlive()) {
            return false;
        }
        Files.deleteIfExists(order);
        start();
        return true;
    }

    /** Somebody gives a reason to act on it. @return whether that is acknowledged */
    boolean attack(String name) throws InterruptedException {
        try {
            var body = BodyPublishers.ofString(target.attack(name));
            return Load.post(client, node, "s0", key("attack", name), body) == 202;
        } catch (IOException e) {
            return false;
        }
    }

    /** The name of an account or a file may have any letter, a key may not. */
    private static String key(String what, String name) {
        return what + "-" + UUID.nameUUIDFromBytes(name.getBytes(UTF_8));
    }

    /** Somebody lets go of everything, because of this one. @return whether that is acknowledged */
    boolean release(String name) throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(
                            URI.create(node.url() + "/api/v1/tenants/default/containments/release"))
                    .header("Authorization", "Bearer " + node.token())
                    .header("Idempotency-Key", key("release", name))
                    .timeout(ANSWER)
                    .POST(BodyPublishers.noBody())
                    .build();
            return client.send(request, BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (node != null) {
            node.end();
        }
        client.close();
        try {
            target.close();
        } catch (IOException e) {
            System.err.println("loadtests: " + e.getMessage());
        }
    }
}

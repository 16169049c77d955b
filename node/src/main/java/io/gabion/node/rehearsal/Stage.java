package io.gabion.node.rehearsal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import io.gabion.node.Directories;
import io.gabion.node.Ground;
import io.gabion.node.Wiring;
import io.gabion.node.shell.Mesh;
import io.gabion.node.shell.Pace;
import io.gabion.node.source.MeshIngest;
import io.gabion.node.source.SourceSetting;
import io.gabion.node.source.Sources;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.time.SteadyClock;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.Plan;
import io.gabion.responders.guard.GuardCommand;
import io.gabion.responders.guard.GuardPolicy;
import io.gabion.responders.guard.GuardPolicy.Budget;
import io.gabion.responders.guard.Protected;
import io.gabion.responders.playbook.Playbook;
import io.gabion.responders.response.Notices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A mesh with a store, a log and a {@link Scenery} of its own, all gone when it is closed. It shares nothing with the node's. */
final class Stage implements AutoCloseable {
    private static final Tenant TENANT = new Tenant("rehearsal");
    private static final String WALL = "scenery";
    private static final int ATTEMPTS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** One that is never used up. */
    private static final Budget BUDGET = new Budget(10_000, Duration.ofHours(1), 10_000);

    private static final Playbook BLOCK = new Playbook(
            "block-guessing",
            "Block who guesses passwords",
            new Playbook.When(List.of("T1110"), 0),
            List.of(new Plan.Block("block", WALL, 3600)),
            "rehearsal");

    private final Path directory;
    private final Path log;
    private final Scenery scenery = new Scenery();
    private final Ground ground;
    private final Mesh mesh;
    private final Sources sources;

    /**
     * @param directory of its own; what a killed node has left there goes
     * @throws IOException in one line; nothing is left behind
     */
    static Stage build(Path directory) throws IOException {
        Directories.delete(directory);
        Files.createDirectories(directory);
        try {
            return new Stage(directory);
        } catch (IOException | RuntimeException e) {
            Directories.delete(directory);
            throw e;
        }
    }

    private Stage(Path directory) throws IOException {
        this.directory = directory;
        log = directory.resolve("auth.log");
        append(line(0, "192.0.2.1"));
        ground = Ground.embedded(directory.resolve("data"));
        var clock = new SteadyClock();
        try {
            var pace = Pace.of(ground.store().config());
            var envelopes = new Envelopes(ground.keys());
            mesh = Mesh.start(ground.store(), envelopes, ground.membership(), Wiring.messages(), clock, pace);
        } catch (IOException e) {
            ground.store().close();
            throw e;
        }
        try {
            new Wiring(List.of(BLOCK), policy(), Map.of(WALL, scenery), Notices.NOBODY).register(mesh);
            mesh.tell(Wiring.guard(TENANT), new GuardCommand.Surroundings(mesh.self(), List.of("192.0.2.1")));
            mesh.wakeUnfinished().toCompletableFuture().join();
            sources = Sources.start(List.of(new SourceSetting.File(log)), new MeshIngest(mesh, TENANT), clock);
        } catch (IOException | RuntimeException e) {
            strike();
            throw e;
        }
    }

    private static GuardPolicy policy() {
        return new GuardPolicy(
                Mode.LIVE,
                Set.of(WALL),
                Protected.NOTHING,
                Map.of(Action.BLOCK_ADDRESS, BUDGET),
                new GuardPolicy.Brake(BUDGET.perWindow(), BUDGET.window(), "log"),
                "rehearsal");
    }

    /**
     * Somebody guesses passwords until blocked.
     *
     * @param number another one each time, 0 to 60,000
     * @throws IOException if that takes more than half a minute
     */
    void attack(int number) throws IOException, InterruptedException {
        var from = "100." + (64 + number / 250) + "." + number % 250 + ".7"; // Each in a network of its own.
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            append(line(number * ATTEMPTS + attempt, from));
        }
        if (!scenery.awaitBlock(from, PATIENCE)) {
            throw new IOException(from + " was not blocked within " + PATIENCE.toSeconds() + " s");
        }
    }

    private static String line(int pid, String from) {
        return "%s stage sshd[%d]: Failed password for root from %s port 4022 ssh2%n"
                .formatted(Instant.now(), 1_000 + pid, from);
    }

    private void append(String line) throws IOException {
        Files.writeString(log, line, US_ASCII, CREATE, APPEND);
    }

    @Override
    public void close() throws IOException {
        try {
            sources.close();
            strike();
        } finally {
            Directories.delete(directory);
        }
    }

    private void strike() throws IOException {
        mesh.stop().toCompletableFuture().join();
        ground.store().close();
    }
}

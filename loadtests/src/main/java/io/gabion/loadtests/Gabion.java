package io.gabion.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/** A node as {@code gabion run} starts it: every batch journaled, folded, correlated, and the answer to it recorded. */
record Gabion(Path root) implements Contestant {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofMinutes(30);
    /** Longer than a send that got lost takes to be repeated. */
    private static final Duration QUIET = Duration.ofSeconds(6);

    @Override
    public String name() {
        return "gabion";
    }

    @Override
    public Drained drain(Path log, Path work) throws IOException, InterruptedException {
        var data = work.resolve("data");
        var command = List.of(root.resolve("gabion").toString(), "run", "--data=" + data, "--watch=" + log, "--port=0");
        long length = Files.size(log);
        long begin = System.nanoTime();
        var last = new Last();
        try (var tree = Tree.start(work.resolve("output"), new ProcessBuilder(command))) {
            started(tree, work, data);
            try (var journal = new Journal(data)) {
                Await.until("Gabion has absorbed all", LOOK, LIMIT, () -> {
                    tree.mustRun();
                    long now = System.nanoTime();
                    if (journal.hasNews()) {
                        last.news = now;
                        last.cpu = tree.cpuSeconds();
                    }
                    return now - last.news > QUIET.toNanos() && journal.hasAbsorbed(length);
                });
            }
        }
        return checked(log, data, last.cpu, (last.news - begin) / 1e9);
    }

    /** When the journal last grew, and the processor time by then: what is idle behind it is nobody's cost. */
    private static final class Last {
        private long news = System.nanoTime();
        private double cpu;
    }

    /** What the journal says when the node is gone. */
    private static Drained checked(Path log, Path data, double cpu, double wall) throws IOException {
        try (var journal = new Journal(data);
                var lines = Files.lines(log)) {
            long written = lines.count();
            long journaled = journal.lines();
            if (journaled != written) {
                throw new IOException("%d lines are in the journal, of %d".formatted(journaled, written));
            }
            var guessers = journal.guessers();
            var answered = journal.answered();
            var without = new HashSet<>(guessers);
            without.removeAll(answered);
            var note = "%d lines in the journal; %d guessers without a recorded answer"
                    .formatted(journaled, without.size());
            return new Drained(cpu, wall, guessers, note);
        }
    }

    @Override
    public Running follow(Path log, Path work) throws IOException, InterruptedException {
        var blocked = work.resolve("blocked");
        Files.createFile(blocked);
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var node = root.resolve("node/target");
        // The cache fits a class path that begins as the launcher's does.
        var command = new ProcessBuilder(
                java,
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2",
                "-XX:+UseCompactObjectHeaders",
                "-XX:AOTCache=" + node.resolve("gabion.aot"),
                "-Xlog:aot=off",
                "-Xlog:cds=off",
                "-cp",
                jar(node) + ":" + node.resolve("lib") + "/*:" + root.resolve("loadtests/target/classes"),
                FileNode.class.getName(),
                work.resolve("data").toString(),
                log.toString(),
                blocked.toString());
        var tree = Tree.start(work.resolve("output"), command);
        started(tree, work, work.resolve("data"));
        return new Running() {
            @Override
            public boolean hasBlocked(String address) throws IOException {
                return Files.readAllLines(blocked).contains(address);
            }

            @Override
            public void close() {
                tree.close();
            }
        };
    }

    /** The program's own, not the jars of its sources or tests. */
    private static Path jar(Path target) throws IOException {
        try (var jars = Files.newDirectoryStream(target, "gabion-node-*.jar")) {
            for (var jar : jars) {
                if (!jar.toString().matches(".*-(tests|sources|javadoc)\\.jar")) {
                    return jar;
                }
            }
        }
        throw new IOException("there is no gabion-node jar in " + target);
    }

    /** The token is written, and the node's own word that it serves is printed. */
    private static void started(Tree tree, Path work, Path data) throws IOException, InterruptedException {
        Await.until("Gabion has started", LOOK, LIMIT, () -> {
            tree.mustRun();
            return Files.exists(data.resolve("journal.db"))
                    && Files.readString(work.resolve("output")).contains("gabion: ");
        });
    }
}

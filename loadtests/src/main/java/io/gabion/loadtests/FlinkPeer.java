package io.gabion.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Keyed state of Flink, in a process of its own: see {@code loadtests/peers/flink}. Built once, by Maven. */
final class FlinkPeer {
    private static final Path JVMS = Path.of("/usr/lib/jvm");

    private final Path home;
    private final Path java;

    /**
     * @param root of this checkout
     * @throws IOException in one line if it cannot be built, or if there is no Java 17, which it needs
     */
    FlinkPeer(Path root) throws IOException, InterruptedException {
        java = java17();
        var built =
                Files.createDirectories(root.resolve("loadtests/target/peers")).resolve("flink");
        if (!Files.exists(built.resolve("target/dependency"))) {
            Tree.run(
                    built.resolveSibling("flink-copy.log"),
                    List.of("cp", "-rT", root.resolve("loadtests/peers/flink").toString(), built.toString()),
                    root);
            Tree.run(built.resolveSibling("flink-build.log"), List.of("mvn", "-q", "-B", "package"), built);
        }
        home = built.resolve("target");
    }

    /**
     * @param backend {@code hashmap} or {@code rocksdb}
     * @return events per CPU second of the last of its rounds, all of them in checkpoints that completed
     */
    double rate(String backend, int events, int assets, Path work) throws IOException, InterruptedException {
        var output = work.resolve("flink-" + backend + ".log");
        Tree.run(
                output,
                List.of(
                        java.toString(),
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-cp",
                        home + "/classes:" + home + "/dependency/*",
                        "io.gabion.peers.KeyedBaseline",
                        backend,
                        String.valueOf(events),
                        String.valueOf(assets),
                        Files.createDirectories(work.resolve("checkpoints")).toString()),
                work);
        var last = Files.readAllLines(output).getLast().split(" ");
        if (last.length != 3 || Long.parseLong(last[2]) == 0) {
            throw new IOException("flink " + backend + ": no checkpoint has completed: " + String.join(" ", last));
        }
        return Double.parseDouble(last[0]) / Double.parseDouble(last[1]);
    }

    private static Path java17() throws IOException {
        try (Stream<Path> homes = Files.list(JVMS)) {
            return homes.filter(home -> home.getFileName().toString().contains("17"))
                    .map(home -> home.resolve("bin/java"))
                    .filter(Files::isExecutable)
                    .sorted()
                    .findFirst()
                    .orElseThrow(() -> new IOException("flink: no Java 17 in " + JVMS + "; --alone runs without it"));
        }
    }
}

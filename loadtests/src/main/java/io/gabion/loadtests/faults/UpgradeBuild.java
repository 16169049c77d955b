package io.gabion.loadtests.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A build of an earlier commit, beside this one. */
final class UpgradeBuild {
    /** Made once. @return its root, with a launcher of its own. @throws IOException if it cannot be built here */
    static Path of(Path root, String commit) throws IOException, InterruptedException {
        var whole = Commands.run(
                        "git", "-C", root.toString(), "rev-parse", "--verify", "--short=12", commit + "^{commit}")
                .strip();
        var build = root.resolve("loadtests/target/builds").resolve(whole);
        if (!Files.isDirectory(build)) {
            Files.createDirectories(build.getParent());
            Commands.run("git", "-C", root.toString(), "worktree", "prune");
            Commands.run("git", "-C", root.toString(), "worktree", "add", "--detach", build.toString(), whole);
        }
        if (!Files.isDirectory(build.resolve("node/target/lib"))) {
            System.out.println("    building " + whole);
            Commands.run(
                    "mvn",
                    "-q",
                    "-B",
                    "-o",
                    "-f",
                    build.resolve("pom.xml").toString(),
                    "package",
                    "-DskipTests",
                    "-pl",
                    "node",
                    "-am");
        }
        return build;
    }

    private UpgradeBuild() {}
}

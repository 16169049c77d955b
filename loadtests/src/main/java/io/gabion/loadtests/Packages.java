package io.gabion.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Programs from Debian's packages, unpacked into a directory of their own: nothing is installed, no service started and
 * no configuration of the system touched. Kept from run to run.
 */
final class Packages {
    private static final List<String> NAMES = List.of("fail2ban", "crowdsec", "python3-pyinotify");

    /** Where they are unpacked. @throws IOException in one line if they cannot be had */
    static Path unpacked(Path directory) throws IOException, InterruptedException {
        var root = directory.resolve("root");
        var done = directory.resolve("done");
        if (Files.exists(done)) {
            return root;
        }
        Files.createDirectories(root);
        var log = directory.resolve("packages.log");
        for (var name : NAMES) {
            Tree.run(log, List.of("apt-get", "-q", "download", name), directory);
        }
        try (var files = Files.newDirectoryStream(directory, "*.deb")) {
            for (var file : files) {
                Tree.run(log, List.of("dpkg-deb", "-x", file.toString(), root.toString()), directory);
            }
        }
        Files.createFile(done);
        return root;
    }

    private Packages() {}
}

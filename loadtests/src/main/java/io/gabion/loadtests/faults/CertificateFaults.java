package io.gabion.loadtests.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;

/** Certificates that are replaced under running nodes. */
final class CertificateFaults {
    /** Nodes look at their files every minute. */
    private static final int READ_AGAIN = 65;

    /**
     * Another authority is trusted beside the old one, then every node has a certificate of it, then the old one is trusted
     * no more; at last a node is restarted, which has only ever seen the new ones.
     */
    static void renewed(Lab lab, Random random) throws IOException, InterruptedException {
        var tls = lab.tls();
        var fresh = tls.resolveSibling("tls-" + System.nanoTime());
        Commands.run(lab.certificates().toString(), fresh.toString(), "" + Lab.NODES);
        var old = Files.readString(tls.resolve("authority.pem"));
        var young = Files.readString(fresh.resolve("authority.pem"));
        replace(tls.resolve("authority.pem"), old + young);
        Fault.hold(READ_AGAIN);
        for (int n = 1; n <= Lab.NODES; n++) {
            replace(tls.resolve("node" + n + ".key"), Files.readString(fresh.resolve("node" + n + ".key")));
            replace(tls.resolve("node" + n + ".pem"), Files.readString(fresh.resolve("node" + n + ".pem")));
        }
        Fault.hold(READ_AGAIN);
        replace(tls.resolve("authority.pem"), young);
        replace(tls.resolve("authority.key"), Files.readString(fresh.resolve("authority.key")));
        Fault.hold(READ_AGAIN);
        Fault.any(lab, random).kill();
    }

    private static void replace(Path file, String text) throws IOException {
        var aside = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private CertificateFaults() {}
}

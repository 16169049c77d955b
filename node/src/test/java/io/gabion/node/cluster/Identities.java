package io.gabion.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Certificates made by {@code dev/certificates}: one folder for each authority. */
record Identities(Path folder) {
    /** Makes new keys and certificates of this authority, which stays if it is there. */
    void certify(String authority, int nodes) throws IOException, InterruptedException {
        run(
                System.getProperty("gabion.root") + "/dev/certificates",
                dir(authority).toString(),
                "" + nodes);
    }

    /** Another certificate of the authority for node 1's key. @param days -1: it ran out yesterday */
    ClusterPlace.Identity certify(String authority, String name, int days) throws IOException, InterruptedException {
        var dir = dir(authority);
        var made = dir.resolve(name + days + ".pem");
        run("openssl", "req", "-new", "-key", dir + "/node1.key", "-subj", "/CN=" + name, "-out", dir + "/csr");
        var sign = "openssl x509 -req -days %d -in %2$s/csr -CA %2$s/authority.pem -CAkey %2$s/authority.key -out %3$s";
        run((sign.formatted(days, dir, made) + " -CAcreateserial").split(" "));
        return new ClusterPlace.Identity(made, dir.resolve("node1.key"), dir.resolve("authority.pem"));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }

    Path dir(String authority) {
        return folder.resolve(authority);
    }

    ClusterPlace.Identity of(String authority, int node) {
        var dir = dir(authority);
        return new ClusterPlace.Identity(
                dir.resolve("node" + node + ".pem"), dir.resolve("node" + node + ".key"), dir.resolve("authority.pem"));
    }

    /** Files of a node of its own, with the certificate that another place has. Replaces what is there. */
    ClusterPlace.Identity install(Path node, ClusterPlace.Identity from, List<String> authorities) throws IOException {
        var dir = Files.createDirectories(node);
        var to = new ClusterPlace.Identity(dir.resolve("pem"), dir.resolve("key"), dir.resolve("authority"));
        var trusted = new StringBuilder();
        for (var authority : authorities) {
            trusted.append(Files.readString(dir(authority).resolve("authority.pem")));
        }
        replace(to.authority(), trusted.toString());
        replace(to.key(), Files.readString(from.key()));
        replace(to.certificate(), Files.readString(from.certificate()));
        return to;
    }

    static void replace(Path file, String text) throws IOException {
        var aside = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    }
}

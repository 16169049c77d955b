package io.gabion.responders.connectors.file;

import static io.gabion.responders.connectors.Peer.run;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.gabion.responders.connectors.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/** A real clamd that knows one thing as bad, by a signature of its own. */
final class Clamd implements AutoCloseable {
    final int port;
    private final Peer server;

    Clamd(Path folder) throws IOException {
        port = Peer.freePort();
        var known = Files.createDirectory(folder.resolve("known"));
        Files.writeString(
                known.resolve("own.ndb"),
                "Own.Test.Malware:0:*:" + HexFormat.of().formatHex("gabion-test-malware".getBytes(US_ASCII)) + "\n");
        var config = Files.writeString(folder.resolve("clamd.conf"), """
                Foreground yes
                LogFile %1$s/log
                DatabaseDirectory %1$s/known
                TCPSocket %2$d
                TCPAddr 127.0.0.1
                StreamMaxLength 1M
                User root
                """.formatted(folder, port));
        run("chmod", "755", known.toString());
        server = new Peer(List.of("/usr/sbin/clamd", "-c", config.toString()), folder.resolve("out"), port);
        server.start();
    }

    void stop() {
        server.stop();
    }

    @Override
    public void close() {
        server.stop();
    }
}

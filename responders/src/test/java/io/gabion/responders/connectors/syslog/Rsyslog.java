package io.gabion.responders.connectors.syslog;

import io.gabion.responders.connectors.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/** An rsyslogd of its own, by UDP, TCP and TLS, with a certificate {@code log.pem}. */
final class Rsyslog implements AutoCloseable {
    private static final String CONFIG = """
            global(workDirectory="%1$s" maxMessageSize="64k" defaultNetstreamDriverCAFile="%1$s/log.pem"
                   defaultNetstreamDriverCertFile="%1$s/log.pem" defaultNetstreamDriverKeyFile="%1$s/log.key")
            module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")
            module(load="imudp")
            module(load="imptcp")
            template(name="all" type="string" string="%%timegenerated:::date-rfc3339%% %%inputname%% %%protocol-version%% %%app-name%% %%structured-data%% %%msg%%\\n")
            ruleset(name="keep") { action(type="omfile" file="%1$s/kept" template="all") }
            input(type="imtcp" address="127.0.0.1" port="%2$d" ruleset="keep" name="TLS")
            input(type="imptcp" address="127.0.0.1" port="%3$d" ruleset="keep" name="TCP")
            input(type="imudp" address="127.0.0.1" port="%3$d" ruleset="keep" name="UDP")
            """;

    /** @param at when it was received */
    record Line(Instant at, String text) {
        private static Line of(String kept) {
            int end = kept.indexOf(' ');
            var at = OffsetDateTime.parse(kept.substring(0, end));
            return new Line(at.toInstant(), kept.substring(end + 1));
        }
    }

    final int sealed = Peer.freePort();
    final int plain = Peer.freePort();
    private final Path folder;
    private final Peer server;

    Rsyslog(Path folder) throws IOException {
        this.folder = folder;
        Peer.certify(folder, "log.pem", "log.key");
        var config = Files.writeString(folder.resolve("conf"), CONFIG.formatted(folder, sealed, plain));
        server = new Peer(
                List.of("/usr/sbin/rsyslogd", "-n", "-f", config.toString(), "-i", folder + "/pid"),
                folder.resolve("out"),
                plain);
        server.start();
    }

    /** Line by line, each once it is whole. */
    List<String> kept() throws IOException {
        return lines().stream().map(Line::text).toList();
    }

    List<Line> lines() throws IOException {
        var file = folder.resolve("kept");
        var text = Files.exists(file) ? Files.readString(file) : "";
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(Line::of)
                .toList();
    }

    @Override
    public void close() {
        server.stop();
    }
}

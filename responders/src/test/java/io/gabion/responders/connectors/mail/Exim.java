package io.gabion.responders.connectors.mail;

import static io.gabion.responders.connectors.Peer.run;

import io.gabion.responders.connectors.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A real mail server of this machine, with a folder and a port of its own, which keeps what it takes. Needs root. */
final class Exim implements AutoCloseable {
    static final String PASSWORD = "a rather long password";

    /** What is in the file busy puts everybody off; the login is asked for once the connection is sealed. */
    private static final String CONFIG = """
            primary_hostname = mail.mesh
            spool_directory = %1$s/spool
            log_file_path = %1$s/%%slog
            pid_file_path = %1$s/pid
            daemon_smtp_ports = %2$d
            local_interfaces = 127.0.0.1
            tls_advertise_hosts = *
            tls_certificate = %1$s/mail.pem
            tls_privatekey = %1$s/mail.key
            never_users =
            acl_smtp_rcpt = rcpt
            acl_smtp_data = data
            begin acl
            rcpt:
              defer condition = ${if exists{%1$s/busy}}
              deny local_parts = nobody-here
              accept authenticated = *
              accept condition = ${if exists{%1$s/open}}
              deny message = log in first
            data:
              accept
            begin routers
            all:
              driver = accept
              transport = keep
            begin transports
            keep:
              driver = appendfile
              directory = %1$s/mail
              maildir_format
              user = Debian-exim
              delivery_date_add
              envelope_to_add
            begin authenticators
            plain:
              driver = plaintext
              public_name = PLAIN
              server_condition = ${if and{{eq{$auth2}{gabion}}{eq{$auth3}{%3$s}}}}
              server_advertise_condition = ${if def:tls_in_cipher}
            """;

    /** A file's time is that of the kernel's last tick. */
    private static final Duration TICK = Duration.ofMillis(10);

    /** @param at never earlier than it was written */
    record Letter(String text, Instant at) {}

    final Path folder;
    final int port;
    private final Peer server;

    Exim(Path folder) throws IOException {
        this.folder = folder;
        port = Peer.freePort();
        Peer.certify(folder, "mail.pem", "mail.key");
        Files.createDirectories(folder.resolve("mail/new"));
        var config = Files.writeString(folder.resolve("exim.conf"), CONFIG.formatted(folder, port, PASSWORD));
        run("chown", "-R", "Debian-exim", folder.toString());
        run("chown", "root", config.toString());
        run("chmod", "711", folder.getParent().toString(), folder.toString());
        server =
                new Peer(List.of("/usr/sbin/exim4", "-C", config.toString(), "-bdf"), folder.resolve("exim.out"), port);
        server.start();
    }

    void open() throws IOException {
        run("touch", folder.resolve("open").toString());
    }

    void busy(boolean so) throws IOException {
        if (so) {
            run("touch", folder.resolve("busy").toString());
        } else {
            Files.delete(folder.resolve("busy"));
        }
    }

    /** As the transport wrote them. */
    List<String> kept() throws IOException {
        return letters().stream().map(Letter::text).toList();
    }

    List<Letter> letters() throws IOException {
        var all = new ArrayList<Letter>();
        try (Stream<Path> files = Files.list(folder.resolve("mail/new"))) {
            for (var file : files.toList()) {
                var at = Files.getLastModifiedTime(file).toInstant().plus(TICK);
                all.add(new Letter(Files.readString(file), at));
            }
        }
        return all;
    }

    @Override
    public void close() {
        server.stop();
    }
}

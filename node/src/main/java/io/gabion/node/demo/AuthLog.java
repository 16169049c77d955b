package io.gabion.node.demo;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Writes what sshd tells syslog, with RFC 3164 headers in UTC. */
final class AuthLog {
    static final String FILE = "auth.log";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final List<Timed> lines;
    private final Random random;

    AuthLog(List<Timed> lines, Random random) {
        this.lines = lines;
        this.random = random;
    }

    void accepted(Instant at, String host, String method, String user, String from) {
        int pid = pid();
        line(at, host, pid, "Accepted " + method + " for " + user + " from " + from + " port " + port() + " ssh2");
        line(at, host, pid, "pam_unix(sshd:session): session opened for user " + user + "(uid=1001) by (uid=0)");
    }

    void failed(Instant at, String host, String user, String from) {
        line(at, host, pid(), "Failed password for " + user + " from " + from + " port " + port() + " ssh2");
    }

    void failedForUnknown(Instant at, String host, String user, String from) {
        int pid = pid();
        int port = port();
        line(at, host, pid, "Invalid user " + user + " from " + from + " port " + port);
        line(
                at.plusMillis(700),
                host,
                pid,
                "Failed password for invalid user " + user + " from " + from + " port " + port + " ssh2");
    }

    void closed(Instant at, String host, String user, String from) {
        line(at, host, pid(), "Disconnected from user " + user + " " + from + " port " + port());
    }

    private void line(Instant at, String host, int pid, String text) {
        lines.add(new Timed(at, FILE, TIME.format(at) + " " + host + " sshd[" + pid + "]: " + text));
    }

    private int pid() {
        return 2_000 + random.nextInt(28_000);
    }

    private int port() {
        return 32_768 + random.nextInt(28_000);
    }
}

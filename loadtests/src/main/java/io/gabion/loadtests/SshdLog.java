package io.gabion.loadtests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * An sshd log of six hours on forty servers, the same for the same seed: bursts of password guessing from 270
 * addresses and slow guessing from 30 more (about 60 % of the lines), logins and mistypings of 20 people from 4,700
 * addresses, and scanners' noise. The last lines are a guesser of their own, {@link #LAST}: whoever has acted on it has
 * read everything before it.
 */
final class SshdLog {
    static final String LAST = "9.9.9.9";
    static final int SPAN = 21_600;

    private static final int ATTACKERS = 300;
    private static final int SLOW = 30;
    private static final int LAST_ATTEMPTS = 8;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final List<String> GUESSED = List.of(
            "admin", "test", "oracle", "postgres", "ubuntu", "user", "git", "guest", "pi", "deploy", "jenkins", "www");

    /**
     * @param second since 1970
     * @param address of a line that tells of a failed attempt, otherwise empty
     * @param stage of that line within its attempt: 1 the user is invalid, 2 PAM, 3 sshd's own verdict; otherwise 0
     */
    record Line(long second, String host, int pid, String message, String address, int stage) {}

    private final SplittableRandom random;
    private final long start;
    private final List<String> servers = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();

    /** @param end the last line's time */
    static List<Line> make(int count, long seed, Instant end) {
        var log = new SshdLog(seed, end.getEpochSecond() - SPAN);
        log.guessers((int) (count * 0.6));
        log.people(count);
        log.lines.sort(Comparator.comparingLong(Line::second));
        while (log.lines.size() > count - LAST_ATTEMPTS) {
            log.lines.removeLast();
        }
        for (int i = 0; i < LAST_ATTEMPTS; i++) {
            log.failed(end.getEpochSecond(), "server-0", 500_000 + i, "root", LAST);
        }
        return log.lines;
    }

    static void write(List<Line> lines, Path file) throws IOException {
        try (var out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
            for (var line : lines) {
                out.write(text(line));
                out.write('\n');
            }
        }
    }

    static String text(Line line) {
        return stamp(line.second()) + " " + line.host() + " sshd[" + line.pid() + "]: " + line.message();
    }

    static String stamp(long second) {
        return STAMP.format(Instant.ofEpochSecond(second));
    }

    private SshdLog(long seed, long start) {
        this.random = new SplittableRandom(seed);
        this.start = start;
        for (int i = 0; i < 40; i++) {
            servers.add("server-" + i);
        }
    }

    private void guessers(int share) {
        for (int i = 0; i < ATTACKERS; i++) {
            // A few do most of it: Pareto, cut.
            double weight = Math.min(20, Math.pow(1 - random.nextDouble(), -1 / 1.1));
            int attempts = Math.max(12, (int) (share / 4.6 / ATTACKERS * weight / 3.6));
            boolean slow = i < SLOW;
            double gap = slow ? 120 + random.nextInt(780) : 0.3 + 5.7 * random.nextDouble();
            var address = address();
            var server = any(servers);
            double at = start + random.nextDouble() * SPAN * 0.9;
            for (int n = 0; n < attempts && at < start + SPAN; n++) {
                guess((long) at, server, address);
                at -= gap * Math.log(1 - random.nextDouble());
                server = random.nextInt(50) == 0 ? any(servers) : server;
            }
        }
    }

    private void guess(long at, String server, String address) {
        int pid = pid();
        int port = port();
        if (random.nextInt(10) < 6) {
            var user = any(GUESSED);
            say(at, server, pid, "Invalid user " + user + " from " + address + " port " + port, address, 1);
            say(at + 1, server, pid, "pam_unix(sshd:auth): check pass; user unknown", "", 0);
            var pam = "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=";
            say(at + 1, server, pid, pam + address, address, 2);
            failed(at + 3, server, pid, "invalid user " + user, address);
            var closed = "Connection closed by invalid user " + user + " " + address + " port " + port;
            say(at + 4, server, pid, closed + " [preauth]", "", 0);
        } else {
            var pam = "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=";
            say(at, server, pid, pam + address + "  user=root", address, 2);
            failed(at + 2, server, pid, "root", address);
            var left = address + " port " + port;
            say(at + 3, server, pid, "Received disconnect from " + left + ":11: Bye Bye [preauth]", "", 0);
            say(at + 3, server, pid, "Disconnected from authenticating user root " + left + " [preauth]", "", 0);
        }
    }

    private void failed(long at, String server, int pid, String user, String address) {
        var text = "Failed password for " + user + " from " + address + " port " + port() + " ssh2";
        say(at, server, pid, text, address, 3);
    }

    private void people(int count) {
        var addresses = new ArrayList<String>();
        for (int i = 0; i < 4_700; i++) {
            addresses.add(address());
        }
        // Some more than asked for: the end of the six hours is cut off.
        while (lines.size() < count * 1.02 + 100) {
            long at = start + random.nextInt(SPAN);
            if (random.nextInt(100) < 85) {
                login(at, any(servers), any(addresses));
            } else {
                noise(at, any(servers), any(addresses));
            }
        }
    }

    private void login(long at, String server, String address) {
        int pid = pid();
        var user = "person-" + random.nextInt(20);
        if (random.nextInt(100) < 3) {
            failed(at, server, pid, user, address);
        }
        var key = "ssh2: RSA SHA256:%016x%016x".formatted(random.nextLong(), random.nextLong());
        var peer = address + " port " + port();
        say(at + 2, server, pid, "Accepted publickey for " + user + " from " + peer + " " + key, "", 0);
        say(at + 2, server, pid, "pam_unix(sshd:session): session opened for user " + user + "(uid=1000)", "", 0);
        long end = at + 2 - (long) (600 * Math.log(1 - random.nextDouble()));
        say(end, server, pid, "Received disconnect from " + peer + ":11: disconnected by user", "", 0);
        say(end, server, pid, "Disconnected from user " + user + " " + peer, "", 0);
        say(end, server, pid, "pam_unix(sshd:session): session closed for user " + user, "", 0);
    }

    private void noise(long at, String server, String address) {
        var peer = address + " port " + port();
        var message =
                switch (random.nextInt(3)) {
                    case 0 -> "Connection closed by " + peer + " [preauth]";
                    case 1 -> "error: kex_exchange_identification: Connection closed by remote host";
                    default ->
                        "Unable to negotiate with " + peer + ": no matching key exchange method found. [preauth]";
                };
        say(at, server, pid(), message, "", 0);
    }

    private void say(long second, String host, int pid, String message, String address, int stage) {
        lines.add(new Line(second, host, pid, message, address, stage));
    }

    private int pid() {
        return random.nextInt(1_000, 4_000_000);
    }

    private int port() {
        return random.nextInt(1_024, 65_536);
    }

    /** Public, and never {@link #LAST}. */
    private String address() {
        return random.nextInt(11, 99) + "." + random.nextInt(256) + "." + random.nextInt(256) + "."
                + random.nextInt(1, 255);
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}

package io.gabion.node.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * A made-up attack on a small network, with everyday noise around it, as the logs of sshd and Zeek tell it. The same
 * seed and start give the same bytes.
 *
 * <p>From {@value #ATTACKER} somebody scans the network and {@code web1}, guesses the password of {@value #ACCOUNT}
 * there, goes on from {@code web1} to {@code db1} in the same way, and sends its data home.
 */
public final class DemoAttack {
    public static final String ATTACKER = "203.0.113.66";
    public static final String WEB1 = "10.0.0.11";
    public static final String DB1 = "10.0.0.12";
    public static final String ACCOUNT = "deploy";
    public static final long SEED = 20_260_131;

    /** Ordinary hours before the attack: what the assets' baselines are learned from. */
    public static final Duration HISTORY = Duration.ofHours(6);

    public static final Duration LENGTH = HISTORY.plusMinutes(20);

    private static final int SSH = 22;
    private static final List<String> GUESSED = List.of("root", "admin", "oracle", "test", ACCOUNT);
    private static final List<String> KNOWN = List.of("root", ACCOUNT);

    /** One per technique, in the order of the attack. */
    public List<Stage> expectedStages() {
        return List.of(
                new Stage("Network Service Discovery", "T1046"),
                new Stage("Password Guessing", "T1110.001"),
                new Stage("Valid Accounts", "T1078"),
                new Stage("Remote Services: SSH", "T1021.004"),
                new Stage("Exfiltration Over Alternative Protocol", "T1048"));
    }

    /** The lines of both files by time, over {@link #LENGTH} of event time from {@code start}. */
    public List<Timed> lines(long seed, Instant start) {
        var lines = new ArrayList<Timed>();
        var random = new Random(seed);
        var auth = new AuthLog(lines, random);
        var conn = new ConnLog(lines, random);
        conn.header(start);
        new Everyday(auth, conn, random).between(start, start.plus(LENGTH).minusSeconds(100));
        var attack = start.plus(HISTORY);
        reconnaissance(conn, random, attack.plusSeconds(300));
        guessing(auth, conn, random, attack.plusSeconds(420), "web1", WEB1, ATTACKER);
        entry(auth, conn, attack.plusSeconds(480), "web1", WEB1, ATTACKER);
        lateralMovement(auth, conn, random, attack.plusSeconds(600));
        exfiltration(conn, random, attack.plusSeconds(900));
        lines.sort(Comparator.comparing(Timed::at));
        return List.copyOf(lines);
    }

    /** Writes an attack that ends about now. */
    public void write(Path dir) throws IOException {
        write(dir, SEED, Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(LENGTH));
    }

    /** Writes {@code auth.log} and {@code conn.log} into the directory, in place of what they held. */
    public void write(Path dir, long seed, Instant start) throws IOException {
        Files.createDirectories(dir);
        var lines = lines(seed, start);
        for (var file : List.of(AuthLog.FILE, ConnLog.FILE)) {
            var text = new StringBuilder();
            lines.stream()
                    .filter(line -> line.file().equals(file))
                    .forEach(line -> text.append(line.line()).append('\n'));
            Files.writeString(dir.resolve(file), text);
        }
    }

    private static void reconnaissance(ConnLog conn, Random random, Instant start) {
        for (int i = 0; i < 150; i++) {
            int port = 1 + 7 * i;
            if (port != SSH) {
                conn.attempt(start.plusMillis(200L * i), ATTACKER, WEB1, port, random.nextInt(4) > 0);
            }
        }
        var next = start.plusSeconds(45);
        for (int host = 2; host < 100; host++) {
            conn.attempt(next.plusMillis(300L * host), ATTACKER, "10.0.0." + host, SSH, random.nextInt(4) == 0);
        }
    }

    /** 24 failures in 48 seconds. */
    private static void guessing(
            AuthLog auth, ConnLog conn, Random random, Instant start, String host, String address, String from) {
        for (int i = 0; i < 24; i++) {
            var at = start.plusMillis(2_000L * i + random.nextInt(500));
            var user = GUESSED.get(i % GUESSED.size());
            if (KNOWN.contains(user)) {
                auth.failed(at, host, user, from);
            } else {
                auth.failedForUnknown(at, host, user, from);
            }
            conn.flow(at.minusMillis(400), Duration.ofMillis(1_900), from, address, SSH, "ssh", 1_800, 2_600);
        }
    }

    private static void entry(AuthLog auth, ConnLog conn, Instant at, String host, String address, String from) {
        auth.accepted(at, host, "password", ACCOUNT, from);
        conn.flow(at.minusMillis(600), Duration.ofSeconds(90), from, address, SSH, "ssh", 48_000, 210_000);
    }

    private static void lateralMovement(AuthLog auth, ConnLog conn, Random random, Instant start) {
        for (int host = 1; host < 255; host++) {
            var to = "10.0.0." + host;
            if (!to.equals(WEB1) && !to.equals(DB1)) {
                conn.attempt(start.plusMillis(200L * host), WEB1, to, SSH, random.nextInt(3) == 0);
            }
        }
        guessing(auth, conn, random, start.plusSeconds(80), "db1", DB1, WEB1);
        entry(auth, conn, start.plusSeconds(140), "db1", DB1, WEB1);
    }

    /** Four connections of more than 150 MB each. */
    private static void exfiltration(ConnLog conn, Random random, Instant start) {
        for (int i = 0; i < 4; i++) {
            long sent = 150_000_000L + random.nextInt(50_000_000);
            conn.flow(start.plusSeconds(50L * i), Duration.ofSeconds(40), DB1, ATTACKER, 443, "ssl", sent, 90_000);
        }
    }
}

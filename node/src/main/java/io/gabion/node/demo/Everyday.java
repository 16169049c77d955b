package io.gabion.node.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** What the demo's small network does on any day: logins with an occasional slip, web traffic, queries, look-ups, backups. */
final class Everyday {
    private static final List<String> USERS = List.of("alice", "bob", "carol", "dave", "erin");
    private static final List<String> HOSTS = List.of("web1", "db1", "app1", "mail1");
    private static final String BACKUPS = "198.51.100.7";
    private static final String NAME_SERVER = "10.0.0.2";

    private final AuthLog auth;
    private final ConnLog conn;
    private final Random random;

    Everyday(AuthLog auth, ConnLog conn, Random random) {
        this.auth = auth;
        this.conn = conn;
        this.random = random;
    }

    void between(Instant start, Instant end) {
        for (var at = start; at.isBefore(end); at = at.plusMillis(20_000 + random.nextInt(60_000))) {
            login(at);
        }
        for (var at = start; at.isBefore(end); at = at.plusMillis(2_000 + random.nextInt(10_000))) {
            traffic(at);
        }
        for (var at = start; at.isBefore(end); at = at.plusMillis(120_000 + random.nextInt(120_000))) {
            backup(at);
        }
    }

    private void backup(Instant at) {
        int bytes = 200_000 + random.nextInt(1_500_000);
        conn.flow(at, Duration.ofMillis(900), DemoAttack.DB1, BACKUPS, 443, "ssl", bytes, 8_000);
    }

    private void login(Instant at) {
        int who = random.nextInt(USERS.size());
        var user = USERS.get(who);
        var host = HOSTS.get(random.nextInt(HOSTS.size()));
        var from = "10.0.1." + (20 + who);
        if (random.nextInt(10) == 0) {
            auth.failed(at, host, user, from);
        }
        auth.accepted(at.plusSeconds(4), host, "publickey", user, from);
        auth.closed(at.plusSeconds(30 + random.nextInt(60)), host, user, from);
    }

    private void traffic(Instant at) {
        var client = "10.0.1." + (20 + random.nextInt(20));
        var duration = Duration.ofMillis(20 + random.nextInt(3_000));
        int little = 300 + random.nextInt(3_000);
        int more = 2_000 + random.nextInt(400_000);
        switch (random.nextInt(4)) {
            case 0 -> conn.lookup(at, client, NAME_SERVER);
            case 1 -> conn.flow(at, duration, "10.0.0.13", DemoAttack.DB1, 5432, "postgresql", little, more);
            case 2 ->
                conn.flow(
                        at,
                        duration,
                        "198.51.100." + (1 + random.nextInt(200)),
                        DemoAttack.WEB1,
                        443,
                        "ssl",
                        little,
                        more);
            default -> conn.flow(at, duration, client, DemoAttack.WEB1, 443, "ssl", little, more);
        }
    }
}

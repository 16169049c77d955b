package io.gabion.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * fail2ban with its own sshd filter and one jail, whose action appends the address to a file. It counts failures within
 * a window, so the window is as long as the log: a shorter one would let it throw most lines away unread.
 */
record Fail2ban(Path packages) implements Contestant {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofMinutes(30);

    @Override
    public String name() {
        return "fail2ban";
    }

    @Override
    public Drained drain(Path log, Path work) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        try (var tree = start(log, work, "polling")) {
            // The position is stored when a round of reading ends; the action of the last guesser comes after it.
            Await.until("fail2ban has read all", LOOK, LIMIT, () -> {
                tree.mustRun();
                return position(work) >= Files.size(log) && banned(work).contains(SshdLog.LAST);
            });
            double wall = (System.nanoTime() - begin) / 1e9;
            return new Drained(tree.cpuSeconds(), wall, banned(work), "position in its database is the file's end");
        }
    }

    @Override
    public Running follow(Path log, Path work) throws IOException, InterruptedException {
        var tree = start(log, work, "pyinotify");
        Await.until("fail2ban follows the log", LOOK, LIMIT, () -> {
            tree.mustRun();
            return Files.exists(work.resolve("fail2ban.log"))
                    && Files.readString(work.resolve("fail2ban.log")).contains("Jail 'sshd' started");
        });
        return new Running() {
            @Override
            public boolean hasBlocked(String address) throws IOException {
                return banned(work).contains(address);
            }

            @Override
            public void close() {
                tree.close();
            }
        };
    }

    private Tree start(Path log, Path work, String backend) throws IOException {
        var filters = packages.resolve("etc/fail2ban/filter.d");
        for (var directory : List.of("filter.d", "action.d")) {
            Files.createDirectories(work.resolve(directory));
        }
        for (var filter : List.of("sshd.conf", "common.conf")) {
            Files.copy(filters.resolve(filter), work.resolve("filter.d").resolve(filter));
        }
        Files.createFile(work.resolve("banned"));
        Files.writeString(work.resolve("fail2ban.conf"), """
                [Definition]
                loglevel = INFO
                logtarget = %1$s/fail2ban.log
                syslogsocket = auto
                socket = %1$s/socket
                pidfile = %1$s/pid
                dbfile = %1$s/database
                dbpurgeage = 1d
                dbmaxmatches = 10
                """.formatted(work));
        Files.writeString(work.resolve("action.d/append.conf"), """
                [Definition]
                actionban = echo "<ip>" >> %s/banned
                actionunban =
                """.formatted(work));
        Files.writeString(work.resolve("jail.conf"), """
                [sshd]
                enabled = true
                filter = sshd
                backend = %s
                logpath = %s
                logtimezone = UTC
                maxretry = 6
                findtime = 1d
                bantime = 1d
                usedns = no
                action = append
                """.formatted(backend, log));
        var server = packages.resolve("usr/bin/fail2ban-server").toString();
        var builder = new ProcessBuilder("python3", server, "-c", work.toString(), "-f", "start");
        builder.environment()
                .put(
                        "PYTHONPATH",
                        packages.resolve("usr/lib/python3/dist-packages").toString());
        builder.environment().put("TZ", "UTC");
        return Tree.start(work.resolve("output"), builder);
    }

    private static Set<String> banned(Path work) throws IOException {
        return new TreeSet<>(Files.readAllLines(work.resolve("banned")));
    }

    /** How far into the log it has read, or -1. */
    private static long position(Path work) {
        if (!Files.exists(work.resolve("database"))) {
            return -1;
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + work.resolve("database"));
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT max(lastfilepos) FROM logs")) {
            return rows.next() ? rows.getLong(1) : -1;
        } catch (SQLException e) {
            return -1; // It is making its tables, or writing: the next look tells.
        }
    }
}

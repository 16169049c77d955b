package io.gabion.loadtests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * CrowdSec with its own sshd parser and its scenario {@code ssh-bf}, in one process with its local API, known to nobody
 * else. A finished log is read in its replay mode, which takes the time from the lines. Its decision counts when it is
 * in its database; a bouncer that acts on it would come later still.
 */
record CrowdSec(Path packages) implements Contestant {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofMinutes(60);
    private static final Map<String, String> CONTENT = Map.of(
            "parsers/s00-raw", "syslog-logs.yaml",
            "parsers/s01-parse", "sshd-logs.yaml",
            "parsers/s02-enrich", "dateparse-enrich.yaml",
            "scenarios", "ssh-bf.yaml");

    @Override
    public String name() {
        return "crowdsec";
    }

    @Override
    public Drained drain(Path log, Path work) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        double cpu = 0;
        try (var tree = start(log, work, List.of("-dsn", "file://" + log, "-type", "syslog"))) {
            // It ends by itself when it has read all: its processor time is what was seen just before.
            while (tree.runs()) {
                cpu = Math.max(cpu, tree.cpuSeconds());
                Thread.sleep(Duration.ofMillis(20));
                if (System.nanoTime() - begin > LIMIT.toNanos()) {
                    throw new IOException("CrowdSec is not done after " + LIMIT.toMinutes() + " minutes");
                }
            }
        }
        double wall = (System.nanoTime() - begin) / 1e9;
        var blocked = decisions(work);
        if (!Files.readString(work.resolve("output")).contains("Acquisition is finished")
                || !blocked.contains(SshdLog.LAST)) {
            throw new IOException("CrowdSec has not read all, see " + work.resolve("output"));
        }
        return new Drained(cpu, wall, blocked, "said that the acquisition is finished");
    }

    @Override
    public Running follow(Path log, Path work) throws IOException, InterruptedException {
        var tree = start(log, work, List.of());
        Await.until("CrowdSec follows the log", LOOK, LIMIT, () -> {
            tree.mustRun();
            return Files.readString(work.resolve("output")).contains("Starting processing data");
        });
        var connection = database(work);
        return new Running() {
            @Override
            public boolean hasBlocked(String address) throws IOException {
                return decisions(connection).contains(address);
            }

            @Override
            public void close() {
                tree.close();
                try {
                    connection.close();
                } catch (SQLException e) {
                    throw new IllegalStateException("reading CrowdSec's database", e);
                }
            }
        };
    }

    private Tree start(Path log, Path work, List<String> options) throws IOException, InterruptedException {
        var hub = packages.resolve("usr/share/crowdsec/hub");
        for (var content : CONTENT.entrySet()) {
            var directory = Files.createDirectories(work.resolve(content.getKey()));
            Files.copy(
                    hub.resolve(content.getKey()).resolve("crowdsecurity").resolve(content.getValue()),
                    directory.resolve(content.getValue()));
        }
        for (var directory : List.of("data", "plugins", "notifications", "patterns", "postoverflows")) {
            Files.createDirectories(work.resolve(directory));
        }
        var given = packages.resolve("etc/crowdsec");
        for (var name : List.of("simulation.yaml", "profiles.yaml")) {
            Files.copy(given.resolve(name), work.resolve(name));
        }
        try (var patterns = Files.newDirectoryStream(given.resolve("patterns"))) {
            for (var pattern : patterns) {
                Files.copy(pattern, work.resolve("patterns").resolve(pattern.getFileName()));
            }
        }
        Files.createFile(work.resolve("credentials.yaml"));
        Files.writeString(work.resolve("acquis.yaml"), "filenames: [" + log + "]\nlabels: {type: syslog}\n");
        Files.writeString(work.resolve("console.yaml"), "share_custom: false\nshare_tainted: false\n");
        var config = work.resolve("config.yaml");
        Files.writeString(config, config(work, hub, freePort()));
        var cscli = packages.resolve("usr/bin/cscli").toString();
        var machine = List.of(cscli, "-c", config.toString(), "machines", "add", "bench", "-a", "--force");
        Tree.run(work.resolve("machine.log"), machine, work);
        var command = new ProcessBuilder(packages.resolve("usr/bin/crowdsec").toString(), "-c", config.toString());
        command.command().addAll(options);
        return Tree.start(work.resolve("output"), command);
    }

    private static String config(Path work, Path hub, int port) {
        return """
                common: {daemonize: false, log_media: stdout, log_level: info, working_dir: %1$s}
                config_paths:
                  config_dir: %1$s
                  data_dir: %1$s/data
                  simulation_path: %1$s/simulation.yaml
                  hub_dir: %2$s
                  index_path: %2$s/.index.json
                  notification_dir: %1$s/notifications
                  plugin_dir: %1$s/plugins
                crowdsec_service: {acquisition_path: %1$s/acquis.yaml, parser_routines: 1}
                cscli: {output: human}
                db_config: {log_level: error, type: sqlite, db_path: %1$s/data/crowdsec.db, use_wal: true}
                plugin_config: {user: nobody, group: nogroup}
                api:
                  client: {credentials_path: %1$s/credentials.yaml}
                  server:
                    log_level: error
                    listen_uri: 127.0.0.1:%3$d
                    profiles_path: %1$s/profiles.yaml
                    console_path: %1$s/console.yaml
                prometheus: {enabled: false}
                """.formatted(work, hub, port);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Connection database(Path work) throws IOException {
        try {
            return DriverManager.getConnection("jdbc:sqlite:" + work.resolve("data/crowdsec.db"));
        } catch (SQLException e) {
            throw new IOException("CrowdSec's database: " + e.getMessage(), e);
        }
    }

    private static Set<String> decisions(Path work) throws IOException {
        try (var connection = database(work)) {
            return decisions(connection);
        } catch (SQLException e) {
            throw new IOException("CrowdSec's database: " + e.getMessage(), e);
        }
    }

    private static Set<String> decisions(Connection connection) throws IOException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT value FROM decisions")) {
            var addresses = new TreeSet<String>();
            while (rows.next()) {
                addresses.add(rows.getString(1));
            }
            return addresses;
        } catch (SQLException e) {
            throw new IOException("CrowdSec's decisions: " + e.getMessage(), e);
        }
    }
}

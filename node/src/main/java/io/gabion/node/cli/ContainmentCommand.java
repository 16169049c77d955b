package io.gabion.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.node.OfflineRelease;
import io.gabion.node.cli.Printer.Column;
import io.gabion.node.settings.Outside;
import io.gabion.node.settings.SettingsFile;
import io.gabion.protocol.Tenant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gabion containment}. */
@Command(
        name = "containment",
        mixinStandardHelpOptions = true,
        description = "What is contained, and its end.",
        subcommands = {
            ContainmentCommand.List.class,
            ContainmentCommand.Show.class,
            ContainmentCommand.Repair.class,
            ContainmentCommand.Release.class
        })
final class ContainmentCommand {
    @Command(name = "list", mixinStandardHelpOptions = true, description = "What is held, or not yet released.")
    static final class List implements Callable<Integer> {
        @Mixin
        NodeOptions options;

        @Override
        public Integer call() throws Exception {
            try (var node = options.client()) {
                options.printer()
                        .list(
                                node.all("containments"),
                                "nothing is contained",
                                Column.of("id"),
                                new Column("STATE", List::state),
                                Column.of("until"),
                                new Column(
                                        "HOLDERS", c -> "" + c.path("holders").size()));
            }
            return 0;
        }

        private static String state(JsonNode containment) {
            var state = containment.path("state").asText();
            return containment.path("quarantined").asBoolean() ? state + ", in quarantine" : state;
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "One containment with every step of its history, ended or not.")
    static final class Show implements Callable<Integer> {
        @Mixin
        NodeOptions options;

        @Parameters(paramLabel = "ID", description = "CONNECTOR/KIND/TARGET")
        String id;

        @Override
        public Integer call() throws Exception {
            return options.show(Show::digest, "containments", id);
        }

        /** Each step's own fields in one column, so that it fits a terminal. What was dropped only if something was. */
        private static JsonNode digest(JsonNode containment) {
            var digest = containment.<ObjectNode>deepCopy();
            steps(containment.path("history"), digest.putArray("history"));
            digest.remove("dropped");
            if (!containment.path("dropped").isEmpty()) {
                steps(containment.path("dropped"), digest.putArray("dropped"));
            }
            return digest;
        }

        private static void steps(JsonNode events, ArrayNode steps) {
            events.forEach(event -> {
                var rest = event.<ObjectNode>deepCopy();
                rest.remove(java.util.List.of("time", "type", "decision", "owner", "notice"));
                steps.addObject()
                        .put("time", event.path("time").asText())
                        .put("owner", event.path("owner").asLong())
                        .put("step", event.path("type").asText())
                        .put("detail", Printer.text(rest));
            });
        }
    }

    @Command(
            name = "repair",
            mixinStandardHelpOptions = true,
            description = "A containment of which two nodes wrote: both branches; lets it go on if told to.")
    static final class Repair implements Callable<Integer> {
        @Mixin
        NodeOptions options;

        @Parameters(paramLabel = "ID", description = "CONNECTOR/KIND/TARGET")
        String id;

        @Option(names = "--readmit", description = "The target has been looked at: it goes on from its history.")
        boolean readmit;

        @Override
        public Integer call() throws Exception {
            int shown = options.show(Show::digest, "containments", id);
            if (readmit) {
                try (var node = options.client()) {
                    node.order("", "containments", id, "readmit");
                    System.out.println(Printer.printable(id) + ": readmitted");
                }
            }
            return shown;
        }
    }

    @Command(
            name = "release",
            mixinStandardHelpOptions = true,
            description = "Ends containments, whoever holds them, and waits until each has been read back as gone.")
    static final class Release implements Callable<Integer> {
        private static final Duration PATIENCE = Duration.ofSeconds(30);

        @Mixin
        NodeOptions options;

        @Parameters(arity = "0..*", paramLabel = "ID", description = "CONNECTOR/KIND/TARGET")
        java.util.List<String> ids = java.util.List.of();

        @Option(names = "--all", description = "Every containment of the tenant.")
        boolean all;

        @Option(names = "--offline", description = "On the data directory of a node that does not run.")
        boolean offline;

        @Option(
                names = "--data",
                defaultValue = "data",
                paramLabel = "DIR",
                description = "For --offline. Default: ${DEFAULT-VALUE}")
        Path data;

        @Option(names = "--config", paramLabel = "FILE", description = "For --offline: the node's settings.")
        Path config;

        @Override
        public Integer call() throws Exception {
            if (all != ids.isEmpty()) {
                throw new Refused(Refused.WRONG_USAGE, "name the containments to release, or --all");
            }
            return offline ? offline() : online();
        }

        private int online() throws Exception {
            try (var node = options.client()) {
                var released = new ArrayList<String>();
                if (all) {
                    node.order("", "containments", "release").path("released").forEach(id -> released.add(id.asText()));
                } else {
                    for (var id : ids) {
                        node.order("", "containments", id, "release");
                        released.add(id);
                    }
                }
                if (released.isEmpty()) {
                    System.out.println("nothing is contained");
                }
                boolean gone = true;
                var end = Instant.now().plus(PATIENCE);
                for (var id : released) {
                    var state = state(node, id, end);
                    System.out.println(Printer.printable(id) + ": " + state);
                    gone &= state.equals("released");
                }
                return gone ? 0 : Refused.NO;
            }
        }

        private static String state(NodeClient node, String id, Instant end) throws Refused, InterruptedException {
            while (true) {
                var state = node.ofTenant("containments", id).path("state").asText();
                if (state.equals("idle")) {
                    return "released";
                }
                if (Instant.now().isAfter(end)) {
                    return "not released yet, " + state;
                }
                Thread.sleep(100);
            }
        }

        private int offline() throws Exception {
            if (!Files.exists(data.resolve("journal.db"))) {
                throw new Refused(
                        Refused.UNAVAILABLE,
                        data + ": no data directory of a node that keeps everything in it; what nodes keep in Cassandra"
                                + " any of them releases while it runs");
            }
            var settings = config == null ? SettingsFile.usual() : SettingsFile.read(config);
            try (var outside = Outside.openToRelease(settings);
                    var release = OfflineRelease.open(
                            data, new Tenant(options.tenant), outside.connectors(), outside.peers())) {
                var found = release.containments();
                var wanted = all ? found : ids;
                if (wanted.isEmpty()) {
                    System.out.println("nothing is contained");
                }
                boolean gone = true;
                for (var other : release.otherTenants()) {
                    System.out.println("not asked for: tenant " + other + " has containments too (--tenant)");
                    gone = false;
                }
                for (var id : wanted) {
                    var state = found.contains(id) ? release.release(id, PATIENCE) : "no such containment";
                    System.out.println(Printer.printable(id) + ": " + state);
                    gone &= state.equals("released");
                }
                return gone ? 0 : Refused.NO;
            }
        }
    }

    private ContainmentCommand() {}
}

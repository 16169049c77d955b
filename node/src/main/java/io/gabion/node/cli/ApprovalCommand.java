package io.gabion.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gabion.node.cli.Printer.Column;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gabion approval}. */
@Command(
        name = "approval",
        mixinStandardHelpOptions = true,
        description = "What waits for people, and what they decided.",
        subcommands = {
            ApprovalCommand.List.class,
            ApprovalCommand.Show.class,
            ApprovalCommand.Approve.class,
            ApprovalCommand.Deny.class
        })
final class ApprovalCommand {
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "What waits; with --all, what was decided too.")
    static final class List implements Callable<Integer> {
        @Mixin
        NodeOptions options;

        @Option(names = "--all", description = "Those that were decided too, oldest first.")
        boolean all;

        @Override
        public Integer call() throws Exception {
            try (var node = options.client()) {
                var shown = JsonNodeFactory.instance.arrayNode();
                for (var approval : node.all("approvals")) {
                    if (all || approval.path("state").asText().equals("waiting")) {
                        shown.add(approval);
                    }
                }
                options.printer()
                        .list(
                                shown,
                                "nothing waits for an approval",
                                Column.of("id"),
                                Column.of("state"),
                                Column.of("until"),
                                Column.of("playbook"),
                                new Column("VOTES", a -> a.path("votes").size() + "/" + a.path("people")),
                                new Column("ACTIONS", a -> actions(a.path("actions"))),
                                Column.of("why"));
            }
            return 0;
        }

        private static String actions(JsonNode actions) {
            var first = actions.path(0);
            var more = actions.size() > 1 ? " and " + (actions.size() - 1) + " more" : "";
            return Printer.text(first.path("kind")) + " " + Printer.text(first.path("target")) + more;
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "One approval: what exactly is asked, who may decide, and who did.")
    static final class Show implements Callable<Integer> {
        @Mixin
        NodeOptions options;

        @Parameters(paramLabel = "ID")
        String id;

        @Override
        public Integer call() throws Exception {
            return options.show(UnaryOperator.identity(), "approvals", id);
        }
    }

    @Command(
            name = "approve",
            mixinStandardHelpOptions = true,
            description = "Says yes to exactly what is shown. Of several people each does.")
    static final class Approve implements Callable<Integer> {
        @Mixin
        NodeOptions options;

        @Parameters(paramLabel = "ID")
        String id;

        @Option(
                names = "--digest",
                defaultValue = "",
                paramLabel = "SHA256",
                description = "What was shown. Without it the actions are printed, and these are approved.")
        String digest;

        @Option(names = "--reason", defaultValue = "", description = "For the record.")
        String reason;

        @Override
        public Integer call() throws Exception {
            try (var node = options.client()) {
                if (digest.isEmpty()) {
                    var shown = node.ofTenant("approvals", id);
                    digest = shown.path("digest").asText();
                    shown.path("actions").forEach(action -> System.err.println("approving: " + Printer.text(action)));
                }
                var body = JsonNodeFactory.instance
                        .objectNode()
                        .put("reason", reason)
                        .put("digest", digest);
                options.printer().record(node.order(body, "approvals", id, "approve"));
            }
            return 0;
        }
    }

    @Command(name = "deny", mixinStandardHelpOptions = true, description = "Says no. One who denies is enough.")
    static final class Deny implements Callable<Integer> {
        @Mixin
        NodeOptions options;

        @Parameters(paramLabel = "ID")
        String id;

        @Option(names = "--reason", defaultValue = "", description = "For the record.")
        String reason;

        @Override
        public Integer call() throws Exception {
            try (var node = options.client()) {
                options.printer().record(node.order(reason, "approvals", id, "deny"));
            }
            return 0;
        }
    }

    private ApprovalCommand() {}
}

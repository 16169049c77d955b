package io.gabion.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gabion.node.cli.Printer.Column;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gabion response}. */
@Command(
        name = "response",
        mixinStandardHelpOptions = true,
        description = "What playbooks are doing; pauses, repairs and resumes it.",
        subcommands = {
            ResponseCommand.List.class,
            ResponseCommand.Show.class,
            ResponseCommand.Pause.class,
            ResponseCommand.Resume.class,
            ResponseCommand.Retry.class,
            ResponseCommand.Skip.class
        })
final class ResponseCommand {
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "What goes on; with --all, what has ended too.")
    static final class List implements Callable<Integer> {
        @Mixin
        NodeOptions options;

        @Option(names = "--all", description = "Those that have ended too.")
        boolean all;

        @Override
        public Integer call() throws Exception {
            try (var node = options.client()) {
                var shown = JsonNodeFactory.instance.arrayNode();
                for (var response : node.all("responses")) {
                    if (all || !response.path("state").asText().equals("ended")) {
                        shown.add(response);
                    }
                }
                options.printer()
                        .list(
                                shown,
                                "no response goes on",
                                Column.of("id"),
                                Column.of("state"),
                                Column.of("playbook"),
                                Column.of("mode"),
                                Column.of("incident"),
                                new Column("WHY", List::why));
            }
            return 0;
        }

        private static String why(JsonNode response) {
            var failed = response.path("failed")
                    .valueStream()
                    .map(f -> f.path("step").asText() + ": " + f.path("why").asText())
                    .collect(Collectors.joining("; "));
            var pause = response.path("paused");
            return failed.isEmpty() && pause.isObject()
                    ? "by " + pause.path("by").asText() + ": "
                            + pause.path("reason").asText()
                    : failed;
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "One response: its steps, what has failed, who paused it.")
    static final class Show implements Callable<Integer> {
        @Mixin
        NodeOptions options;

        @Parameters(paramLabel = "ID")
        String id;

        @Override
        public Integer call() throws Exception {
            return options.show(UnaryOperator.identity(), "responses", id);
        }
    }

    /** What somebody wants of one response. */
    abstract static class Order implements Callable<Integer> {
        @Mixin
        NodeOptions options;

        @Parameters(index = "0", paramLabel = "ID")
        String id;

        int give(String verb, String step, String reason) throws Exception {
            try (var node = options.client()) {
                var body = JsonNodeFactory.instance.objectNode().put("reason", reason);
                if (!step.isEmpty()) {
                    body.put("step", step);
                }
                options.printer().record(node.order(body, "responses", id, verb));
            }
            return 0;
        }
    }

    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            description = "No further step begins; the one under way ends.")
    static final class Pause extends Order {
        @Option(names = "--reason", defaultValue = "", description = "For the record.")
        String reason;

        @Override
        public Integer call() throws Exception {
            return give("pause", "", reason);
        }
    }

    @Command(name = "resume", mixinStandardHelpOptions = true, description = "It goes on where it was paused.")
    static final class Resume extends Order {
        @Option(names = "--reason", defaultValue = "", description = "For the record.")
        String reason;

        @Override
        public Integer call() throws Exception {
            return give("resume", "", reason);
        }
    }

    @Command(
            name = "retry",
            mixinStandardHelpOptions = true,
            description = "Does a step once more, as far as it has failed; then it goes on.")
    static final class Retry extends Order {
        @Parameters(index = "1", paramLabel = "STEP")
        String step;

        @Option(names = "--reason", defaultValue = "", description = "For the record.")
        String reason;

        @Override
        public Integer call() throws Exception {
            return give("retry", step, reason);
        }
    }

    @Command(
            name = "skip",
            mixinStandardHelpOptions = true,
            description = "Goes on without what has failed of a step, or without a step that is to come.")
    static final class Skip extends Order {
        @Parameters(index = "1", paramLabel = "STEP")
        String step;

        @Option(names = "--reason", required = true, description = "For the record.")
        String reason;

        @Override
        public Integer call() throws Exception {
            return give("skip", step, reason);
        }
    }

    private ResponseCommand() {}
}

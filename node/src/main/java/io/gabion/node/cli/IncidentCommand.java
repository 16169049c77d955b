package io.gabion.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.node.cli.Printer.Column;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gabion incident}. */
@Command(
        name = "incident",
        mixinStandardHelpOptions = true,
        description = "What a node has found.",
        subcommands = {IncidentCommand.List.class, IncidentCommand.Show.class, IncidentCommand.Verdict.class})
final class IncidentCommand {
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Every incident, oldest first.")
    static final class List implements Callable<Integer> {
        @Mixin
        NodeOptions options;

        @Override
        public Integer call() throws Exception {
            try (var node = options.client()) {
                options.printer()
                        .list(
                                node.all("incidents"),
                                "no incidents",
                                Column.of("id"),
                                Column.of("status"),
                                Column.of("severity"),
                                new Column(
                                        "SCORE",
                                        i -> i.path("score").path("total").asText()),
                                new Column("UPDATED", i -> i.path("updatedAt").asText()),
                                new Column("ASSETS", i -> "" + i.path("assets").size()),
                                Column.of("title"));
            }
            return 0;
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "One incident with its evidence, its score and what was done.")
    static final class Show implements Callable<Integer> {
        @Mixin
        NodeOptions options;

        @Parameters(paramLabel = "ID")
        String id;

        @Override
        public Integer call() throws Exception {
            return options.show(Show::digest, "incidents", id);
        }

        /** What a person needs of it, narrow enough for a terminal. */
        private static JsonNode digest(JsonNode incident) {
            var digest = incident.<ObjectNode>deepCopy();
            digest.remove(java.util.List.of("tenant", "suspicions", "responses", "evidence", "plans"));
            var evidence = digest.putArray("evidence");
            incident.path("evidence")
                    .forEach(s -> evidence.addObject()
                            .put("time", s.path("time").asText())
                            .put("severity", s.path("severity").asText())
                            .put("why", s.path("explanation").path(0).asText()));
            var responses = digest.putArray("responses");
            incident.path("plans")
                    .forEach(plan -> plan.path("actions")
                            .forEach(action -> responses
                                    .addObject()
                                    .put("playbook", plan.path("playbook").asText())
                                    .put("mode", plan.path("mode").asText())
                                    .put("action", action.path("kind").asText())
                                    .put("target", action.path("target").asText())
                                    .put("decision", action.path("decision").asText())
                                    .put("reason", action.path("reason").asText())));
            return digest;
        }
    }

    @Command(
            name = "verdict",
            mixinStandardHelpOptions = true,
            description = "Says whether an incident is real. Models learn from it, see gabion model labels.")
    static final class Verdict implements Callable<Integer> {
        @Mixin
        NodeOptions options;

        @Parameters(index = "0", paramLabel = "ID")
        String id;

        @Parameters(index = "1", paramLabel = "VERDICT", description = "true-positive, false-positive, or open again.")
        String verdict;

        @Option(names = "--reason", defaultValue = "", description = "For the record.")
        String reason;

        @Override
        public Integer call() throws Exception {
            try (var node = options.client()) {
                var body = JsonNodeFactory.instance
                        .objectNode()
                        .put("reason", reason)
                        .put("verdict", verdict);
                options.printer().record(node.order(body, "incidents", id, "verdict"));
            }
            return 0;
        }
    }

    private IncidentCommand() {}
}

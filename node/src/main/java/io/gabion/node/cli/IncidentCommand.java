package io.gabion.node.cli;

import io.gabion.node.cli.Printer.Column;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code gabion incident}. */
@Command(
        name = "incident",
        mixinStandardHelpOptions = true,
        description = "What a node has found.",
        subcommands = {IncidentCommand.List.class, IncidentCommand.Show.class})
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
            try (var node = options.client()) {
                options.printer().record(node.ofTenant("incidents", id));
            }
            return 0;
        }
    }

    private IncidentCommand() {}
}

package io.gabion.node.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gabion status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "How a node is, and what its sources have read.")
final class StatusCommand implements Callable<Integer> {
    @Mixin
    NodeOptions options;

    @Override
    public Integer call() throws Exception {
        try (var node = options.client()) {
            options.printer().record(node.get("/api/v1/status"));
        }
        return 0;
    }
}

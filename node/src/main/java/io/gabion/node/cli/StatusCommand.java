package io.gabion.node.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gabion status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "How a node is, what its sources have read, and how its connectors and channels do.")
final class StatusCommand implements Callable<Integer> {
    @Mixin
    NodeOptions options;

    @Override
    public Integer call() throws Exception {
        try (var node = options.client()) {
            var status = (ObjectNode) node.get("/api/v1/status");
            status.set("sources", node.ofTenant("sources").path("items"));
            status.set("models", node.ofTenant("models").path("items"));
            status.set("connectors", node.ofTenant("connectors").path("items"));
            status.set("channels", node.ofTenant("channels").path("items"));
            options.printer().record(status);
        }
        return 0;
    }
}

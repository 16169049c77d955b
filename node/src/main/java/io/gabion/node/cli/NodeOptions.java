package io.gabion.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/** How a command reaches a running node and prints what it says. */
final class NodeOptions {
    @Option(names = "--node", defaultValue = "http://127.0.0.1:8080", description = "Default: ${DEFAULT-VALUE}")
    URI node;

    @Option(
            names = "--token",
            paramLabel = "FILE",
            description = "A file with the token; otherwise GABION_TOKEN holds it. Default: data/admin.token")
    Path token;

    @Option(names = "--tenant", defaultValue = "default", description = "Default: ${DEFAULT-VALUE}")
    String tenant;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            paramLabel = "table|json|yaml",
            description = "Default: table")
    Printer.Style style;

    NodeClient client() throws Refused {
        if (node.getHost() == null || !node.getScheme().matches("https?")) {
            throw new Refused(Refused.WRONG_USAGE, "--node: not an http address: " + node);
        }
        return new NodeClient(node, secret(), tenant);
    }

    /** Prints one record of the tenant; a person at a table gets the digest of it. */
    int show(UnaryOperator<JsonNode> digest, String... segments) throws Refused, InterruptedException {
        try (var node = client()) {
            var record = node.ofTenant(segments);
            printer().record(style == Printer.Style.table ? digest.apply(record) : record);
        }
        return 0;
    }

    Printer printer() {
        return new Printer(System.out, style);
    }

    private String secret() throws Refused {
        var inEnvironment = System.getenv("GABION_TOKEN");
        if (token == null && inEnvironment != null) {
            return inEnvironment.strip();
        }
        var file = token == null ? Path.of("data", "admin.token") : token;
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new Refused(Refused.WRONG_USAGE, file + ": no token there (--token FILE or GABION_TOKEN)");
        }
    }
}

package io.gabion.node.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gabion.node.api.Role;
import io.gabion.node.api.Tokens;
import io.gabion.node.cli.Printer.Column;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gabion token}. Works on a data directory, whether or not a node runs on it. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = "Who may call a node.",
        subcommands = {TokenCommand.Add.class, TokenCommand.List.class, TokenCommand.Revoke.class})
final class TokenCommand {
    static final class Data {
        @Option(names = "--data", defaultValue = "data", paramLabel = "DIR", description = "Default: ${DEFAULT-VALUE}")
        Path data;

        Tokens tokens() throws Exception {
            if (!Files.exists(data.resolve("tokens.json"))) {
                throw new Refused(Refused.UNAVAILABLE, data + ": no node has run on this directory");
            }
            return Tokens.open(data, Clock.systemUTC());
        }
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Makes a token and prints its secret, which is shown only this once.")
    static final class Add implements Callable<Integer> {
        @Mixin
        Data data;

        @Parameters(paramLabel = "NAME")
        String name;

        @Option(
                names = "--role",
                required = true,
                description = "viewer, analyst, responder, approver, auditor or admin.")
        String role;

        @Option(names = "--tenant", defaultValue = "default", description = "Default: ${DEFAULT-VALUE}")
        String tenant;

        @Override
        public Integer call() throws Exception {
            try {
                System.out.println(data.tokens().add(name, role(role), tenant).secret());
            } catch (IllegalArgumentException e) {
                throw new Refused(Refused.WRONG_USAGE, e.getMessage());
            }
            return 0;
        }

        private static Role role(String text) throws Refused {
            return Arrays.stream(Role.values())
                    .filter(role -> role.spelling().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new Refused(
                            Refused.WRONG_USAGE,
                            "--role: '" + text + "' is not one of "
                                    + Arrays.stream(Role.values())
                                            .map(Role::spelling)
                                            .collect(Collectors.joining(", "))));
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Every token, without its secret.")
    static final class List implements Callable<Integer> {
        @Mixin
        Data data;

        @Option(
                names = {"-o", "--output"},
                defaultValue = "table",
                paramLabel = "table|json|yaml",
                description = "Default: table")
        Printer.Style style;

        @Override
        public Integer call() throws Exception {
            var records = JsonNodeFactory.instance.arrayNode();
            for (var token : data.tokens().list()) {
                records.addObject()
                        .put("name", token.name())
                        .put("role", token.role().spelling())
                        .put("tenant", token.tenant())
                        .put("created", token.createdAt().toString());
            }
            new Printer(System.out, style)
                    .list(
                            records,
                            "no tokens",
                            Column.of("name"),
                            Column.of("role"),
                            Column.of("tenant"),
                            Column.of("created"));
            return 0;
        }
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Takes a token away, at once.")
    static final class Revoke implements Callable<Integer> {
        @Mixin
        Data data;

        @Parameters(paramLabel = "NAME")
        String name;

        @Override
        public Integer call() throws Exception {
            if (!data.tokens().revoke(name)) {
                throw new Refused(Refused.NO, "there is no token named '" + name + "'");
            }
            System.out.println(name + " revoked");
            return 0;
        }
    }

    private TokenCommand() {}
}

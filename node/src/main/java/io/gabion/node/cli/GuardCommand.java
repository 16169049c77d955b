package io.gabion.node.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gabion guard}. */
@Command(
        name = "guard",
        mixinStandardHelpOptions = true,
        description = "The kill switch and the budgets.",
        subcommands = {
            GuardCommand.Show.class,
            GuardCommand.Freeze.class,
            GuardCommand.Thaw.class,
            GuardCommand.Approve.class,
            GuardCommand.Deny.class
        })
final class GuardCommand {
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Mode, freeze, budgets with what is used of them, brakes that are on, and what is protected.")
    static final class Show implements Callable<Integer> {
        @Mixin
        NodeOptions options;

        @Override
        public Integer call() throws Exception {
            return options.show(UnaryOperator.identity(), "guard");
        }
    }

    @Command(
            name = "freeze",
            mixinStandardHelpOptions = true,
            description = "Nothing new is contained until thawed. What is contained stays so.")
    static final class Freeze implements Callable<Integer> {
        @Mixin
        NodeOptions options;

        @Option(names = "--reason", defaultValue = "", description = "For the record.")
        String reason;

        @Override
        public Integer call() throws Exception {
            try (var node = options.client()) {
                options.printer().record(node.order(reason, "guard", "freeze"));
            }
            return 0;
        }
    }

    @Command(name = "thaw", mixinStandardHelpOptions = true, description = "Containments are allowed again.")
    static final class Thaw implements Callable<Integer> {
        @Mixin
        NodeOptions options;

        @Override
        public Integer call() throws Exception {
            try (var node = options.client()) {
                options.printer().record(node.order("", "guard", "thaw"));
            }
            return 0;
        }
    }

    @Command(
            name = "approve",
            mixinStandardHelpOptions = true,
            description = "What a brake holds back goes on, and as many again may.")
    static final class Approve extends OfBrake {
        Approve() {
            super("approve");
        }
    }

    @Command(
            name = "deny",
            mixinStandardHelpOptions = true,
            description = "What a brake holds back is refused, and more of it for as long as the brake's window.")
    static final class Deny extends OfBrake {
        Deny() {
            super("deny");
        }
    }

    abstract static class OfBrake implements Callable<Integer> {
        private final String verb;

        @Mixin
        NodeOptions options;

        @Parameters(paramLabel = "SIGNATURE", description = "As show names it, such as contain-guessing/block.")
        String signature;

        @Option(names = "--reason", defaultValue = "", description = "For the record.")
        String reason;

        OfBrake(String verb) {
            this.verb = verb;
        }

        @Override
        public Integer call() throws Exception {
            var body =
                    JsonNodeFactory.instance.objectNode().put("reason", reason).put("signature", signature);
            try (var node = options.client()) {
                options.printer().record(node.order(body, "guard", verb));
            }
            return 0;
        }
    }

    private GuardCommand() {}
}

package io.gabion.node.cli;

import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gabion guard}. */
@Command(
        name = "guard",
        mixinStandardHelpOptions = true,
        description = "The kill switch and the budgets.",
        subcommands = {GuardCommand.Show.class, GuardCommand.Freeze.class, GuardCommand.Thaw.class})
final class GuardCommand {
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Mode, freeze, budgets with what is used of them, and what is protected.")
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

    private GuardCommand() {}
}

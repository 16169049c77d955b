package io.gabion.node.cli;

import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line: noun, then verb. Errors are one line on standard error; exit codes are in {@link Refused}. */
@Command(
        name = "gabion",
        mixinStandardHelpOptions = true,
        version = "gabion 0.1.0",
        description = "A distributed incident-response mesh.",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            ReplayCommand.class,
            IncidentCommand.class,
            ContainmentCommand.class,
            GuardCommand.class,
            ApprovalCommand.class,
            ResponseCommand.class,
            PlaybookCommand.class,
            RuleCommand.class,
            HuntCommand.class,
            ModelCommand.class,
            TokenCommand.class,
            SchemaCommand.class,
            BackupCommand.class,
            EvidenceCommand.class,
            StatusCommand.class
        })
public final class Gabion {
    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Print stack traces.")
    boolean debug;

    /** The exit code: 0 done, 1 the answer is no, 2 wrong usage, 3 input or service unavailable. */
    public static int run(String... args) {
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        var gabion = new Gabion();
        return new CommandLine(gabion).setExecutionExceptionHandler((failure, line, _) -> gabion.report(failure, line));
    }

    private int report(Exception failure, CommandLine line) {
        if (debug) {
            failure.printStackTrace(line.getErr());
        }
        var refused =
                switch (failure) {
                    case Refused r -> r;
                    case UncheckedIOException e -> Refused.unavailable(e.getCause());
                    case java.io.IOException e -> Refused.unavailable(e);
                    default -> new Refused(Refused.UNAVAILABLE, "a bug: " + failure + " (--debug shows where)");
                };
        line.getErr().println("gabion: " + refused.getMessage().replaceAll("\\R", " "));
        return refused.code();
    }
}

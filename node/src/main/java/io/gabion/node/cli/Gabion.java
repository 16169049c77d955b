package io.gabion.node.cli;

import io.gabion.protocol.Tenant;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

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
        return new CommandLine(gabion)
                .registerConverter(Tenant.class, Gabion::tenant)
                .setParameterExceptionHandler((wrong, _) -> misused(wrong))
                .setExecutionExceptionHandler((failure, line, _) -> gabion.report(failure, line));
    }

    private static Tenant tenant(String id) {
        try {
            return new Tenant(id);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** The error alone: above a page of options nobody would see it. */
    private static int misused(ParameterException wrong) {
        var line = wrong.getCommandLine();
        var command = line.getCommandSpec().qualifiedName();
        line.getErr().println("gabion: " + oneLine(wrong.getMessage()) + meant(wrong) + "; see " + command + " --help");
        return Refused.WRONG_USAGE;
    }

    private static String meant(ParameterException wrong) {
        var commands = wrong.getCommandLine().getSubcommands().keySet();
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            var like = unmatched.getSuggestions();
            return like.isEmpty() ? "" : ", perhaps " + like.getFirst();
        }
        return commands.isEmpty() ? "" : ", one of " + String.join(", ", commands);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\R", " ");
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
                    case TimeoutException e ->
                        new Refused(Refused.UNAVAILABLE, "this machine is too slow for now: " + e.getMessage());
                    default -> new Refused(Refused.UNAVAILABLE, "a bug: " + failure + " (--debug shows where)");
                };
        line.getErr().println("gabion: " + oneLine(refused.getMessage()));
        return refused.code();
    }
}

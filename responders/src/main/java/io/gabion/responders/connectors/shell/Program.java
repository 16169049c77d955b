package io.gabion.responders.connectors.shell;

import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.responders.connector.Connector.Result;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A program that a connector brings for the machine it works on, often the one thing that its key may do there.
 *
 * <p>It takes an order as one line on standard input: verb, subject, seconds until it must have ended. It answers with one
 * line: {@code done}, with a proof or without, {@code absent}, or {@code refused} and why.
 */
public record Program(List<String> command, InstantSource clock) {
    private static final int LONGEST = 100;
    private static final String REFUSED = "refused ";
    private static final String DONE = "done ";
    private static final Pattern PROOF = Pattern.compile("done [A-Za-z0-9_.,:= -]{1,400}");

    public Program {
        command = List.copyOf(command);
    }

    /** @param subject words that hold no line break */
    public Result ask(Shell shell, String verb, String subject, ContainmentOrder order)
            throws IOException, InterruptedException {
        long seconds = Duration.between(clock.instant(), order.deadline()).toSeconds();
        if (seconds < 1) {
            return new Result.Lost("no time left");
        }
        var line = verb + " " + subject + " " + Math.min(seconds, 999) + "\n";
        var output = shell.run(command, line, order.deadline());
        if (output.exit() != 0) {
            return new Result.Lost(name() + " ended with " + output.exit(), output.isMistaken());
        }
        return switch (output.text().strip()) {
            case "done" -> new Result.Done();
            case String s when PROOF.matcher(s).matches() -> new Result.Done(s.substring(DONE.length()));
            case "absent" -> new Result.Absent();
            case String s
            when s.startsWith(REFUSED) && s.length() < LONGEST && s.indexOf('\n') < 0 ->
                new Result.Refused(s.substring(REFUSED.length()));
            default -> new Result.Lost(name() + " gave no answer", true);
        };
    }

    private String name() {
        var program = command.getFirst();
        return program.substring(program.lastIndexOf('/') + 1);
    }
}

package io.gabion.responders.connectors.account;

import io.gabion.protocol.asset.Accounts;
import io.gabion.protocol.asset.Accounts.Account;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.Calls;
import io.gabion.responders.connectors.shell.Shell;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Locks accounts of a Linux machine and ends what runs under them, through {@code gabion-account} on that machine.
 *
 * <p>In force means: the account has expired by our doing, and no process of it lives. The name goes there on standard
 * input, never in a command line.
 */
public final class LinuxAccountConnector implements Connector {
    private final Shell shell;
    private final List<String> command;
    private final String realm;
    private final InstantSource clock;
    private final Calls calls;

    /**
     * @param command what runs {@code gabion-account} there
     * @param realm of the machine's accounts; those of another one are refused
     */
    public LinuxAccountConnector(
            Shell shell, List<String> command, String realm, Executor executor, InstantSource clock) {
        this.shell = shell;
        this.command = List.copyOf(command);
        this.realm = realm;
        this.clock = clock;
        this.calls = new Calls(executor, clock);
    }

    @Override
    public CompletionStage<Result> apply(ContainmentOrder order) {
        return submit(order, "lock");
    }

    @Override
    public CompletionStage<Result> query(ContainmentOrder order) {
        return submit(order, "read");
    }

    @Override
    public CompletionStage<Result> release(ContainmentOrder order) {
        return submit(order, "unlock");
    }

    private CompletionStage<Result> submit(ContainmentOrder order, String verb) {
        var account = Accounts.parse(order.target().value()).orElse(null);
        if (order.action() != Action.LOCK_ACCOUNT || account == null) {
            return Calls.answered(new Result.Refused("not an account to lock"));
        }
        return account.realm().equals(realm)
                ? calls.submit(order, () -> ask(order, verb, account))
                : Calls.answered(new Result.Refused("not an account of " + realm));
    }

    private Result ask(ContainmentOrder order, String verb, Account account) throws IOException, InterruptedException {
        long seconds = Duration.between(clock.instant(), order.deadline()).toSeconds();
        if (seconds < 1) {
            return new Result.Lost("no time left");
        }
        var line = verb + " " + account.name() + " " + Math.min(seconds, 999) + "\n";
        var output = shell.run(command, line, order.deadline());
        var words = output.text().strip();
        if (output.exit() != 0) {
            return new Result.Lost("gabion-account ended with " + output.exit());
        }
        return switch (words) {
            case "done" -> new Result.Done();
            case "absent" -> new Result.Absent();
            case String s
            when s.startsWith("refused ") && s.length() < 100 && s.indexOf('\n') < 0 ->
                new Result.Refused(s.substring("refused ".length()));
            default -> new Result.Lost("gabion-account gave no answer");
        };
    }
}

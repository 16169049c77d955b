package io.gabion.responders.connectors.account;

import io.gabion.protocol.asset.Accounts;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.Calls;
import io.gabion.responders.connectors.shell.Program;
import io.gabion.responders.connectors.shell.Shell;
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
    private final Program program;
    private final String realm;
    private final Calls calls;

    /**
     * @param command what runs {@code gabion-account} there
     * @param realm of the machine's accounts; those of another one are refused
     */
    public LinuxAccountConnector(
            Shell shell, List<String> command, String realm, Executor executor, InstantSource clock) {
        this.shell = shell;
        this.program = new Program(command, clock);
        this.realm = realm;
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
                ? calls.submit(order, () -> program.ask(shell, verb, account.name(), order))
                : Calls.answered(new Result.Refused("not an account of " + realm));
    }
}

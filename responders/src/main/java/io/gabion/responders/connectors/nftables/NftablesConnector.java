package io.gabion.responders.connectors.nftables;

import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.Calls;
import io.gabion.responders.connectors.shell.Shell;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Blocks addresses on a machine with nftables, in a table of its own. The kernel ends each block by itself, should
 * nobody release it.
 */
public final class NftablesConnector implements Connector {
    private static final int FAILED = 1;
    private static final int READS = 10;
    private static final String INTERRUPTED = "Interrupted system call";

    private final Shell shell;
    private final InstantSource clock;
    private final Calls calls;

    /** @param executor bounded: an order it rejects is answered with {@link Result.Busy} */
    public NftablesConnector(Shell shell, Executor executor, InstantSource clock) {
        this.shell = shell;
        this.clock = clock;
        this.calls = new Calls(executor, clock);
    }

    @Override
    public CompletionStage<Result> apply(ContainmentOrder order) {
        return submit(order, address -> {
            long seconds = Duration.between(clock.instant(), order.until()).toSeconds();
            if (seconds < 1) {
                return new Result.Refused("already expired");
            }
            return script(order, NftScript.block(address, order.key(), seconds));
        });
    }

    @Override
    public CompletionStage<Result> query(ContainmentOrder order) {
        return submit(order, address -> look(order, address));
    }

    @Override
    public CompletionStage<Result> release(ContainmentOrder order) {
        return submit(order, address -> {
            var before = look(order, address);
            if (!(before instanceof Result.Done)) {
                return before;
            }
            return script(order, NftScript.release(address));
        });
    }

    private Result script(ContainmentOrder order, String json) throws IOException, InterruptedException {
        var output = shell.run(List.of("nft", "-j", "-f", "-"), json, order.deadline());
        return output.exit() == 0 ? new Result.Done() : lost(output);
    }

    /** nft ends with 1 for absence and for failure alike; only if it says so and can list its tables was it absence. */
    private Result look(ContainmentOrder order, String address) throws IOException, InterruptedException {
        var output = read(order, "get", "element", "inet", "gabion", NftScript.set(address), "{ " + address + " }");
        if (output.exit() == 0) {
            return new Result.Done();
        }
        var absent = output.exit() == FAILED && output.text().contains("No such file or directory");
        return absent && read(order, "list", "tables").exit() == 0 ? new Result.Absent() : lost(output);
    }

    /** The kernel interrupts who reads while somebody else writes. */
    private Shell.Output read(ContainmentOrder order, String... what) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("nft", "-j"));
        command.addAll(List.of(what));
        var output = shell.run(command, "", order.deadline());
        for (int n = 1; n < READS && output.exit() == FAILED && output.text().contains(INTERRUPTED); n++) {
            output = shell.run(command, "", order.deadline());
        }
        return output;
    }

    private static Result lost(Shell.Output output) {
        var why = output.text().lines().findFirst().orElse("no reason given").replaceAll("\\p{Cntrl}", "?");
        return new Result.Lost(
                "nft ended with " + output.exit() + ": " + why.substring(0, Math.min(why.length(), 200)));
    }

    private CompletionStage<Result> submit(ContainmentOrder order, Work work) {
        var address = Addresses.canonical(order.target().value()).orElse(null);
        return order.action() == Action.BLOCK_ADDRESS && address != null
                ? calls.submit(order, () -> work.on(address))
                : Calls.answered(new Result.Refused("not an address to block"));
    }

    private interface Work {
        Result on(String address) throws IOException, InterruptedException;
    }
}

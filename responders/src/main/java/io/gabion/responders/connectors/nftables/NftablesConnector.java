package io.gabion.responders.connectors.nftables;

import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.responders.connector.Connector;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Blocks addresses on a machine with nftables, in a table of its own. The kernel ends each block by itself, should
 * nobody release it.
 */
public final class NftablesConnector implements Connector {
    private static final int ABSENT = 1;

    private final Shell shell;
    private final Executor executor;
    private final InstantSource clock;

    /** @param executor bounded: an order it rejects is answered with {@link Result.Busy} */
    public NftablesConnector(Shell shell, Executor executor, InstantSource clock) {
        this.shell = shell;
        this.executor = executor;
        this.clock = clock;
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
        return output.exit() == 0 ? new Result.Done() : new Result.Lost("nft ended with " + output.exit());
    }

    /** nft ends with 1 for absence and for failure alike; only if it can list its tables was it absence. */
    private Result look(ContainmentOrder order, String address) throws IOException, InterruptedException {
        var get =
                List.of("nft", "-j", "get", "element", "inet", "gabion", NftScript.set(address), "{ " + address + " }");
        var output = shell.run(get, "", order.deadline());
        if (output.exit() == 0) {
            return new Result.Done();
        }
        var tables = shell.run(List.of("nft", "-j", "list", "tables"), "", order.deadline());
        return output.exit() == ABSENT && tables.exit() == 0
                ? new Result.Absent()
                : new Result.Lost("nft ended with " + output.exit());
    }

    private CompletionStage<Result> submit(ContainmentOrder order, Work work) {
        var address = Addresses.canonical(order.target().value()).orElse(null);
        if (order.action() != Action.BLOCK_ADDRESS || address == null) {
            return CompletableFuture.completedFuture(new Result.Refused("not an address to block"));
        }
        long left = Duration.between(clock.instant(), order.deadline()).toMillis();
        if (left <= 0) {
            return CompletableFuture.completedFuture(new Result.Lost("deadline passed"));
        }
        try {
            return CompletableFuture.supplyAsync(() -> attempt(work, address), executor)
                    .completeOnTimeout(new Result.Lost("deadline passed"), left, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(
                    new Result.Busy(clock.instant().plusSeconds(1)));
        }
    }

    private static Result attempt(Work work, String address) {
        try {
            return work.on(address);
        } catch (IOException e) {
            return new Result.Lost(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result.Lost("interrupted");
        }
    }

    private interface Work {
        Result on(String address) throws IOException, InterruptedException;
    }
}

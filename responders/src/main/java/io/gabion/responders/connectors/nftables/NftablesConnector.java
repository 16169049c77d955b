package io.gabion.responders.connectors.nftables;

import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.Networks;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.Calls;
import io.gabion.responders.connectors.Rounds;
import io.gabion.responders.connectors.Rounds.Asked;
import io.gabion.responders.connectors.shell.Shell;
import io.gabion.responders.connectors.shell.SshOrders;
import io.gabion.responders.connectors.shell.SshShell;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * Blocks addresses and networks on a machine with nftables, in a table of its own. The kernel ends each block by itself, should
 * nobody release it.
 *
 * <p>In force means: it stands in its set, and the table drops what does, as it was made to. Whoever alters the table finds it put right
 * by the next block; what was said to be absent until then does not come back with it.
 *
 * <p>To start nft costs more than what it does: what comes in meanwhile is one transaction, and one reading of the sets. Who reads does
 * not wait for who writes.
 */
public final class NftablesConnector implements Connector {
    /** Targets that were found standing in a table that does not drop them; more of them are not told. */
    static final int HIDDEN = 512;

    private final Shell shell;
    private final InstantSource clock;
    private final NftReader reader;
    private final Set<String> hidden = ConcurrentHashMap.newKeySet();
    private final Rounds reads;
    private final Rounds writes;

    /** To another machine's firewall. */
    public static Shell over(SshShell ssh) {
        return new SshOrders(ssh, "gabion-nft orders");
    }

    /** @param executor bounded: an order it rejects is answered with {@link Result.Busy} */
    public NftablesConnector(Shell shell, Executor executor, InstantSource clock) {
        this.shell = shell;
        this.clock = clock;
        this.reader = new NftReader(shell);
        this.reads = new Rounds(executor, clock, this::look);
        this.writes = new Rounds(executor, clock, this::write);
    }

    @Override
    public CompletionStage<Result> apply(ContainmentOrder order) {
        return submit(order);
    }

    @Override
    public CompletionStage<Result> query(ContainmentOrder order) {
        return submit(order);
    }

    @Override
    public CompletionStage<Result> release(ContainmentOrder order) {
        return submit(order);
    }

    private CompletionStage<Result> submit(ContainmentOrder order) {
        return target(order).isPresent()
                ? (order.verb() == Verb.QUERY ? reads : writes).submit(order)
                : Calls.answered(new Result.Refused("not an address or a network to block"));
    }

    /** In its one spelling. */
    private static Optional<String> target(ContainmentOrder order) {
        var value = order.target().value();
        if (order.action() == Action.BLOCK_NETWORK) {
            return Networks.canonical(value)
                    .filter(network -> !NftSet.of(network).isOfAddresses());
        }
        return order.action() == Action.BLOCK_ADDRESS ? Addresses.canonical(value) : Optional.empty();
    }

    private static String target(Asked asked) {
        return target(asked.order()).orElseThrow();
    }

    private void look(List<Asked> asked, Instant deadline) throws IOException, InterruptedException {
        var found = read(asked, deadline);
        var standing = new ArrayList<Asked>();
        for (var one : asked) {
            if (found.get(target(one)) instanceof Result.Done) {
                standing.add(one);
            } else {
                one.is(found.get(target(one)));
            }
        }
        if (!standing.isEmpty()) {
            var table = reader.table(deadline);
            var drops = new HashMap<NftSet, Boolean>();
            standing.forEach(one -> {
                boolean dropped = drops.computeIfAbsent(NftSet.of(target(one)), table::drops);
                one.is(dropped ? dropped(target(one)) : hidden(target(one)));
            });
        }
    }

    private Result dropped(String target) {
        hidden.remove(target);
        return new Result.Done();
    }

    private Result hidden(String target) {
        if (hidden.size() >= HIDDEN && !hidden.contains(target)) {
            return new Result.Lost("the table was altered, which hides more than can be put right at once");
        }
        hidden.add(target);
        return new Result.Absent();
    }

    private Map<String, Result> read(List<Asked> asked, Instant deadline) throws IOException, InterruptedException {
        return reader.read(targets(asked), deadline);
    }

    private void write(List<Asked> all, Instant deadline) throws IOException, InterruptedException {
        var blocks = new ArrayList<Asked>();
        var releases = new ArrayList<Asked>();
        for (var asked : all) {
            boolean applies = asked.order().verb() == Verb.APPLY;
            if (applies && seconds(asked) < 1) {
                asked.is(new Result.Refused("already expired"));
            } else {
                (applies ? blocks : releases).add(asked);
            }
        }
        run(blocks, this::block, deadline);
        run(inForce(releases, deadline), this::release, deadline);
    }

    /** What is not is answered. */
    private List<Asked> inForce(List<Asked> releases, Instant deadline) throws IOException, InterruptedException {
        var found = read(releases, deadline);
        var inForce = new ArrayList<Asked>();
        for (var asked : releases) {
            if (found.get(target(asked)) instanceof Result.Done) {
                inForce.add(asked);
            } else {
                asked.is(found.get(target(asked)));
            }
        }
        return inForce;
    }

    private interface Transaction {
        Shell.Output of(List<Asked> asked, Instant deadline) throws IOException, InterruptedException;
    }

    /** What is in the way of the table as it has to be goes with all that is in the table. */
    private Shell.Output block(List<Asked> asked, Instant deadline) throws IOException, InterruptedException {
        var script = new NftScript();
        asked.forEach(one -> script.block(target(one), one.order().key(), Math.max(1, seconds(one))));
        var lifted = new HashSet<>(hidden);
        lifted.removeAll(targets(asked));
        lifted.forEach(script::lift);
        var output = nft(script.blocking(false), deadline);
        if (output.exit() != 0 && script.sets().stream().anyMatch(reader.table(deadline)::isAltered)) {
            output = nft(script.blocking(true), deadline);
        }
        if (output.exit() == 0) {
            hidden.removeAll(lifted);
            hidden.removeAll(targets(asked));
        }
        return output;
    }

    private long seconds(Asked asked) {
        return Duration.between(clock.instant(), asked.order().until()).toSeconds();
    }

    private Shell.Output release(List<Asked> asked, Instant deadline) throws IOException, InterruptedException {
        return nft(NftScript.release(targets(asked)), deadline);
    }

    private static Set<String> targets(List<Asked> asked) {
        return asked.stream().map(NftablesConnector::target).collect(Collectors.toUnmodifiableSet());
    }

    private Shell.Output nft(String script, Instant deadline) throws IOException, InterruptedException {
        return shell.run(List.of("nft", "-j", "-f", "-"), script, deadline);
    }

    /** Of a transaction that fails nothing has taken effect: then each is tried alone. */
    private void run(List<Asked> asked, Transaction transaction, Instant deadline)
            throws IOException, InterruptedException {
        if (asked.isEmpty()) {
            return;
        }
        var output = transaction.of(asked, deadline);
        boolean done = output.exit() == 0;
        if (!done && asked.size() > 1) {
            for (var one : asked) {
                run(List.of(one), transaction, deadline);
            }
            return;
        }
        asked.forEach(one -> one.is(done ? new Result.Done() : NftReader.lost(output)));
    }
}

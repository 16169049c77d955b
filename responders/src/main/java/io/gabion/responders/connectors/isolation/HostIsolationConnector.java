package io.gabion.responders.connectors.isolation;

import io.gabion.protocol.asset.Hosts;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.Calls;
import io.gabion.responders.connectors.shell.Program;
import io.gabion.responders.connectors.shell.Shell;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Cuts Linux machines off from everybody but their management, through {@code gabion-isolate} on each. The kernel there
 * ends an isolation by itself, should nobody release it.
 *
 * <p>In force means: the table stands there to the letter, and a machine with a probe does not answer at it.
 */
public final class HostIsolationConnector implements Connector {
    private static final int PROBE_MILLIS = 1_000;
    private static final long MAX_LIFE = 9_999_999;

    private final Map<String, Machine> machines;
    private final Program program;
    private final InstantSource clock;
    private final Calls calls;

    /**
     * @param machines by their names as {@link Hosts} writes them
     * @param command what runs {@code gabion-isolate} there
     */
    public HostIsolationConnector(
            Map<String, Machine> machines, List<String> command, Executor executor, InstantSource clock) {
        this.machines = Map.copyOf(machines);
        this.program = new Program(command, clock);
        this.clock = clock;
        this.calls = new Calls(executor, clock);
    }

    /** @param probe where the machine answers this node while it is not isolated */
    public record Machine(Shell shell, Optional<InetSocketAddress> probe) {}

    @Override
    public CompletionStage<Result> apply(ContainmentOrder order) {
        return submit(order, machine -> {
            long life = life(order);
            return life < 1
                    ? new Result.Refused("already expired")
                    : program.ask(machine.shell(), "isolate", String.valueOf(life), order);
        });
    }

    @Override
    public CompletionStage<Result> query(ContainmentOrder order) {
        return submit(order, machine -> {
            var said = program.ask(machine.shell(), "read", "1", order);
            return said instanceof Result.Done && answers(machine) ? new Result.Absent() : said;
        });
    }

    @Override
    public CompletionStage<Result> release(ContainmentOrder order) {
        return submit(order, machine -> program.ask(machine.shell(), "release", "1", order));
    }

    private long life(ContainmentOrder order) {
        return Math.min(
                MAX_LIFE, Duration.between(clock.instant(), order.until()).toSeconds());
    }

    /** To refuse a connection is an answer too: what is isolated is silent. */
    private static boolean answers(Machine machine) throws IOException {
        if (machine.probe().isEmpty()) {
            return false;
        }
        try (var socket = new Socket()) {
            socket.connect(machine.probe().get(), PROBE_MILLIS);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }

    private CompletionStage<Result> submit(ContainmentOrder order, Work work) {
        var host = Hosts.canonical(order.target().value()).orElse("");
        if (order.action() != Action.ISOLATE_HOST || !host.equals(order.target().value())) {
            return Calls.answered(new Result.Refused("not a host to isolate"));
        }
        var machine = machines.get(host);
        return machine == null
                ? Calls.answered(new Result.Refused("not one of the hosts of this connector"))
                : calls.submit(order, () -> work.on(machine));
    }

    private interface Work {
        Result on(Machine machine) throws IOException, InterruptedException;
    }
}

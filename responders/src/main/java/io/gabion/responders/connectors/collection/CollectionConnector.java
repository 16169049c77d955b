package io.gabion.responders.connectors.collection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gabion.protocol.asset.Hosts;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.Calls;
import io.gabion.responders.connectors.Mistaken;
import io.gabion.responders.connectors.shell.Shell;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Collects evidence on Linux machines, through {@code gabion-collect} on each, into a folder of this node.
 *
 * <p>In force means: the collection of this order's key lies there whole, every member as its hash says. The proof says its hash,
 * length and tool. To release it removes nothing; the folder keeps it.
 *
 * <p>At least once: a collection takes longer than a call may, and goes on after the call's deadline for at most {@link #LONGEST}; it
 * changes nothing on the machine. Who asks meanwhile is told to ask again, for as long as something comes: such a machine is well. What is
 * under way is never said to be absent. Should the node end, what had come is void, and
 * another one begins.
 */
public final class CollectionConnector implements Connector {
    static final Duration LONGEST = Duration.ofMinutes(10);
    /** Before the deadline of a call: its answer must still arrive. */
    private static final Duration ANSWER = Duration.ofMillis(300);

    private final Map<String, ByteShell> machines;
    private final List<String> command;
    private final EvidenceStore store;
    private final long most;
    private final Executor collecting;
    private final InstantSource clock;
    private final Calls calls;
    /** By place in the store; as many as the threads and their queue allow. */
    private final Map<Place, Job> running = new ConcurrentHashMap<>();

    /**
     * @param machines by their names as {@link Hosts} writes them
     * @param command what runs {@code gabion-collect} there
     * @param most bytes of one collection
     * @param collecting bounded, for collections; {@code executor} is for the calls that ask for them
     */
    public CollectionConnector(
            Map<String, ByteShell> machines,
            List<String> command,
            EvidenceStore store,
            long most,
            Executor collecting,
            Executor executor,
            InstantSource clock) {
        this.machines = Map.copyOf(machines);
        this.command = List.copyOf(command);
        this.store = store;
        this.most = most;
        this.collecting = collecting;
        this.clock = clock;
        this.calls = new Calls(executor, clock);
    }

    private record Place(String host, String key) {}

    /** @param come bytes so far; {@link #WAITS} while others go first */
    private record Job(CompletableFuture<Archive> end, AtomicLong come) {
        private static final long WAITS = -1;

        Job() {
            this(new CompletableFuture<>(), new AtomicLong(WAITS));
        }

        /** Whether the machine, if it was asked, has shown that it lives. */
        boolean goesOn(long before) {
            return come.get() == WAITS || come.get() > Math.max(0, before);
        }

        OutputStream counting(OutputStream to) {
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    to.write(bytes, from, length);
                    come.addAndGet(length);
                }
            };
        }
    }

    @Override
    public CompletionStage<Result> apply(ContainmentOrder order) {
        return submit(order, (place, machine) -> {
            store.want(place.host(), place.key());
            if (store.find(place.host(), place.key()).isPresent()) {
                return new Result.Done();
            }
            var job = new Job();
            var before = running.putIfAbsent(place, job);
            if (before == null && !begins(place, machine, job)) {
                return calls.busy();
            }
            return awaited(
                    before == null ? job : before, order, new Result.Lost("still collecting, and nothing comes"));
        });
    }

    /** Whether it does: not if there are too many. */
    private boolean begins(Place place, ByteShell machine, Job job) {
        try {
            collecting.execute(() -> {
                // Not running any more before anybody hears so: who is told that it is there may release it at once.
                try {
                    job.come().set(0);
                    var archive = collected(place, machine, job);
                    running.remove(place);
                    job.end().complete(archive);
                } catch (IOException | RuntimeException | Error e) {
                    running.remove(place);
                    job.end().completeExceptionally(e);
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            running.remove(place);
            job.end().completeExceptionally(e);
            return false;
        }
    }

    private Archive collected(Place place, ByteShell machine, Job job) throws IOException {
        var deadline = clock.instant().plus(LONGEST);
        var line = "collect " + place.key() + " " + most + " " + LONGEST.toSeconds() + "\n";
        return store.keep(place.host(), place.key(), most, to -> {
            int exit = machine.stream(command, line, job.counting(to), deadline);
            if (exit != 0) {
                throw new IOException("gabion-collect ended with " + exit);
            }
        });
    }

    @Override
    public CompletionStage<Result> query(ContainmentOrder order) {
        return submit(order, (place, machine) -> {
            var job = running.get(place);
            if (job != null) {
                var said = awaited(job, order, calls.busy());
                if (said instanceof Result.Busy) {
                    return said;
                }
            }
            var found = store.find(place.host(), place.key());
            return found.isEmpty() || store.isReleased(place.host(), place.key())
                    ? absent(machine, order)
                    : new Result.Done(proof(found.get()));
        });
    }

    /** The folder knows that there is none; whether there could be one is for the machine to say. */
    private Result absent(ByteShell machine, ContainmentOrder order) throws IOException {
        int exit = machine.stream(command, "hello\n", OutputStream.nullOutputStream(), order.deadline());
        return exit == 0
                ? new Result.Absent()
                : new Result.Lost("gabion-collect ended with " + exit, Shell.Output.isMistaken(exit));
    }

    private static String proof(Archive archive) {
        return "sha256=" + archive.sha256() + " bytes=" + archive.bytes() + " members=" + archive.members() + " tool="
                + archive.tool();
    }

    @Override
    public CompletionStage<Result> release(ContainmentOrder order) {
        return submit(order, (place, machine) -> {
            if (running.containsKey(place)) {
                return calls.busy();
            }
            if (store.find(place.host(), place.key()).isEmpty() || store.isReleased(place.host(), place.key())) {
                return absent(machine, order);
            }
            store.release(place.host(), place.key());
            return new Result.Done();
        });
    }

    /** @param silent if it has not ended shortly before the order's deadline, and nothing has come since it was asked for */
    private Result awaited(Job job, ContainmentOrder order, Result silent) throws IOException, InterruptedException {
        long left = Duration.between(clock.instant(), order.deadline().minus(ANSWER))
                .toMillis();
        long before = job.come().get();
        try {
            job.end().get(Math.max(1, left), TimeUnit.MILLISECONDS);
            return new Result.Done();
        } catch (TimeoutException e) {
            return job.goesOn(before) ? calls.busy() : silent;
        } catch (ExecutionException e) {
            return e.getCause() instanceof IOException io
                    ? Mistaken.lost(io)
                    : new Result.Lost(String.valueOf(e.getCause().getMessage()));
        }
    }

    private CompletionStage<Result> submit(ContainmentOrder order, Work work) {
        var host = Hosts.canonical(order.target().value()).orElse("");
        if (order.action() != Action.COLLECT || !host.equals(order.target().value())) {
            return Calls.answered(new Result.Refused("not a host to collect on"));
        }
        var machine = machines.get(host);
        return machine == null
                ? Calls.answered(new Result.Refused("not one of the hosts of this connector"))
                : calls.submit(order, () -> work.on(new Place(host, key(order)), machine));
    }

    private static String key(ContainmentOrder order) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(order.key().getBytes(UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Work {
        Result on(Place place, ByteShell machine) throws IOException, InterruptedException;
    }
}

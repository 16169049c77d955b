package io.gabion.node.shell;

import io.gabion.node.shell.Input.Ask;
import io.gabion.node.shell.SimulatedCluster.Node;
import io.gabion.node.shell.Worker.Command;
import io.gabion.node.shell.Worker.Do;
import io.gabion.node.shell.Worker.Event;
import io.gabion.node.shell.Worker.Have;
import io.gabion.node.shell.Worker.Keep;
import io.gabion.node.shell.Worker.State;
import io.gabion.node.shell.Worker.Task;
import io.gabion.node.step.VirtualTime;
import io.gabion.node.store.Checkpoints;
import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.entity.Effect.Send;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import java.lang.module.ModuleDescriptor.Version;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A minute of one entity on three machines that sleep, crash, are cut off and take over from each other, and then the calm. Everything
 * that owns, writes, recovers, acknowledges and calls is the product's own.
 */
final class OwnersRun {
    /** What is left out, to see that it is needed. */
    enum Mutant {
        NONE,
        NO_FENCE,
        NO_EPOCHS,
        NO_CLAIM,
        IMPATIENT_CLAIM,
        ACK_BEFORE_CONFIRMED
    }

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration TROUBLE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int NUMBERS = 12;
    private static final int JOBS = 3;
    private static final int FIRST_JOB = 1_000;
    private static final Pace PACE =
            new Pace(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(3_200), 6);

    private final VirtualTime time = new VirtualTime(START);
    private final Random random;
    private final Mutant mutant;
    private final boolean stored;
    private final List<Machine> machines;
    private final Machine outside;
    private final Envelopes envelopes;
    private final OwnersWatch watch;
    private final Table table;
    private final SimulatedCluster cluster;
    private final Set<Integer> asked = new HashSet<>();
    private final ActorRef<Message> ear;
    private boolean calm;
    private boolean claimed;
    private boolean over;

    /** @param machines three, and one for those who ask */
    OwnersRun(List<Machine> machines, Envelopes envelopes, Mutant mutant, long seed) {
        this.random = new Random(seed);
        this.mutant = mutant;
        this.stored = random.nextBoolean();
        this.machines = machines.subList(0, machines.size() - 1);
        this.outside = machines.getLast();
        this.envelopes = envelopes;
        this.watch = new OwnersWatch(time, envelopes);
        this.table = new Table(time, random, mutant == Mutant.NO_EPOCHS, watch);
        for (var machine : this.machines) {
            machine.begin(time, table, Duration.ofMillis(random.nextInt(4_000) - 2_000));
        }
        outside.begin(time, table, Duration.ZERO);
        this.ear = outside.start(Behaviors.receiveMessage(said -> {
            if (said instanceof Have(var number)) {
                watch.acknowledged(number);
            } else if (said instanceof Input.Readmitted) {
                claimed = false;
            }
            return Behaviors.same();
        }));
        this.cluster = new SimulatedCluster(time, random, this::shard);
    }

    OwnersWatch run() {
        cluster.begin(machines);
        for (int number = 0; number < NUMBERS; number++) {
            int each = number;
            at(random.nextInt((int) TROUBLE.toMillis()), () -> insist(each));
        }
        for (int job = 0; job < JOBS; job++) {
            int each = FIRST_JOB + job;
            at(random.nextInt((int) TROUBLE.toMillis()), () -> insist(each));
        }
        for (int fault = 1 + random.nextInt(4); fault > 0; fault--) {
            at(3_000 + random.nextInt((int) TROUBLE.toMillis() - 3_000), this::trouble);
        }
        look();
        time.runUntil(START.plus(TROUBLE));
        calm = true;
        table.calm();
        cluster.calm();
        machines.forEach(Machine::disarm);
        settle(() -> asked.size() == NUMBERS + JOBS && watch.hasAll(asked));
        last();
        over = true;
        machines.forEach(Machine::end);
        outside.end();
        time.runUntil(time.now().plusSeconds(20));
        return watch;
    }

    /** Recovered once more, by somebody else, after all that was late: who sees the whole journal. */
    private void last() {
        time.runUntil(time.now().plusSeconds(12));
        cluster.handOver();
        time.runUntil(time.now().plusSeconds(2));
        insist(NUMBERS);
        settle(() -> watch.hasAll(Set.of(NUMBERS)));
        watch.end(table.rows(), table.snapshot(), stored);
    }

    private void settle(BooleanSupplier settled) {
        var end = time.now().plus(PATIENCE);
        while (!settled.getAsBoolean() && time.now().isBefore(end)) {
            time.runUntil(time.now().plusSeconds(1));
        }
        if (!settled.getAsBoolean()) {
            watch.violated("never acknowledged, though all is calm");
        }
    }

    private void at(int millis, Runnable then) {
        time.at(time.now().plusMillis(millis), "", then);
    }

    private void insist(int number) {
        asked.add(number);
        if (!watch.hasAll(Set.of(number))) {
            cluster.bring(new Ask<>(number < FIRST_JOB ? new Keep(number) : new Do(number), ear));
            at(1_000 + random.nextInt(2_000), () -> insist(number));
        }
    }

    /** Somebody looks after the entity all the time, and an operator if it was forked. */
    private void look() {
        if (over) {
            return;
        }
        cluster.bring(new Input.Ping<>());
        if (claimed && random.nextInt(4) == 0) {
            cluster.bring(new Input.Readmit<>("operator", ear));
        }
        at(1_000, this::look);
    }

    /** Now, a few steps later, or a few steps after the next row is written. */
    private void trouble() {
        var machine = random.nextInt(3) > 0 ? cluster.home() : machines.get(random.nextInt(machines.size()));
        var fault = fault(machine);
        switch (random.nextInt(3)) {
            case 0 -> fault.run();
            case 1 -> machine.failIn(random.nextInt(40), fault);
            default -> {
                int after = random.nextInt(16);
                machine.atNextWrite(() -> machine.failIn(after, fault));
            }
        }
    }

    private Runnable fault(Machine machine) {
        var length = Duration.ofMillis(random.nextInt(4) == 0 ? random.nextInt(4_000) : 8_000 + random.nextInt(12_000));
        var suspended = random.nextBoolean();
        return switch (random.nextInt(8)) {
            case 0 -> () -> cluster.crash(machine);
            case 1 -> () -> cluster.cutOff(machine, length);
            case 2, 3 -> cluster::handOver;
            case 4 ->
                () -> {
                    cluster.cutOff(machine, length.plusSeconds(8));
                    cluster.sleep(machine, length, suspended);
                };
            default -> () -> cluster.sleep(machine, length, suspended);
        };
    }

    private ActorRef<SimulatedShard.Said> shard(Node node) {
        var machine = node.machine;
        var forks = new Forks();
        forks.heardBy(fork -> {
            watch.told(fork);
            claimed |= fork.what().contains("quarantine");
        });
        var host = new Host(
                true,
                () -> Version.parse("1.1.0"),
                new Mutated(node),
                () -> CompletableFuture.completedFuture(true),
                new Post(machine),
                machine.clock(),
                table.epochs(machine),
                MutantClaims.of(mutant, table.claims(machine)),
                envelopes,
                (Checkpoints) Proxy.newProxyInstance(
                        getClass().getClassLoader(), new Class<?>[] {Checkpoints.class}, (_, _, _) -> {
                            throw new UnsupportedOperationException();
                        }),
                table.unfinished(machine),
                PACE,
                new Restarts(),
                new Residents(PACE.residents(), PACE.idle()),
                new Gate(1),
                forks);
        return machine.start(SimulatedShard.behavior(_ -> made(machine), host));
    }

    private EntityFactory.Made<State, Command, Event> made(Machine machine) {
        var first = new boolean[] {true};
        Consumer<State> asked = state -> {
            if (first[0]) {
                first[0] = false;
                watch.recovered(machine, state);
            }
        };
        return new EntityFactory.Made<>(
                stored ? new Worker.Stored(asked) : new Worker(asked),
                Worker.CODEC,
                order -> call(machine, (Task) order));
    }

    /** What arrives does so before the deadline, whether its answer does or not. */
    private CompletionStage<Command> call(Machine machine, Task task) {
        var answer = new CompletableFuture<Command>();
        long left = Math.max(
                1, Duration.between(machine.clock().instant(), task.deadline()).toMillis());
        boolean arrives = random.nextInt(5) > 0 || calm;
        long takes = arrives ? calm ? 1 : 1 + random.nextInt((int) left) : left;
        watch.called(task, time.now().plusMillis(takes));
        if (arrives && (calm || random.nextInt(3) > 0)) {
            machine.later(
                    Duration.ofMillis(takes), () -> answer.complete(new Worker.Answered(task.job(), task.attempt())));
        }
        return answer;
    }

    /** Brings what is owed to somebody who always takes it. */
    private final class Post implements Host.Post {
        private final Machine machine;

        private Post(Machine machine) {
            this.machine = machine;
        }

        @Override
        public void deliver(Send send, ActorRef<Input.Journaled> acks) {
            at(1 + random.nextInt(20), () -> {
                watch.delivered(send);
                if (calm || random.nextInt(5) > 0) {
                    machine.later(
                            Duration.ofMillis(1 + random.nextInt(20)), () -> acks.tell(new Input.Journaled(send.id())));
                }
            });
        }

        @Override
        public void tell(EntityId to, Message message) {}

        @Override
        public void expect(EntityId receiver) {}
    }

    private final class Mutated implements Fence {
        private final Node node;

        private Mutated(Node node) {
            this.node = node;
        }

        @Override
        public boolean holdsFor(Duration length) {
            return mutant == Mutant.NO_FENCE || node.fence().holdsFor(length);
        }

        @Override
        public CompletionStage<Boolean> confirmed() {
            return mutant == Mutant.NO_FENCE || mutant == Mutant.ACK_BEFORE_CONFIRMED
                    ? CompletableFuture.completedFuture(true)
                    : node.fence().confirmed();
        }

        @Override
        public Duration within() {
            return SimulatedCluster.WITHIN;
        }
    }
}

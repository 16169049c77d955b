package io.gabion.node.shell;

import com.typesafe.config.ConfigFactory;
import io.gabion.node.step.VirtualTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import scala.concurrent.ExecutionContext;

/**
 * A computer with a real actor system whose every step is one of {@link VirtualTime}: nothing runs beside the test's own
 * thread. It may fall asleep between any two steps, and then goes on as if nothing had been. It serves one run after the other.
 */
final class Machine {
    private static final String SETTINGS = """
            pekko.actor {
              provider = local
              default-dispatcher { executor = default-executor, throughput = 1 }
              internal-dispatcher { executor = default-executor, throughput = 1 }
            }
            pekko { loglevel = OFF, log-dead-letters = off }
            pekko.scheduler.implementation = "io.gabion.node.shell.MachineScheduler"
            simulated.journal {
              class = "io.gabion.node.shell.TableJournal"
              plugin-dispatcher = "pekko.actor.default-dispatcher"
              replay-filter.mode = off
              circuit-breaker.max-failures = 1000000
            }
            simulated.snapshots {
              class = "io.gabion.node.shell.TableSnapshots"
              plugin-dispatcher = "pekko.actor.default-dispatcher"
              circuit-breaker.max-failures = 1000000
            }
            pekko.persistence {
              journal.plugin = "simulated.journal"
              snapshot-store.plugin = "simulated.snapshots"
            }
            """;

    /** Gives the plugins their machine. */
    private static final class Given extends Setup {
        private final Machine machine;

        private Given(Machine machine) {
            this.machine = machine;
        }
    }

    private final ActorSystem system;
    private final List<ActorRef<?>> started = new ArrayList<>();
    private final List<Runnable> backlog = new ArrayList<>();
    /** Null while its actor system starts, which waits for some of its actors: then each step is taken at once. */
    private VirtualTime time;

    private Table table;
    private Duration skew = Duration.ZERO;
    /** For so long its monotonic clock did not move: then no divergence of its clocks gives a sleep away to the fence. */
    private Duration stood = Duration.ZERO;

    private long looks;
    private long lives;
    private long naps;
    private boolean asleep;
    private int steps = -1;
    private Runnable fault = () -> {};
    private Runnable armed = () -> {};

    Machine(int number) {
        var setup = BootstrapSetup.create(ConfigFactory.parseString(SETTINGS).withFallback(ConfigFactory.load()))
                .withDefaultExecutionContext(ExecutionContext.fromExecutor(this::step));
        system = ActorSystem.create("machine-" + number, ActorSystemSetup.create(setup, new Given(this)));
        ((MachineScheduler) system.scheduler()).of(this);
    }

    static Machine of(ActorSystem system) {
        return system.settings().setup().get(Given.class).orElseThrow().machine;
    }

    /** Begins a run. @param skew how far its clock is ahead */
    void begin(VirtualTime begun, Table kept, Duration ahead) {
        time = begun;
        table = kept;
        skew = ahead;
        stood = Duration.ZERO;
    }

    /** Ends a run: of its actors nothing is left, when what was under way has come to its end. */
    void end() {
        disarm();
        crash();
    }

    Table table() {
        return table;
    }

    org.apache.pekko.actor.typed.ActorSystem<Void> system() {
        return Adapter.toTyped(system);
    }

    boolean isAsleep() {
        return asleep;
    }

    private void step(Runnable task) {
        if (time == null) {
            task.run();
        } else {
            time.at(time.now(), "", () -> run(task));
        }
    }

    private void run(Runnable task) {
        if (!asleep && steps == 0) {
            steps = -1;
            fault.run();
        } else if (steps > 0) {
            steps--;
        }
        if (asleep) {
            backlog.add(task);
        } else {
            task.run();
        }
    }

    /** A timer of its own. */
    void timer(Duration delay, Runnable task) {
        time.at(time.now().plus(delay), "", () -> run(task));
    }

    /** What comes from outside, for this life. */
    void later(Duration delay, Runnable task) {
        long life = lives;
        timer(delay, () -> {
            if (life == lives) {
                task.run();
            }
        });
    }

    <T> ActorRef<T> start(Behavior<T> behavior) {
        var ref = Adapter.spawnAnonymous(system, behavior);
        started.add(ref);
        return ref;
    }

    /** Of what it did not say, nothing is left. */
    void crash() {
        lives++;
        started.forEach(ref -> system.stop(Adapter.toClassic(ref)));
        started.clear();
        if (asleep) {
            wake();
        }
        stood = Duration.ZERO;
    }

    /** @param suspended those clocks that the fence looks at do not move meanwhile */
    void sleep(Duration length, boolean suspended) {
        if (asleep) {
            return;
        }
        asleep = true;
        long nap = ++naps;
        time.at(time.now().plus(length), "", () -> {
            if (nap == naps && asleep) {
                stood = suspended ? stood.plus(length) : stood;
                wake();
            }
        });
    }

    private void wake() {
        asleep = false;
        var waited = List.copyOf(backlog);
        backlog.clear();
        waited.forEach(this::step);
    }

    /** So many steps from now. */
    void failIn(int after, Runnable then) {
        steps = after;
        fault = then;
    }

    /** The next time that it writes a row. */
    void atNextWrite(Runnable then) {
        armed = then;
    }

    void writes() {
        var then = armed;
        armed = () -> {};
        then.run();
    }

    void disarm() {
        steps = -1;
        armed = () -> {};
    }

    /** In nanoseconds; later each time. */
    long monotonic() {
        return Duration.between(Instant.EPOCH, time.now().minus(stood)).toNanos() + ++looks;
    }

    /** As a steady clock has it: time has passed while it was suspended. */
    Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return time.now().plus(skew);
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }
}

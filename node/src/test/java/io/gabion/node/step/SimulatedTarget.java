package io.gabion.node.step;

import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.responders.connector.Connector;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A firewall that takes the same rule twice if it is told twice, unless to keep it for longer. It answers late, loses answers, acts on some orders
 * after their answer was lost, is busy, refuses, says once of each rule that it did what it did not, places or loses half a
 * rule, which is not in force, and may forget a rule when its time is up. An owner that was replaced applies a rule once more after its release. From the calm on it is quick and honest.
 */
final class SimulatedTarget implements Connector {
    private static final Duration LAST = Duration.ofMinutes(10);

    private final VirtualTime time;
    private final SeededFaults faults;
    private final RandomGenerator random;
    private final Ledger ledger;
    private final Duration takeover;
    private final boolean expires;
    private final Map<String, ContainmentOrder> rules = new HashMap<>();
    /** Keys of those rules of which only a part is there. */
    private final Set<String> halves = new HashSet<>();

    /** By key, what was called for last. */
    private final Map<String, ContainmentOrder> last = new HashMap<>();

    private final Map<String, Integer> calls = new HashMap<>();
    private final Set<String> lied = new HashSet<>();

    SimulatedTarget(VirtualTime time, SeededFaults faults, Ledger ledger) {
        this(time, faults, ledger, Duration.ZERO);
    }

    /** @param takeover until when who was replaced may act yet; zero if nobody is */
    SimulatedTarget(VirtualTime time, SeededFaults faults, Ledger ledger, Duration takeover) {
        this.time = time;
        this.faults = faults;
        this.random = faults.random();
        this.ledger = ledger;
        this.takeover = takeover;
        this.expires = random.nextBoolean();
    }

    boolean inForce(String key) {
        return rules.containsKey(key) && !halves.contains(key);
    }

    /** Keys of what is there, also in part. */
    Set<String> there() {
        return Set.copyOf(rules.keySet());
    }

    /** Everything it was ever called about. */
    Set<String> called() {
        return Set.copyOf(calls.keySet());
    }

    /**
     * Somebody deletes every rule by hand, but for parts of some. Not of one that was said to be gone, and is not: nobody
     * could know of them.
     */
    void drift() {
        for (var key : there()) {
            if (random.nextInt(3) == 0 && !lied.contains(key)) {
                halves.add(key);
            } else {
                gone(key);
            }
        }
    }

    private boolean gone(String key) {
        halves.remove(key);
        return rules.remove(key) != null;
    }

    @Override
    public CompletionStage<Result> apply(ContainmentOrder order) {
        return change(order, () -> {
            boolean before = inForce(order.key());
            var rule = rules.put(order.key(), order);
            if (before && !isRenewal(rule.until(), order.until())) {
                ledger.violated("two effects: " + order);
            }
            if (rules.values().stream().anyMatch(o -> o != order && o.target().equals(order.target()))) {
                ledger.violated("two lives at once: " + order);
            }
            if (expires) {
                time.at(order.until(), "target", () -> ends(order));
            }
            halves.remove(order.key());
            if (faults.luck() < 0.05) {
                halves.add(order.key());
                return new Result.Lost("half of it is done");
            }
            return new Result.Done();
        });
    }

    private void ends(ContainmentOrder order) {
        if (order.equals(rules.get(order.key()))) {
            gone(order.key());
        }
    }

    /** For longer, and not before two checks are left. */
    private boolean isRenewal(Instant before, Instant until) {
        return before.isBefore(until) && !before.isAfter(time.now().plus(LAST));
    }

    @Override
    public CompletionStage<Result> release(ContainmentOrder order) {
        return change(order, () -> {
            var rule = rules.get(order.key());
            if (!gone(order.key())) {
                return new Result.Absent();
            }
            if (!takeover.isZero() && !faults.isCalm() && faults.luck() < 0.1) {
                time.at(between(time.now(), order.deadline().plus(takeover)), "who was replaced", () -> {
                    if (order.equals(last.get(order.key()))) {
                        rules.put(order.key(), rule);
                        lied.add(order.key());
                    }
                });
            }
            return new Result.Done();
        });
    }

    @Override
    public CompletionStage<Result> query(ContainmentOrder order) {
        called(order);
        if (faults.luck() < 0.12) {
            return answer(order.deadline(), () -> new Result.Lost("no answer"));
        }
        if (faults.luck() < 0.05) {
            return answer(order.deadline(), this::busy);
        }
        return answer(lateEnd(order), () -> {
            ledger.read(order, inForce(order.key()));
            return inForce(order.key()) ? new Result.Done("seen") : new Result.Absent();
        });
    }

    private CompletionStage<Result> change(ContainmentOrder order, Supplier<Result> effect) {
        last.put(order.key(), order);
        called(order);
        Supplier<Result> once = () -> {
            ledger.effect(order);
            return effect.get();
        };
        var luck = faults.luck();
        if (luck < 0.1) {
            return answer(order.deadline(), () -> new Result.Lost("never arrived"));
        }
        if (luck < 0.3) {
            time.at(between(time.now(), order.deadline()), "target", once::get);
            return answer(lateEnd(order), () -> new Result.Lost("connection cut"));
        }
        if (luck < 0.38) {
            return answer(order.deadline(), this::busy);
        }
        if (luck < 0.42) {
            return answer(order.deadline(), () -> new Result.Refused("not this one"));
        }
        if (luck < 0.5 && !halves.contains(order.key()) && lied.add(order.key())) {
            return answer(order.deadline(), Result.Done::new);
        }
        if (luck < 0.6) {
            var late = new CompletableFuture<Result>();
            var answered = order.deadline().plusMillis(random.nextInt(10_000));
            time.at(between(time.now(), order.deadline()), "target", () -> {
                var result = once.get();
                time.at(answered, "target", () -> late.complete(result));
            });
            return late;
        }
        return answer(order.deadline(), once);
    }

    private void called(ContainmentOrder order) {
        calls.merge(order.target().value(), 1, Integer::sum);
        ledger.called(order);
    }

    private Result busy() {
        return new Result.Busy(time.now().plusSeconds(20));
    }

    private Instant lateEnd(ContainmentOrder order) {
        return faults.luck() < 0.1 ? order.deadline().plusSeconds(10) : order.deadline();
    }

    /** The truth at one moment until {@code end}. */
    private CompletionStage<Result> answer(Instant end, Supplier<Result> truth) {
        var stage = new CompletableFuture<Result>();
        time.at(between(time.now(), end), "target", () -> stage.complete(truth.get()));
        return stage;
    }

    private Instant between(Instant from, Instant to) {
        var room = faults.isCalm() ? 1 : Duration.between(from, to).toMillis();
        return from.plusMillis(room < 1 ? 0 : random.nextLong(room));
    }
}

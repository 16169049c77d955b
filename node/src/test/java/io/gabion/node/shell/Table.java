package io.gabion.node.shell;

import io.gabion.node.step.VirtualTime;
import io.gabion.node.store.Claims;
import io.gabion.node.store.Claims.Claim;
import io.gabion.node.store.Claims.Held;
import io.gabion.node.store.Claims.Outcome;
import io.gabion.node.store.Claims.Taken;
import io.gabion.node.store.Epochs;
import io.gabion.node.store.Unfinished;
import io.gabion.protocol.Envelope;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * One entity's journal, snapshots, epoch and claim as a store keeps them that several nodes share: a row is taken whoever writes it, also
 * long after its writer has given up on it; epochs and claims are written conditionally. Until the calm, answers are late or lost.
 */
final class Table {
    private static final int TRIES = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final VirtualTime time;
    private final RandomGenerator random;
    private final List<Envelope> rows = new ArrayList<>();
    private final List<Envelope> snapshots = new ArrayList<>();
    private final Cell<Long> epoch = new Cell<>();
    private final Cell<Claim> claim = new Cell<>();
    private final boolean epochless;
    private final OwnersWatch watch;
    private boolean calm;

    /** @param epochless owners cannot be told apart: of two rows of one sequence the later one counts */
    Table(VirtualTime time, RandomGenerator random, boolean epochless, OwnersWatch watch) {
        this.time = time;
        this.random = random;
        this.epochless = epochless;
        this.watch = watch;
    }

    void calm() {
        calm = true;
    }

    /** In the order in which a recovery reads them: of one sequence, who wrote first comes first. */
    List<Envelope> rows() {
        if (!epochless) {
            return List.copyOf(rows);
        }
        var last = new TreeMap<Long, Envelope>();
        rows.forEach(row -> last.put(row.sequence(), row));
        return List.copyOf(last.values());
    }

    /** The last row that a snapshot contains. */
    long snapshot() {
        return snapshots.stream().mapToLong(Envelope::sequence).max().orElse(0);
    }

    /** One row that is written conditionally. A write that nobody knows of ends, this way or that, when the next one looks. */
    private final class Cell<T> {
        private final List<Runnable> pending = new ArrayList<>();
        private Optional<T> value = Optional.empty();

        private Optional<T> read() {
            pending.forEach(write -> {
                if (random.nextBoolean()) {
                    write.run();
                }
            });
            pending.clear();
            return value;
        }

        /** What stands afterwards. */
        private Optional<T> put(Optional<T> instead, T wanted) {
            if (read().equals(instead)) {
                value = Optional.of(wanted);
            }
            return value;
        }

        private void open(Optional<T> instead, T wanted) {
            pending.add(() -> value = value.equals(instead) ? Optional.of(wanted) : value);
        }
    }

    /** There and back. What is lost may be done at once, later or never. */
    private <T> CompletableFuture<T> trip(Machine from, Supplier<T> there, Runnable unknown) {
        var answer = new CompletableFuture<T>();
        double luck = calm ? 1 : random.nextDouble();
        if (luck < 0.03) {
            from.later(PATIENCE, () -> answer.completeExceptionally(new IOException("no answer")));
            unknown.run();
            return answer;
        }
        var out = luck < 0.08 ? millis(9_000) : millis(30);
        time.at(time.now().plus(out), "", () -> {
            var said = there.get();
            from.later(millis(30), () -> answer.complete(said));
        });
        return answer;
    }

    private <T> CompletableFuture<T> trip(Machine from, Supplier<T> there) {
        return trip(from, there, () -> {
            if (random.nextInt(3) > 0) {
                time.at(time.now().plus(millis(random.nextBoolean() ? 30 : 12_000)), "", there::get);
            }
        });
    }

    private Duration millis(int most) {
        return Duration.ofMillis(1 + random.nextInt(most));
    }

    CompletableFuture<Boolean> write(Machine from, List<Envelope> written) {
        from.writes();
        var batch = List.copyOf(written);
        return trip(from, () -> {
            rows.addAll(batch);
            rows.sort(Comparator.comparingLong(Envelope::sequence));
            watch.landed(batch, rows());
            return true;
        });
    }

    CompletableFuture<Long> highest(Machine from) {
        return trip(from, () -> {
            watch.read(from, rows()); // Below a snapshot nothing more may be read.
            return rows.isEmpty() ? 0 : rows.getLast().sequence();
        });
    }

    CompletableFuture<List<Envelope>> replay(Machine from, long first, long last) {
        return trip(from, () -> {
            var before = rows().stream().filter(row -> row.sequence() <= last).toList();
            watch.read(from, before);
            return before.stream().filter(row -> row.sequence() >= first).toList();
        });
    }

    CompletableFuture<Optional<Envelope>> snapshot(Machine from) {
        return trip(from, () -> snapshots.stream().max(Comparator.comparingLong(Envelope::sequence)));
    }

    /** As a store does that several share: refused if a newer owner is known before it is written. */
    CompletionStage<Boolean> save(Machine from, Envelope snapshot) {
        return trip(from, () -> epoch.value.orElse(0L)).thenCompose(newest -> {
            if (newest > snapshot.writerEpoch()) {
                throw new Epochs.Replaced(newest);
            }
            return trip(from, () -> snapshots.add(snapshot));
        });
    }

    Epochs epochs(Machine from) {
        return new Epochs() {
            /** A claim of which nobody hears is one that nobody writes by. */
            @Override
            public CompletionStage<Long> claim(String entity) {
                return epochless
                        ? CompletableFuture.completedFuture(1L)
                        : trip(
                                from,
                                () -> epoch.put(epoch.read(), epoch.value.orElse(0L) + 1)
                                        .orElseThrow(),
                                () -> epoch.open(epoch.value, epoch.value.orElse(0L) + 1));
            }

            @Override
            public CompletionStage<Long> newest(String entity) {
                return trip(from, () -> epoch.value.orElse(0L));
            }

            @Override
            public CompletionStage<List<Envelope>> othersAfter(String entity, long sequence, long own) {
                return trip(
                        from,
                        () -> rows.stream()
                                .filter(row -> row.sequence() > sequence)
                                .limit(LOOKED)
                                .filter(row -> row.writerEpoch() != own)
                                .toList());
            }
        };
    }

    Claims claims(Machine from) {
        return new Claims() {
            @Override
            public CompletionStage<Outcome> take(String entity, Optional<Claim> instead, Claim wanted) {
                Claims.check(instead, wanted);
                return take(instead, wanted, TRIES);
            }

            private CompletionStage<Outcome> take(Optional<Claim> instead, Claim wanted, int tries) {
                return trip(from, () -> claim.put(instead, wanted), () -> claim.open(instead, wanted))
                        .exceptionallyCompose(_ -> trip(from, claim::read))
                        .thenCompose(standing -> {
                            if (standing.equals(Optional.of(wanted))) {
                                return CompletableFuture.completedFuture(new Taken());
                            }
                            return standing.equals(instead) && tries > 1
                                    ? take(instead, wanted, tries - 1)
                                    : CompletableFuture.completedFuture(new Held(standing.orElseThrow()));
                        });
            }

            @Override
            public CompletionStage<Optional<Claim>> standing(String entity) {
                return trip(from, claim::read);
            }
        };
    }

    /** Everybody pings the entity all the time. */
    Unfinished unfinished(Machine from) {
        return new Unfinished() {
            @Override
            public CompletionStage<Boolean> remember(String entity, long own) {
                return trip(from, () -> true);
            }

            @Override
            public CompletionStage<Boolean> forget(String entity, long own) {
                return trip(from, () -> true);
            }

            @Override
            public CompletionStage<List<String>> list() {
                return trip(from, List::of);
            }
        };
    }
}

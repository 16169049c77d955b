package io.gabion.responders.guard;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.protocol.guard.GuardEvent.*;
import io.gabion.protocol.response.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What a Guard remembers of containments that are alike.
 *
 * @param trails by their last change, oldest first; at most {@value #SIGNATURES}
 */
record Brakes(List<Trail> trails) {
    static final int SIGNATURES = 256;
    /** All signatures together. */
    static final int HELD = 1_000;

    static final Brakes NONE = new Brakes(List.of());

    Brakes {
        trails = List.copyOf(trails);
    }

    enum Stance {
        OFF,
        ON,
        DENIED
    }

    record Grant(String target, Instant at) {}

    /** One that waits, as it was asked for. */
    record Waiting(String reservation, String by, Action action, Target target, Instant until) {
        GuardCommand.Reserve asked(String signature) {
            return new GuardCommand.Reserve(reservation, EntityId.parse(by), action, target, until, signature);
        }
    }

    /**
     * @param grants the last of each target, oldest first
     * @param since when the stance began
     * @param pages tried so far, the last one at {@code pagedAt}
     */
    record Trail(
            String signature,
            List<Grant> grants,
            List<Waiting> held,
            Stance stance,
            Instant since,
            int pages,
            boolean told,
            Instant pagedAt) {
        Trail {
            grants = List.copyOf(grants);
            held = List.copyOf(held);
        }

        static Trail begun(String signature) {
            return new Trail(signature, List.of(), List.of(), Stance.OFF, Instant.EPOCH, 0, false, Instant.EPOCH);
        }

        long othersAfter(Instant start, String target) {
            return grants.stream()
                    .filter(g -> g.at().isAfter(start) && !g.target().equals(target))
                    .count();
        }

        private Trail granted(String target, Instant at, int kept) {
            var all = Stream.concat(
                            grants.stream().filter(g -> !g.target().equals(target)), Stream.of(new Grant(target, at)))
                    .toList();
            var newest = all.subList(Math.max(0, all.size() - kept), all.size());
            return new Trail(
                    signature, newest, held, stance == Stance.ON ? stance : Stance.OFF, since, pages, told, pagedAt);
        }

        private Trail holding(Held e) {
            var waiting = new ArrayList<>(held);
            waiting.add(new Waiting(e.reservation(), e.by(), e.action(), e.target(), e.until()));
            return stance == Stance.ON
                    ? new Trail(signature, grants, waiting, stance, since, pages, told, pagedAt)
                    : new Trail(signature, grants, waiting, Stance.ON, e.at(), 0, false, e.at());
        }

        private Trail paged(Paged e) {
            return new Trail(signature, grants, held, stance, since, e.attempt(), e.told(), e.at());
        }

        /** Who approves allows as many again. */
        private Trail decided(BrakeDecided e) {
            return e.verdict() == Verdict.APPROVE
                    ? new Trail(signature, List.of(), held, Stance.OFF, e.at(), 0, false, e.at())
                    : new Trail(signature, grants, held, Stance.DENIED, e.at(), 0, false, e.at());
        }

        private Trail without(String reservation) {
            var rest = held.stream()
                    .filter(w -> !w.reservation().equals(reservation))
                    .toList();
            return rest.size() == held.size()
                    ? this
                    : new Trail(signature, grants, rest, stance, since, pages, told, pagedAt);
        }
    }

    Brakes apply(GuardEvent event, int kept) {
        return switch (event) {
            case Reserved e -> answered(e.reservation(), e.signature(), e.target(), e.at(), kept);
            case Observed e -> answered(e.reservation(), e.signature(), e.target(), e.at(), kept);
            case Refused e -> without(e.reservation());
            case Returned e -> without(e.reservation());
            case Held e -> changed(e.signature(), trail -> trail.holding(e));
            case Paged e -> changed(e.signature(), trail -> trail.paged(e));
            case BrakeDecided e -> changed(e.signature(), trail -> trail.decided(e));
            case Confirmed _, Recalled _, Adjourned _, Frozen _, Thawed _, Surrounded _ -> this;
            case Alarmed _, AlarmTold _, Rung _, EmergencyUsed _, BudgetSpent _, Deferred _ -> this;
        };
    }

    /** What a person let go does not count. */
    private Brakes answered(String reservation, String signature, Target target, Instant at, int kept) {
        return holds(reservation)
                ? without(reservation)
                : signature.isEmpty() ? this : changed(signature, trail -> trail.granted(target.value(), at, kept));
    }

    private Brakes changed(String signature, UnaryOperator<Trail> change) {
        var all = new ArrayList<>(trails);
        all.removeIf(t -> t.signature().equals(signature));
        all.add(change.apply(trail(signature).orElseGet(() -> Trail.begun(signature))));
        if (all.size() > SIGNATURES) {
            all.stream().filter(t -> t.stance() == Stance.OFF).findFirst().ifPresent(all::remove);
        }
        return new Brakes(all);
    }

    private Brakes without(String reservation) {
        return holds(reservation)
                ? new Brakes(trails.stream().map(t -> t.without(reservation)).toList())
                : this;
    }

    Optional<Trail> trail(String signature) {
        return trails.stream().filter(t -> t.signature().equals(signature)).findFirst();
    }

    /** Whether one more signature can be remembered. */
    boolean hasRoomFor(String signature) {
        return trails.size() < SIGNATURES
                || trail(signature).isPresent()
                || trails.stream().anyMatch(t -> t.stance() == Stance.OFF);
    }

    boolean isOn(String signature) {
        return trail(signature).filter(t -> t.stance() == Stance.ON).isPresent();
    }

    boolean isDenied(String signature) {
        return trail(signature).filter(t -> t.stance() == Stance.DENIED).isPresent();
    }

    boolean holds(String reservation) {
        return trails.stream()
                .flatMap(t -> t.held().stream())
                .anyMatch(w -> w.reservation().equals(reservation));
    }

    List<Waiting> held(String signature) {
        return trail(signature).map(Trail::held).orElse(List.of());
    }

    int held() {
        return trails.stream().mapToInt(t -> t.held().size()).sum();
    }

    /** Brakes of which nobody could be told yet. */
    List<Trail> unpaged() {
        return on().stream().filter(t -> !t.told()).toList();
    }

    List<Trail> on() {
        return trails.stream().filter(t -> t.stance() == Stance.ON).toList();
    }

    List<GuardCommand.Brake> shown() {
        return trails.stream()
                .filter(t -> t.stance() != Stance.OFF)
                .map(t -> new GuardCommand.Brake(
                        t.signature(), t.stance() == Stance.DENIED, t.held().size(), t.since(), t.told()))
                .toList();
    }
}

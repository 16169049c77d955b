package io.gabion.node.step;

import io.gabion.node.shell.Calls;
import io.gabion.node.shell.EntityFactory;
import io.gabion.node.shell.Registry;
import io.gabion.protocol.entity.*;
import io.gabion.protocol.entity.Effect.*;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Runs entities in one thread on {@link VirtualTime}, the same way every time. Follows the Shell step for step; a
 * difference is a bug in one.
 */
public final class StepEngine implements Registry {
    private static final Duration RESEND = Duration.ofSeconds(5);
    private static final Duration CHECKPOINT = Duration.ofMillis(500);

    private record Kind<S, C extends Message, E>(Class<C> accepts, EntityFactory<S, C, E> factory) {}

    /** What is written in the one log of all entities, and not durable yet. */
    private record Written(Runnable durable, Runnable lost) {}

    private final Map<String, Kind<?, ?, ?>> kinds = new HashMap<>();
    private final Map<EntityId, Cell<?, ?, ?>> cells = new HashMap<>();
    private final VirtualTime time;
    private final Faults faults;
    private final Delivery delivery;
    private final boolean fenced;
    private final BiConsumer<EntityId, Object> journaled;
    private final List<Written> log = new ArrayList<>();
    private Instant synced = Instant.MIN;
    private int powerCuts;

    /**
     * @param fenced false only to show what the fence is for
     * @param journaled told of each event as it becomes durable
     */
    public StepEngine(
            VirtualTime time,
            Faults faults,
            Delivery delivery,
            boolean fenced,
            BiConsumer<EntityId, Object> journaled) {
        this.time = time;
        this.faults = faults;
        this.delivery = delivery;
        this.fenced = fenced;
        this.journaled = journaled;
    }

    @Override
    public <S, C extends Message, E> void register(String kind, Class<C> accepts, EntityFactory<S, C, E> factory) {
        kinds.put(kind, new Kind<>(accepts, factory));
    }

    /** Brings a command to an entity now. A message that the entity does not accept is a bug of the sender. */
    public void tell(EntityId id, Message command) {
        cell(id).tell(command, _ -> {});
    }

    /** As {@link #tell}; {@code reply} may be said nothing, where a fault comes between. */
    public void ask(EntityId id, Message command, Consumer<Message> reply) {
        cell(id).tell(command, reply);
    }

    /** The entities of a kind that there are, by name. */
    public List<EntityId> entities(String kind) {
        return cells.keySet().stream()
                .filter(id -> id.kind().equals(kind))
                .sorted(Comparator.comparing(EntityId::toString))
                .toList();
    }

    /** The journal of an entity, oldest event first. */
    public List<?> journal(EntityId id) {
        return List.copyOf(cell(id).journal);
    }

    public Object state(EntityId id) {
        return cell(id).owner.state;
    }

    /** Everything that is not durable is gone, and so is what is in memory and on its way. All entities start again. */
    public void cutPower() {
        powerCuts++;
        log.reversed().forEach(written -> written.lost().run());
        log.clear();
        List.copyOf(cells.values()).forEach(Cell::restart);
    }

    private void write(Written written) {
        if (faults.sync().isZero()) {
            written.durable().run();
        } else {
            log.add(written);
        }
    }

    /** After all that is written by now is durable, in order; never, if the power is cut before. */
    private void whenDurable(Runnable action) {
        var sync = faults.sync();
        if (sync.isZero()) {
            action.run();
            return;
        }
        int cuts = powerCuts;
        var due = time.now().plus(sync);
        synced = due.isAfter(synced) ? due : synced;
        time.at(synced, "disk", () -> {
            if (cuts == powerCuts) {
                var reached = List.copyOf(log);
                log.clear();
                reached.forEach(written -> written.durable().run());
                if (faults.diskLies()) {
                    reached.forEach(written -> log.add(new Written(() -> {}, written.lost())));
                }
                action.run();
            }
        });
    }

    private Cell<?, ?, ?> cell(EntityId id) {
        return cells.computeIfAbsent(id, this::create);
    }

    private Cell<?, ?, ?> create(EntityId id) {
        var kind = kinds.get(id.kind());
        if (kind == null) {
            throw new IllegalStateException("no such kind of entity: " + id);
        }
        return new Cell<>(id, kind);
    }

    /** One entity: its journal and checkpoint, and whoever owns it now. */
    private final class Cell<S, C extends Message, E> {
        private final EntityId id;
        private final Kind<S, C, E> kind;
        private final Entity<S, C, E> entity;
        private final Calls<C> calls;
        private final List<E> journal = new ArrayList<>();
        /** Written only when a next owner reads it: a state never changes, and a replay has no next owner. */
        private Supplier<byte[]> checkpoint;

        private int checkpointed;
        private Instant savedAt = Instant.MAX;
        private final Map<String, Boolean> handed = new HashMap<>();
        private Owner owner;

        Cell(EntityId id, Kind<S, C, E> kind) {
            this.id = id;
            this.kind = kind;
            var made = kind.factory().make(id);
            this.entity = made.entity();
            this.calls = made.calls();
            this.owner = new Owner(entity.empty());
            owner.receive(entity.wake(), _ -> {});
        }

        void tell(Message command, Consumer<Message> reply) {
            owner.receive(kind.accepts().cast(command), reply);
        }

        void deliver(Send send, Runnable acknowledge) {
            if (owner.receive(kind.accepts().cast(send.message()), _ -> {})) {
                acknowledge.run();
            }
        }

        void restart() {
            owner.alive = false;
            recover();
        }

        /** The next owner knows the checkpoint and the journal and nothing else. */
        void recover() {
            var state = entity.empty();
            if (checkpoint != null && entity instanceof Checkpointed<?, ?>) {
                state = checkpointed().read(checkpoint.get());
            }
            var next = new Owner(state);
            for (int i = 0; i < journal.size(); i++) {
                if (i >= checkpointed) {
                    next.state = entity.apply(next.state, journal.get(i));
                }
                for (var send : entity.owes(journal.get(i))) {
                    if (!handed.containsKey(send.id())) {
                        next.outbox.put(send.id(), send);
                    }
                }
            }
            owner = next;
            next.receive(entity.wake(), _ -> {});
            List.copyOf(next.outbox.values()).forEach(next::post);
        }

        @SuppressWarnings("unchecked") // an entity is checkpointed in its own state and commands
        Checkpointed<S, C> checkpointed() {
            return (Checkpointed<S, C>) entity;
        }

        final class Owner {
            private final Map<String, Send> outbox = new LinkedHashMap<>();
            private S state;
            private Instant alarm = Instant.MAX;
            private boolean unsaved;
            private boolean alive = true;

            Owner(S state) {
                this.state = state;
            }

            /** Whether the command was journaled and its effects performed. */
            boolean receive(C command, Consumer<Message> reply) {
                if (!alive) {
                    return false;
                }
                var decision = entity.decide(state, command, time.now());
                var stored = decision.events().stream()
                        .filter(event -> !(event instanceof Passing))
                        .toList();
                stored.forEach(event -> state = entity.apply(state, event));
                if (this == owner && !stored.isEmpty()) {
                    write(stored);
                }
                if (!alive || (fenced && this != owner)) {
                    alive = false;
                    return false;
                }
                decision.events().stream()
                        .filter(Passing.class::isInstance)
                        .forEach(event -> state = entity.apply(state, event));
                perform(decision, stored, reply);
                return true;
            }

            /** What a stale owner writes is dropped by the recovery of the one after it: it does not come here. */
            private void write(List<E> stored) {
                for (var event : stored) {
                    journal.add(event);
                    StepEngine.this.write(new Written(() -> journaled.accept(id, event), journal::removeLast));
                }
                switch (faults.afterWrite(id)) {
                    case LIVES -> {}
                    case CRASHES -> {
                        alive = false;
                        recover();
                    }
                    case GOES_STALE -> recover();
                }
            }

            private void perform(Decision<E> decision, List<E> stored, Consumer<Message> reply) {
                stored.stream().flatMap(event -> entity.owes(event).stream()).forEach(this::owe);
                for (var effect : decision.effects()) {
                    switch (effect) {
                        case Tell(var to, var message) -> say(to, message);
                        case Schedule(var due) -> wakeAt(due);
                        case Discard(var before) -> discard(before);
                        case Reply(var message) -> outside(() -> reply.accept(message));
                        case Call(var order) -> outside(() -> calls.call(order).thenAccept(this::answered));
                    }
                }
                if (entity instanceof Checkpointed<?, ?> && !decision.events().isEmpty() && !unsaved) {
                    unsaved = true;
                    time.at(time.now().plus(CHECKPOINT), id.toString(), this::save);
                }
            }

            private void call(Order order) {
                calls.call(order).thenAccept(this::answered);
            }

            private void save() {
                if (!alive || (fenced && this != owner)) {
                    return;
                }
                unsaved = false;
                var saved = state;
                int rows = journal.size();
                outside(() -> {
                    checkpoint = () -> checkpointed().write(saved);
                    checkpointed = rows;
                    savedAt = time.now();
                    receive(checkpointed().saved(saved), _ -> {});
                });
            }

            private void discard(Instant before) {
                if (!unsaved && journal.isEmpty() && savedAt.isBefore(before)) {
                    outside(() -> {
                        checkpoint = null;
                        restart();
                    });
                }
            }

            /** What the world sees, and what is kept elsewhere. */
            private void outside(Runnable action) {
                whenDurable(() -> {
                    if (alive && (!fenced || this == owner)) {
                        action.run();
                    }
                });
            }

            private void say(EntityId to, Message message) {
                for (int copy = faults.copies(); copy > 0; copy--) {
                    later(to, message, () -> cell(to).tell(message, _ -> {}));
                }
            }

            private void owe(Send send) {
                outbox.put(send.id(), send);
                post(send);
            }

            private void post(Send send) {
                for (int copy = faults.copies(); copy > 0; copy--) {
                    later(send.to(), send.message(), () -> cell(send.to()).deliver(send, () -> handed(send.id())));
                }
                time.at(time.now().plus(RESEND), id.toString(), () -> resend(send));
            }

            private void resend(Send send) {
                if (alive && outbox.containsKey(send.id())) {
                    post(send);
                }
            }

            private void handed(String sendId) {
                if (alive && faults.copies() > 0) {
                    outbox.remove(sendId);
                    handed.put(sendId, true);
                    StepEngine.this.write(new Written(() -> {}, () -> handed.remove(sendId)));
                }
            }

            private void answered(C answer) {
                for (int copy = faults.copies(); copy > 0; copy--) {
                    later(id, answer, () -> receive(answer, _ -> {}));
                }
            }

            private void wakeAt(Instant due) {
                alarm = due;
                time.at(due, id.toString(), () -> {
                    if (alarm.equals(due)) {
                        receive(entity.wake(), _ -> {});
                    }
                });
            }

            private void later(EntityId receiver, Message message, Runnable action) {
                int cuts = powerCuts;
                time.at(time.now().plus(faults.delay()), delivery.place(receiver, message), () -> {
                    if (cuts == powerCuts) {
                        action.run();
                    }
                });
            }
        }
    }
}

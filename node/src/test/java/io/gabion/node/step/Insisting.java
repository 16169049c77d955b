package io.gabion.node.step;

import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import java.util.HashSet;
import java.util.Set;

/** Says something to an entity, perhaps twice and late, again and again until it has been answered. */
final class Insisting {
    private final StepEngine engine;
    private final VirtualTime time;
    private final SeededFaults faults;
    private final Set<Message> answered = new HashSet<>();

    Insisting(StepEngine engine, VirtualTime time, SeededFaults faults) {
        this.engine = engine;
        this.time = time;
        this.faults = faults;
    }

    void say(EntityId to, Message command) {
        if (!answered.contains(command)) {
            post(to, command);
            time.at(time.now().plusSeconds(5), "holder", () -> say(to, command));
        }
    }

    /** Once. */
    void post(EntityId to, Message command) {
        for (int copy = faults.copies(); copy > 0; copy--) {
            time.at(
                    time.now().plus(faults.delay()),
                    "holder",
                    () -> engine.ask(to, command, _ -> answered.add(command)));
        }
    }

    boolean isAnswered(Message command) {
        return answered.contains(command);
    }
}

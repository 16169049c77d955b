package io.gabion.node.step;

import io.gabion.node.intake.IntakeCommand;
import io.gabion.node.intake.IntakeCommand.Accept;
import io.gabion.protocol.entity.EntityId;
import java.util.Set;

/** A source brings a batch until it is told that it is durable. @param accepted keys of those that are */
record Insistent(VirtualTime time, StepEngine engine, EntityId intake, Set<String> accepted) {
    void bring(Accept batch) {
        if (accepted.contains(batch.key())) {
            return;
        }
        engine.ask(intake, batch, answer -> {
            if (answer instanceof IntakeCommand.Accepted) {
                accepted.add(batch.key());
            }
        });
        time.at(time.now().plusSeconds(3), "source", () -> bring(batch));
    }
}

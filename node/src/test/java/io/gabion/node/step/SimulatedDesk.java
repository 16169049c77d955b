package io.gabion.node.step;

import io.gabion.protocol.response.NotifyOrder;
import io.gabion.responders.guard.GuardCommand;
import io.gabion.responders.guard.GuardCommand.Told;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Whom the Guard tells: now and then not to be reached, now and then without an answer. */
record SimulatedDesk(VirtualTime time, SeededFaults faults) {
    CompletionStage<GuardCommand> told(NotifyOrder page) {
        var answer = new CompletableFuture<GuardCommand>();
        if (faults.luck() >= 0.2) {
            boolean heard = faults.luck() >= 0.2;
            time.at(
                    time.now().plus(faults.delay()),
                    "people",
                    () -> answer.complete(new Told(page.step(), page.attempt(), heard, "simulated")));
        }
        return answer;
    }
}

package io.gabion.loadtests.faults;

import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.ResponseCommand.Notified;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.playbook.Playbooks;
import io.gabion.responders.response.Notices;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletionStage;

/**
 * A node that can be ended around each call to a target. Arguments: as {@link MutantNode}, then a seed, then whether it hears
 * lies, to see that the harness sees it: what is read is told as not there, and of each notice that nobody took it; then the only
 * playbook.
 */
final class CrashNode {
    private record Halting(Connector target, Halt halt, HaltingCalls calls, boolean lying) implements Connector {
        @Override
        public CompletionStage<Result> apply(ContainmentOrder order) {
            return perform(order);
        }

        @Override
        public CompletionStage<Result> query(ContainmentOrder order) {
            return perform(order);
        }

        @Override
        public CompletionStage<Result> release(ContainmentOrder order) {
            return perform(order);
        }

        @Override
        public CompletionStage<Result> perform(ContainmentOrder order) {
            var verb = order.verb().name().toLowerCase(Locale.ROOT);
            boolean hidden = lying && order.verb() == ContainmentOrder.Verb.QUERY;
            return calls.around(
                            when -> halt.at(
                                    when + " " + verb, "/" + order.target().value()),
                            () -> target.perform(order))
                    .thenApply(result -> hidden ? new Result.Absent() : result);
        }
    }

    private record HaltingNotices(Notices channels, Halt halt, HaltingCalls calls, boolean lying) implements Notices {
        @Override
        public CompletionStage<Notified> tell(NotifyOrder order) {
            return calls.around(when -> halt.at(when + " notify"), () -> channels.tell(order))
                    .thenApply(
                            told -> lying ? new Notified(told.step(), told.attempt(), Outcome.FAILED, "a lie") : told);
        }
    }

    public static void main(String[] arguments) throws Exception {
        var halt = new Halt(Path.of(System.getProperty(Halt.FILE)));
        var calls = new HaltingCalls(new Random(Long.parseLong(arguments[4])));
        boolean lying = Boolean.parseBoolean(arguments[5]);
        var playbooks = Playbooks.load(List.of(Path.of(arguments[6])));
        MutantNode.run(
                arguments,
                playbooks,
                ground -> ground,
                target -> new Halting(target, halt, calls, lying),
                channels -> new HaltingNotices(channels, halt, calls, lying));
    }

    private CrashNode() {}
}

package io.gabion.loadtests.faults;

import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.playbook.Playbooks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletionStage;

/**
 * A node that can be ended around each call to a target. Arguments: as {@link MutantNode}, then a seed, then whether
 * what is read is told as not there, to see that the harness sees it, then the only playbook.
 */
final class CrashNode {
    /** An nft transaction takes a few milliseconds; this up to three times doubled is what a program on another machine takes. */
    private static final int LONGEST_MILLIS = 15;

    private static final int DOUBLED = 4;

    private record Halting(Connector target, Halt halt, Random random, boolean lying) implements Connector {
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
            pass("before", order);
            var answer = target.perform(order);
            var wait = Duration.ofMillis(random.nextInt(LONGEST_MILLIS << random.nextInt(DOUBLED)));
            Thread.ofVirtual().start(() -> {
                try {
                    Thread.sleep(wait);
                    pass("in", order);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            return answer.thenApply(result -> {
                pass("after", order);
                boolean hidden = lying && order.verb() == ContainmentOrder.Verb.QUERY;
                return hidden ? new Result.Absent() : result;
            });
        }

        private void pass(String when, ContainmentOrder order) {
            var verb = order.verb().name().toLowerCase(Locale.ROOT);
            halt.at(when + " " + verb, "/" + order.target().value());
        }
    }

    public static void main(String[] arguments) throws Exception {
        var halt = new Halt(Path.of(System.getProperty(Halt.FILE)));
        var random = new Random(Long.parseLong(arguments[4]));
        boolean lying = Boolean.parseBoolean(arguments[5]);
        var playbooks = Playbooks.load(List.of(Path.of(arguments[6])));
        MutantNode.run(arguments, playbooks, ground -> ground, target -> new Halting(target, halt, random, lying));
    }

    private CrashNode() {}
}

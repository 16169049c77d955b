package io.gabion.node.settings;

import io.gabion.node.time.SteadyClock;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Target;
import io.gabion.responders.connector.Connector.Result;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every live connector is asked at the start, of each of its machines: one that is set up wrong is found then, not in the
 * first emergency. One that does not answer keeps no node from starting: what must end by that node would not end.
 */
final class Trial {
    private static final Logger LOG = LoggerFactory.getLogger(Trial.class);
    private static final InstantSource CLOCK = new SteadyClock();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int AT_ONCE = 64;

    private record Question(String connector, String machine, Reached reached) {
        CompletableFuture<Result> asked() {
            var end = CLOCK.instant().plus(PATIENCE);
            var about = new Target(connector, reached.about().get(machine));
            return reached.connector()
                    .query(new ContainmentOrder(Verb.QUERY, "check", 1, reached.action(), about, end, end))
                    .toCompletableFuture();
        }

        void heard(Result result) throws IOException {
            switch (result) {
                case Result.Done _, Result.Absent _ -> {}
                case Result.Refused(var why) -> throw mistaken(why);
                case Result.Lost(var why, var mistaken) when mistaken -> throw mistaken(why);
                case Result.Lost(var why, var _) -> silent(why);
                case Result.Busy _ -> silent("busy");
            }
        }

        private IOException mistaken(String why) {
            var where = machine.equals(Reached.ALONE) ? "" : machine + ": ";
            return new IOException("connector " + connector + " is live but cannot be used: " + where + why);
        }

        private void silent(String why) {
            var where = machine.equals(Reached.ALONE) ? "" : ", machine " + machine;
            LOG.warn(
                    "connector {}{} does not answer: {}; see to it, nothing is contained or released there until it does",
                    connector,
                    where,
                    why);
        }
    }

    /**
     * Asks many at a time, each for 10 s at most.
     *
     * @param live by their names
     * @throws IOException in one line that names the connector, and the machine if it has several, that a person must see to
     */
    static void of(Map<String, Reached> live) throws IOException {
        var questions = new ArrayList<Question>();
        new TreeMap<>(live)
                .forEach((name, reached) -> new TreeMap<>(reached.about())
                        .keySet()
                        .forEach(machine -> questions.add(new Question(name, machine, reached))));
        for (int from = 0; from < questions.size(); from += AT_ONCE) {
            together(questions.subList(from, Math.min(from + AT_ONCE, questions.size())));
        }
    }

    private static void together(List<Question> some) throws IOException {
        var answers = some.stream().map(Question::asked).toList();
        for (int n = 0; n < some.size(); n++) {
            some.get(n).heard(answers.get(n).join());
        }
    }

    private Trial() {}
}

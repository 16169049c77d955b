package io.gabion.node.models;

import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.detectors.model.ModelFolder;
import io.gabion.detectors.model.ModelFolder.Checked;
import io.gabion.detectors.model.ModelFolder.Found;
import io.gabion.detectors.model.ModelFolder.Refused;
import io.gabion.detectors.model.VectorEncoding;
import io.gabion.detectors.window.IncidentVector;
import io.gabion.detectors.window.Question;
import io.gabion.detectors.window.Telemetry;
import io.gabion.detectors.window.Trace;
import io.gabion.detectors.window.Windows;
import io.gabion.node.asset.AssetCommand.Judged;
import io.gabion.node.asset.Judges;
import io.gabion.node.models.ServedFamily.Looked;
import io.gabion.node.rules.Lookout;
import io.gabion.node.rules.Rules;
import io.gabion.node.rules.Watched.Refreshed;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.Fired;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the models of windows and traces, and the one that has learnt from people's verdicts what to make of an incident. In a replay at once, by the thread that asks; in a node by a thread of its own, which
 * takes together what waits, at most {@value #WAITING} asks. Bundled ones have learnt no real network: they are shadows, and raise nothing.
 */
public final class WindowModels implements Judges, Rules, AutoCloseable {
    static final int WAITING = 1_024;
    /** Asks that are put to the models together. */
    private static final int TOGETHER = 64;

    private static final Logger LOG = LoggerFactory.getLogger(WindowModels.class);

    private record Waiting(Ask ask, CompletableFuture<Judged> answer) {}

    private final Map<String, ServedFamily> families;
    private final boolean shadows;
    private final LinkedBlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>(WAITING);
    private final List<Lookout> lookouts = new ArrayList<>();
    private Optional<Thread> thread = Optional.empty();

    WindowModels(List<ServedFamily> families, boolean shadows) {
        this.families = new LinkedHashMap<>();
        families.forEach(family -> this.families.put(family.name(), family));
        this.shadows = shadows;
    }

    /** @param models a folder of models, of which those are asked that are there when it is opened; or {@code bundled} */
    public static WindowModels over(Path models, Duration patience) throws IOException {
        boolean bundled = ServedFamily.isBundled(models);
        var families = new ArrayList<ServedFamily>();
        for (var name : names(bundled)) {
            if (bundled || Files.isDirectory(models.resolve(name))) {
                families.add(ServedFamily.over(models, name, patience, found -> fitting(name, found)));
            }
        }
        return new WindowModels(families, bundled);
    }

    /** Nobody's verdicts are those of the bundled model for incidents: it is a place to begin, and not asked. */
    private static List<String> names(boolean bundled) {
        return Stream.of(
                        Telemetry.ALL.stream().map(Telemetry::model),
                        Stream.of(Trace.Of.values()).map(Trace.Of::model),
                        bundled ? Stream.<String>empty() : Stream.of(IncidentVector.MODEL))
                .flatMap(names -> names)
                .filter(name -> !bundled || ModelFolder.BUNDLED.contains(name))
                .toList();
    }

    /** A model of windows must have been made for the very features that are counted here. */
    static Found fitting(String name, Found found) {
        if (!(found instanceof Checked checked)) {
            return found;
        }
        if (name.equals(IncidentVector.MODEL)) {
            return madeFor(IncidentVector.schema(), name, checked);
        }
        for (var telemetry : Telemetry.ALL) {
            if (telemetry.model().equals(name)) {
                return madeFor(Windows.schema(telemetry), name, checked);
            }
        }
        return found;
    }

    private static Found madeFor(String counted, String name, Checked checked) {
        var made = checked.card().encoding() instanceof VectorEncoding vector ? vector.made() : "";
        return made.equals(counted)
                ? checked
                : new Refused(name, "made for \"%s\", this program counts \"%s\"".formatted(made, counted));
    }

    /** In a node: nobody waits for an answer, and the folders are looked at. */
    public WindowModels watching(Duration every) {
        thread = Optional.of(Thread.ofPlatform().name("gabion-windows").daemon().start(this::answer));
        for (var family : families.values()) {
            lookouts.add(
                    Lookout.start(LOG, "Models of " + family.name(), every, () -> refresh(family), Looked::toString));
        }
        return this;
    }

    private static Refreshed<Looked> refresh(ServedFamily family) {
        return family.refresh();
    }

    @Override
    public Set<String> models() {
        return new LinkedHashSet<>(families.keySet());
    }

    @Override
    public CompletionStage<Judged> judge(Ask ask) {
        if (thread.isEmpty()) {
            return CompletableFuture.completedFuture(new Judged(words(ask.questions())));
        }
        var asked = new Waiting(ask, new CompletableFuture<>());
        if (!waiting.offer(asked)) {
            asked.answer().complete(new Judged(left(ask.questions())));
        }
        return asked.answer();
    }

    private void answer() {
        while (!Thread.currentThread().isInterrupted()) {
            var taken = new ArrayList<Waiting>();
            try {
                taken.add(waiting.take());
            } catch (InterruptedException e) {
                return;
            }
            waiting.drainTo(taken, TOGETHER - 1);
            var questions =
                    taken.stream().flatMap(w -> w.ask().questions().stream()).toList();
            var words = words(questions).stream().collect(groupingBy(word -> new Same(word.question())));
            for (var asked : taken) {
                asked.answer()
                        .complete(new Judged(asked.ask().questions().stream()
                                .flatMap(q -> words.get(new Same(q)).stream())
                                .toList()));
            }
        }
    }

    /** A question itself, not one like it: two assets may ask the same. */
    private static final class Same {
        private final Question question;

        Same(Question question) {
            this.question = question;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Same same && same.question == question;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(question);
        }
    }

    /** Of every model that is asked, in the order of the questions. */
    private List<Word> words(List<Question> questions) {
        var words = new ArrayList<Word>();
        questions.stream()
                .filter(question -> !families.containsKey(question.model()))
                .map(Word::ofNobody)
                .forEach(words::add);
        questions.stream()
                .filter(question -> families.containsKey(question.model()))
                .collect(groupingBy(Question::model, LinkedHashMap::new, java.util.stream.Collectors.toList()))
                .forEach((model, some) -> families.get(model).serving().all().stream()
                        .flatMap(served -> served.judge(some).stream())
                        .map(this::heard)
                        .forEach(words::add));
        return words;
    }

    private List<Word> left(List<Question> questions) {
        return questions.stream()
                .filter(q -> families.containsKey(q.model()))
                .flatMap(q -> families.get(q.model()).serving().active().leave(List.of(q), "busy").stream())
                .map(this::heard)
                .toList();
    }

    private Word heard(Word word) {
        return shadows
                ? new Word(
                        word.question(),
                        word.question().model() + ServedFamily.SHADOW,
                        word.version(),
                        word.threshold(),
                        word.score(),
                        word.without(),
                        word.standingOut())
                : word;
    }

    /** Says nothing of single observations. */
    @Override
    public Fired ask(List<Observation> observations) {
        return Fired.NOTHING;
    }

    @Override
    public List<ObjectNode> standing() {
        return families.values().stream()
                .flatMap(family -> family.serving().all().stream())
                .map(Served::state)
                .map(state -> shadows ? state.put("model", state.path("model").asText() + ServedFamily.SHADOW) : state)
                .toList();
    }

    @Override
    public void close() {
        thread.ifPresent(Thread::interrupt);
        lookouts.forEach(Lookout::close);
        families.values().forEach(ServedFamily::close);
    }
}

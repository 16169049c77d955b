package io.gabion.node.replay;

import io.gabion.node.asset.AssetCommand.Deliver;
import io.gabion.node.asset.AssetCommand.Ended;
import io.gabion.node.cohort.CohortCommand;
import io.gabion.node.cohort.CohortCommand.Shown;
import io.gabion.node.cohort.CohortCommand.Weigh;
import io.gabion.node.correlator.CorrelatorCommand.Suspect;
import io.gabion.node.intake.IntakeCommand;
import io.gabion.node.intake.IntakeCommand.Accept;
import io.gabion.node.replay.RecordedFile.Read;
import io.gabion.node.rules.Rules;
import io.gabion.node.step.Delivery;
import io.gabion.node.step.Faults;
import io.gabion.node.step.StepEngine;
import io.gabion.node.step.VirtualTime;
import io.gabion.node.view.Projection;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import io.gabion.protocol.intake.DeadLetter;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.Chain;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Recorded telemetry through the step engine. Several files are merged by the running maximum of their times, then by
 * argument, then by line; the clock follows that order in steps of one second of event time.
 */
public final class Replay {
    /** A step with more observations of one file is cut into batches of this size. */
    static final int BATCH = 1_000;

    /** After the last event, so that checkpoints and responses come to rest. */
    private static final Duration REST = Duration.ofSeconds(30);

    private final Tenant tenant;
    private final VirtualTime time;
    private final StepEngine engine;
    private final Projection projection = new Projection(Integer.MAX_VALUE);
    private final Rules rules;
    private final Consumer<DeadLetter> deadLetters;
    private final Map<Integer, List<Observation>> step = new LinkedHashMap<>();
    private long batches;
    /** Written by one thread, read by those who tell how far it has come. */
    private volatile long observations;

    /**
     * @param register tells the engine how to run each kind of entity
     * @param rules asked of every observation
     */
    public Replay(
            Tenant tenant,
            Instant start,
            Consumer<StepEngine> register,
            Rules rules,
            Consumer<DeadLetter> deadLetters) {
        this.tenant = tenant;
        this.time = new VirtualTime(start);
        this.engine = new StepEngine(time, Faults.NONE, FLOW, true, projection::add);
        this.rules = rules;
        this.deadLetters = deadLetters;
        register.accept(engine);
    }

    /** Kinds in the order of the flow; the correlator takes suspicions by (time, asset, id). */
    static final Delivery FLOW = Delivery.byKind(
            List.of("intake", "asset", "cohort", "correlator", "incident", "response", "containment", "guard"),
            (_, message) -> place(message));

    private static String place(Message message) {
        return switch (message) {
            case Suspect(var s) -> "%020d %s %s".formatted(s.time().toEpochMilli(), s.asset(), s.id());
            case Shown s -> "0 " + s.asset();
            case Weigh w -> "1 " + place(new Suspect(w.suspicion()));
            case Deliver d -> d.intake() + " %020d".formatted(d.batch());
            default -> "";
        };
    }

    public StepEngine engine() {
        return engine;
    }

    public Projection projection() {
        return projection;
    }

    public long observations() {
        return observations;
    }

    /** Reads every file to its end. */
    public void run(List<RecordedFile> files) {
        record Next(int file, Read read) {}
        var order = Comparator.comparing((Next n) -> n.read().at()).thenComparing(Next::file);
        var next = new PriorityQueue<>(order);
        for (int i = 0; i < files.size(); i++) {
            int file = i;
            files.get(i).next().ifPresent(read -> next.add(new Next(file, read)));
        }
        Instant stepEnd = null;
        while (!next.isEmpty()) {
            var taken = next.remove();
            var second = taken.read().at().truncatedTo(ChronoUnit.SECONDS);
            if (stepEnd != null && second.isAfter(stepEnd)) {
                flush(files, stepEnd);
            }
            stepEnd = second;
            take(files, taken.file(), taken.read(), second);
            files.get(taken.file()).next().ifPresent(read -> next.add(new Next(taken.file(), read)));
        }
        if (stepEnd != null) {
            flush(files, stepEnd);
            end();
            time.runUntil(time.now().plus(REST));
        }
    }

    /** What waits for the time is told, and windows that are open are judged, by what has come: nothing else will. */
    private void end() {
        for (int round = 1; round <= Chain.LEVELS; round++) {
            var ended = new Ended(round);
            engine.entities("asset").forEach(asset -> engine.tell(asset, ended));
            time.runUntil(time.now());
        }
        engine.entities("cohort").forEach(cohort -> engine.tell(cohort, new CohortCommand.Ended()));
        time.runUntil(time.now());
    }

    private void take(List<RecordedFile> files, int file, Read read, Instant second) {
        switch (read) {
            case Read.Seen(var _, var observation) -> {
                observations = observations + 1;
                var batch = step.computeIfAbsent(file, _ -> new ArrayList<>());
                batch.add(observation);
                if (batch.size() == BATCH) {
                    flush(files, second);
                }
            }
            case Read.Dead(var _, var letter) -> deadLetters.accept(letter);
        }
    }

    private void flush(List<RecordedFile> files, Instant at) {
        time.runUntil(at);
        for (var share : step.entrySet()) {
            var intake =
                    new EntityId(tenant, "intake", files.get(share.getKey()).name());
            var key = String.valueOf(++batches);
            var observations = share.getValue();
            accept(intake, new Accept(key, key, observations, List.of(), rules.ask(observations)));
        }
        step.clear();
        time.runUntil(time.now());
    }

    private void accept(EntityId intake, Accept batch) {
        var answer = new ArrayList<Message>();
        engine.ask(intake, batch, answer::add);
        while (answer.getLast() instanceof IntakeCommand.Busy) {
            time.runUntil(time.now().plusSeconds(1));
            engine.ask(intake, batch, answer::add);
        }
    }
}

package io.gabion.node.source;

import io.gabion.protocol.intake.DeadLetter;
import io.gabion.protocol.observation.Observation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what is brought, in memory. Can refuse, let wait, or take a batch and lose the answer. */
final class RecordingIngest implements Ingest {
    final List<Batch> durable = new CopyOnWriteArrayList<>();
    final List<Batch> brought = new CopyOnWriteArrayList<>();
    final Set<String> sources = ConcurrentHashMap.newKeySet();
    private final Set<String> keys = new HashSet<>();
    private String position = "";
    private int most = Integer.MAX_VALUE;
    private int refusals;
    private int lostAnswers;
    private boolean holding;
    private CompletableFuture<Boolean> held = new CompletableFuture<>();

    /** As if a batch with this position were durable. */
    synchronized void remember(String earlier) {
        position = earlier;
    }

    synchronized void refuse(int times) {
        refusals = times;
    }

    /** Whatever is new beyond so many batches. */
    synchronized void refuseFrom(int batches) {
        most = batches;
    }

    synchronized void loseAnswers(int times) {
        lostAnswers = times;
    }

    synchronized void hold() {
        holding = true;
        held = new CompletableFuture<>();
    }

    synchronized void release() {
        holding = false;
        held.complete(true);
    }

    @Override
    public synchronized CompletionStage<Boolean> bring(String source, Batch batch) {
        brought.add(batch);
        sources.add(source);
        if (durable.size() >= most && !keys.contains(batch.key())) {
            return CompletableFuture.completedStage(false);
        }
        if (refusals > 0) {
            refusals--;
            return CompletableFuture.completedStage(false);
        }
        if (keys.add(batch.key())) {
            durable.add(batch);
            position = batch.position();
        }
        if (lostAnswers > 0) {
            lostAnswers--;
            return CompletableFuture.failedStage(new IllegalStateException("crashed"));
        }
        return holding ? held : CompletableFuture.completedStage(true);
    }

    @Override
    public synchronized CompletionStage<String> position(String source) {
        return CompletableFuture.completedStage(position);
    }

    synchronized List<String> texts() {
        return durable.stream()
                .flatMap(b -> b.observations().stream())
                .map(o -> o.fields().get("text"))
                .toList();
    }

    synchronized List<Observation> observations() {
        return durable.stream().flatMap(b -> b.observations().stream()).toList();
    }

    synchronized List<DeadLetter> deadLetters() {
        return durable.stream().flatMap(b -> b.deadLetters().stream()).toList();
    }

    synchronized List<String> broughtKeys() {
        return brought.stream().map(Batch::key).toList();
    }

    synchronized String lastPosition() {
        return position;
    }
}

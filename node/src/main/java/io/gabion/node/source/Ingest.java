package io.gabion.node.source;

import io.gabion.protocol.intake.DeadLetter;
import io.gabion.protocol.observation.Observation;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where sources bring their batches. */
public interface Ingest {
    /**
     * @param key the source's own id of the batch: the same batch brought twice is taken once
     * @param position where the source goes on after this batch, journaled with it
     */
    record Batch(String key, String position, List<Observation> observations, List<DeadLetter> deadLetters) {}

    /** Completes with true once the batch is durable, with false if it was turned down and must be brought again. */
    CompletionStage<Boolean> bring(String source, Batch batch);

    /** The position of the last durable batch of the source, or an empty string. */
    CompletionStage<String> position(String source);
}

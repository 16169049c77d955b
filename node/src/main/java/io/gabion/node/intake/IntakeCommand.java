package io.gabion.node.intake;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.entity.Inner;
import io.gabion.protocol.entity.Message;
import io.gabion.protocol.intake.DeadLetter;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.Fired;
import java.util.List;

/** What an intake accepts. */
public sealed interface IntakeCommand extends Message {
    /**
     * Answered by {@link Accepted} once durable, or by {@link Busy}.
     *
     * @param key read as {@link BatchKey} says
     * @param fired what rules say of the observations
     */
    record Accept(
            String key, String position, List<Observation> observations, List<DeadLetter> deadLetters, Fired fired)
            implements IntakeCommand {
        public Accept {
            observations = observations.stream().map(Observation::told).toList();
        }

        public Accept(String key, String position, List<Observation> observations, List<DeadLetter> deadLetters) {
            this(key, position, observations, deadLetters, Fired.NOTHING);
        }
    }

    /** Answered by {@link Position}. */
    record Resume() implements IntakeCommand {}

    /** Answered by {@link Counted}. */
    record Count() implements IntakeCommand {}

    /** An asset has folded every batch up to this one durably. */
    record Absorbed(AssetRef asset, long upTo) implements IntakeCommand {}

    /** An asset misses a batch before the one that it was given. */
    record Missing(AssetRef asset) implements IntakeCommand {}

    record Wake() implements IntakeCommand, Inner {}

    sealed interface Answer extends Message {}

    /** @param batch the number it got; for a repeat, that of its last part so far */
    record Accepted(long batch) implements Answer {}

    /** Too much is not absorbed yet: nothing was journaled. */
    record Busy(int open) implements Answer {}

    /** @param position of the last accepted batch, or empty */
    record Position(String position) implements Answer {}

    /** @param counts of all that was ever accepted @param open batches that are not absorbed yet */
    record Counted(IntakeState.Counts counts, int open) implements Answer {}
}

package io.gabion.node.asset;

import io.gabion.detectors.window.Question;
import io.gabion.node.asset.AssetCommand.Judged;
import io.gabion.protocol.entity.Order;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Models that say what they think of windows and traces that are over. Never blocks where the mesh runs, never fails: no answer is one too. */
public interface Judges {
    /** Nobody is asked, and no window is kept; what was asked under other settings goes by unjudged. */
    Judges NONE = new Judges() {
        @Override
        public Set<String> models() {
            return Set.of();
        }

        @Override
        public CompletionStage<Judged> judge(Ask ask) {
            return CompletableFuture.completedFuture(
                    new Judged(ask.questions().stream().map(Word::ofNobody).toList()));
        }
    };

    /**
     * @param key of the asset and the first of the questions
     * @param deadline after which an answer is not waited for
     */
    record Ask(String key, Instant deadline, List<Question> questions) implements Order {
        public Ask {
            questions = List.copyOf(questions);
        }

        @Override
        public boolean isEffect() {
            return false;
        }
    }

    /**
     * What one model said of one question.
     *
     * @param model its name, or that with {@code /shadow} behind
     * @param version a hash of its weights; empty if there is no model
     * @param without why it said nothing; empty if it did
     * @param standingOut places among the question's features that made the score high
     */
    record Word(
            Question question,
            String model,
            String version,
            double threshold,
            double score,
            String without,
            List<Integer> standingOut) {
        public Word {
            standingOut = List.copyOf(standingOut);
        }

        /** There is no such model here. */
        public static Word ofNobody(Question question) {
            return new Word(question, question.model(), "", 0, 0, "no model", List.of());
        }

        boolean flagged() {
            return without.isEmpty() && score >= threshold;
        }

        /** A shadow raises nothing. */
        boolean speaks() {
            return flagged() && model.equals(question.model());
        }
    }

    /** The models that are asked; of others no window is kept. */
    Set<String> models();

    CompletionStage<Judged> judge(Ask ask);
}

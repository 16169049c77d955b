package io.gabion.detectors.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import io.gabion.detectors.model.Bag;
import io.gabion.detectors.model.Encoding;
import io.gabion.detectors.model.Scorer;
import java.util.Arrays;
import java.util.function.Consumer;

/** Trains {@link Bag}. */
final class BagTraining implements Classifier {
    /** @param padded whether id {@link Encoding#NOTHING} is padding, which adds nothing */
    record Plan(int length, int ids, int hidden, int epochs, float rate, boolean padded, long seed) {}

    private final Plan plan;
    private final Descent descent;

    BagTraining(Plan plan) {
        this.plan = plan;
        this.descent = new Descent(plan.rate(), plan.seed());
        double spread = 1 / Math.sqrt(plan.hidden());
        descent.weight("embedding", 1 / Math.sqrt(plan.length()), plan.ids(), plan.hidden());
        descent.weight("bIn", spread, plan.hidden());
        descent.weight("wOut", spread, 1, plan.hidden());
        descent.weight("bOut", spread, 1);
    }

    @Override
    public void classify(long[][] rows, float[] labels, Consumer<String> progress) {
        descent.run(
                rows.length,
                plan.epochs(),
                progress,
                (sub, chosen) -> Descent.logLoss(sub, logit(sub, Descent.gather(rows, chosen)), labels, chosen));
    }

    private NDArray logit(NDManager sub, long[][] rows) {
        var ids = Descent.ids(sub, rows);
        var embedded = Embedding.embedding(ids, descent.weight("embedding"), SparseFormat.DENSE)
                .singletonOrThrow();
        if (plan.padded()) {
            var counts = new float[rows.length * plan.length()];
            for (int i = 0; i < counts.length; i++) {
                counts[i] = rows[i / plan.length()][i % plan.length()] == Encoding.NOTHING ? 0 : 1;
            }
            embedded = embedded.mul(sub.create(counts, new Shape(rows.length, plan.length(), 1)));
        }
        var state = embedded.sum(new int[] {1}).add(descent.weight("bIn")).maximum(0);
        return state.matMul(descent.weight("wOut").transpose())
                .add(descent.weight("bOut"))
                .squeeze(1);
    }

    @Override
    public float[] logits(long[][] rows) {
        try (var sub = descent.newSubManager()) {
            var logits = logit(sub, rows);
            logits.attach(sub);
            return logits.toFloatArray();
        }
    }

    @Override
    public byte[] onnx() {
        var embedding = descent.values("embedding");
        if (plan.padded()) {
            Arrays.fill(embedding, 0, plan.hidden(), 0);
        }
        return new Bag(
                        plan.length(),
                        plan.ids(),
                        plan.hidden(),
                        embedding,
                        descent.values("bIn"),
                        descent.values("wOut"),
                        descent.values("bOut"))
                .classifier(Scorer.BATCH);
    }

    @Override
    public void close() {
        descent.close();
    }
}

package io.gabion.detectors.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import io.gabion.detectors.model.Encoding;
import io.gabion.detectors.model.Recurrent;
import io.gabion.detectors.model.Scorer;
import java.util.function.Consumer;

/** Trains {@link Recurrent}. */
final class GruTraining implements Classifier {
    private static final double BLURRED = 0.1;

    /** @param rate at the beginning of Adam; it falls to a tenth at the end */
    record Plan(int ids, int width, int hidden, int outputs, int epochs, float rate, long seed) {}

    private final Plan plan;
    private final Descent descent;

    GruTraining(Plan plan) {
        this.plan = plan;
        this.descent = new Descent(plan.rate(), plan.seed());
        int gates = 3 * plan.hidden();
        double spread = 1 / Math.sqrt(plan.hidden());
        descent.weight("embedding", 0.5, plan.ids(), plan.width());
        descent.weight("wIh", spread, gates, plan.width());
        descent.weight("wHh", spread, gates, plan.hidden());
        descent.weight("bIh", spread, gates);
        descent.weight("bHh", spread, gates);
        descent.weight("wOut", spread, plan.outputs(), plan.hidden());
        descent.weight("bOut", spread, plan.outputs());
    }

    /** From the state after the last id. */
    @Override
    public void classify(long[][] rows, float[] labels, Consumer<String> progress) {
        descent.run(rows.length, plan.epochs(), progress, (sub, chosen) -> {
            var states = states(sub, Descent.gather(rows, chosen));
            return Descent.logLoss(sub, linear(states.get(":, -1, :")).squeeze(1), labels, chosen);
        });
    }

    /** What comes next. @param rows one id more than a window; what follows padding is not learnt */
    void predict(long[][] rows, Consumer<String> progress) {
        descent.run(rows.length, plan.epochs(), progress, (sub, chosen) -> {
            var ids = Descent.gather(rows, chosen);
            int length = rows[0].length - 1;
            var inputs = new long[chosen.length][];
            var targets = new long[chosen.length * length];
            var counted = new float[targets.length];
            for (int i = 0; i < chosen.length; i++) {
                inputs[i] = blurred(java.util.Arrays.copyOf(ids[i], length));
                System.arraycopy(ids[i], 1, targets, i * length, length);
            }
            float sum = 0;
            for (int i = 0; i < targets.length; i++) {
                counted[i] = targets[i] == 0 ? 0 : 1;
                sum += counted[i];
            }
            var states = states(sub, inputs).reshape(targets.length, plan.hidden());
            var likely = linear(states).logSoftmax(-1);
            var picked = likely.gather(sub.create(targets, new Shape(targets.length, 1)), 1)
                    .squeeze(1);
            return picked.mul(sub.create(counted)).sum().div(-Math.max(1, sum));
        });
    }

    /** Now and then an event that it does not know: it must not rest on one alone, and meets such events later. */
    private long[] blurred(long[] inputs) {
        for (int i = 0; i < inputs.length; i++) {
            if (inputs[i] != Encoding.NOTHING && descent.random().nextDouble() < BLURRED) {
                inputs[i] = Encoding.Tokens.UNKNOWN;
            }
        }
        return inputs;
    }

    private NDArray states(NDManager sub, long[][] rows) {
        var ids = Descent.ids(sub, rows);
        var embedded = Embedding.embedding(ids, descent.weight("embedding"), SparseFormat.DENSE)
                .singletonOrThrow();
        var begin = sub.zeros(new Shape(1, rows.length, plan.hidden()));
        var parameters =
                new NDList(descent.weight("wIh"), descent.weight("wHh"), descent.weight("bIh"), descent.weight("bHh"));
        return embedded.getNDArrayInternal()
                .gru(embedded, begin, parameters, true, 1, 0, true, false, true)
                .get(0);
    }

    private NDArray linear(NDArray states) {
        return states.matMul(descent.weight("wOut").transpose()).add(descent.weight("bOut"));
    }

    @Override
    public float[] logits(long[][] rows) {
        try (var sub = descent.newSubManager()) {
            var logits = linear(states(sub, rows).get(":, -1, :"));
            logits.attach(sub);
            return logits.toFloatArray();
        }
    }

    /** As a classifier of domains. */
    @Override
    public byte[] onnx() {
        return weights().classifier(Scorer.BATCH, new Encoding.Domain().length());
    }

    Recurrent weights() {
        return new Recurrent(
                plan.ids(),
                plan.width(),
                plan.hidden(),
                plan.outputs(),
                descent.values("embedding"),
                descent.values("wIh"),
                descent.values("wHh"),
                descent.values("bIh"),
                descent.values("bHh"),
                descent.values("wOut"),
                descent.values("bOut"));
    }

    @Override
    public void close() {
        descent.close();
    }
}

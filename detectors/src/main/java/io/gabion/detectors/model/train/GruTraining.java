package io.gabion.detectors.model.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.gabion.detectors.model.Recurrent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Trains {@link Recurrent} on DJL's PyTorch engine by gradient descent. The same seed, rows and one native thread give the
 * same weights.
 */
final class GruTraining implements AutoCloseable {
    private static final float CLIP = 1;
    private static final int BATCH = 64;

    /** @param rate at the beginning of Adam; it falls to a tenth at the end */
    record Plan(int ids, int width, int hidden, int outputs, int epochs, float rate, long seed) {}

    private final Plan plan;
    private final Engine engine = Engine.getEngine("PyTorch");
    private final NDManager manager = engine.newBaseManager();
    private final Random random;
    private final Map<String, NDArray> weights = new LinkedHashMap<>();
    private int step;
    private int steps;

    GruTraining(Plan plan) {
        this.plan = plan;
        this.random = new Random(plan.seed());
        int gates = 3 * plan.hidden();
        double spread = 1 / Math.sqrt(plan.hidden());
        weight("embedding", 0.5, plan.ids(), plan.width());
        weight("wIh", spread, gates, plan.width());
        weight("wHh", spread, gates, plan.hidden());
        weight("bIh", spread, gates);
        weight("bHh", spread, gates);
        weight("wOut", spread, plan.outputs(), plan.hidden());
        weight("bOut", spread, plan.outputs());
    }

    private void weight(String name, double spread, long... shape) {
        var made = new Shape(shape);
        var values = new float[(int) made.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (spread * (2 * random.nextDouble() - 1));
        }
        var weight = manager.create(values, made);
        weight.setRequiresGradient(true);
        weights.put(name, weight);
    }

    /** Whether a row is malicious, from the state after its last id. @param labels 0 or 1 */
    void classify(long[][] rows, float[] labels, Consumer<String> progress) {
        train(rows.length, progress, (sub, chosen) -> {
            var states = states(sub, gather(rows, chosen));
            var logit = linear(states.get(":, -1, :")).squeeze(1);
            var wanted = new float[chosen.length];
            for (int i = 0; i < chosen.length; i++) {
                wanted[i] = labels[chosen[i]];
            }
            var y = sub.create(wanted);
            // log(1 + exp(-|x|)) + max(x, 0) - x y, which does not overflow
            var bound = logit.abs().neg().exp().add(1).log();
            return bound.add(logit.maximum(0)).sub(logit.mul(y)).mean();
        });
    }

    /** What comes next. @param rows one id more than a window; what follows padding is not learnt */
    void predict(long[][] rows, Consumer<String> progress) {
        train(rows.length, progress, (sub, chosen) -> {
            var ids = gather(rows, chosen);
            int length = rows[0].length - 1;
            var inputs = new long[chosen.length][];
            var targets = new long[chosen.length * length];
            var counted = new float[targets.length];
            for (int i = 0; i < chosen.length; i++) {
                inputs[i] = java.util.Arrays.copyOf(ids[i], length);
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

    private interface Loss {
        NDArray of(NDManager sub, int[] chosen);
    }

    private void train(int rows, Consumer<String> progress, Loss loss) {
        int perEpoch = (rows + BATCH - 1) / BATCH;
        steps = plan.epochs() * perEpoch;
        // The optimizer asks for the rate of its own count, which is the step.
        var falling = new Tracker() {
            @Override
            public float getNewValue(int count) {
                return (float) (plan.rate() * Math.pow(0.1, (double) step / steps));
            }
        };
        var adam = Adam.builder().optLearningRateTracker(falling).build();
        var order = new int[rows];
        java.util.Arrays.setAll(order, i -> i);
        for (int epoch = 1; epoch <= plan.epochs(); epoch++) {
            shuffle(order);
            double sum = 0;
            for (int from = 0; from < rows; from += BATCH, step++) {
                sum += descend(adam, loss, java.util.Arrays.copyOfRange(order, from, Math.min(rows, from + BATCH)));
            }
            progress.accept("epoch %d of %d: loss %.4f".formatted(epoch, plan.epochs(), sum / perEpoch));
        }
    }

    private double descend(Optimizer adam, Loss loss, int[] chosen) {
        try (var sub = manager.newSubManager()) {
            float value;
            try (var gradients = engine.newGradientCollector()) {
                var result = loss.of(sub, chosen);
                result.attach(sub);
                gradients.backward(result);
                value = result.getFloat();
            }
            for (var weight : weights.entrySet()) {
                var gradient = weight.getValue().getGradient();
                gradient.attach(sub);
                var norm = gradient.norm().getFloat();
                adam.update(weight.getKey(), weight.getValue(), norm > CLIP ? gradient.mul(CLIP / norm) : gradient);
                gradient.subi(gradient);
            }
            return value;
        }
    }

    private NDArray states(NDManager sub, long[][] rows) {
        var flat = new long[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length);
        }
        var ids = sub.create(flat, new Shape(rows.length, rows[0].length));
        var embedded = Embedding.embedding(ids, weights.get("embedding"), SparseFormat.DENSE)
                .singletonOrThrow();
        var begin = sub.zeros(new Shape(1, rows.length, plan.hidden()));
        var parameters = new NDList(weights.get("wIh"), weights.get("wHh"), weights.get("bIh"), weights.get("bHh"));
        return embedded.getNDArrayInternal()
                .gru(embedded, begin, parameters, true, 1, 0, true, false, true)
                .get(0);
    }

    private NDArray linear(NDArray states) {
        return states.matMul(weights.get("wOut").transpose()).add(weights.get("bOut"));
    }

    private static long[][] gather(long[][] rows, int[] chosen) {
        var out = new long[chosen.length][];
        java.util.Arrays.setAll(out, i -> rows[chosen[i]]);
        return out;
    }

    private void shuffle(int[] order) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int held = order[i];
            order[i] = order[j];
            order[j] = held;
        }
    }

    /** What the trained network says after the last id of each row: what is exported must say the same. */
    float[] logits(long[][] rows) {
        try (var sub = manager.newSubManager()) {
            var logits = linear(states(sub, rows).get(":, -1, :"));
            logits.attach(sub);
            return logits.toFloatArray();
        }
    }

    Recurrent weights() {
        return new Recurrent(
                plan.ids(),
                plan.width(),
                plan.hidden(),
                plan.outputs(),
                values("embedding"),
                values("wIh"),
                values("wHh"),
                values("bIh"),
                values("bHh"),
                values("wOut"),
                values("bOut"));
    }

    private float[] values(String name) {
        return weights.get(name).toFloatArray();
    }

    @Override
    public void close() {
        manager.close();
    }
}

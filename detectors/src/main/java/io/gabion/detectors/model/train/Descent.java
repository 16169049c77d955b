package io.gabion.detectors.model.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** Gradient descent by Adam on DJL's PyTorch engine. The same seed, rows and one native thread give the same weights. */
final class Descent implements AutoCloseable {
    private static final float CLIP = 1;
    private static final int BATCH = 64;

    /** Its result belongs to the sub-manager. @param chosen rows of one step */
    interface Loss {
        NDArray of(NDManager sub, int[] chosen);
    }

    private final Engine engine = Engine.getEngine("PyTorch");
    private final NDManager manager = engine.newBaseManager();
    private final Map<String, NDArray> weights = new LinkedHashMap<>();
    private final Random random;
    private final float rate;
    private int step;

    /** @param rate at the beginning; it falls to a tenth at the end */
    Descent(float rate, long seed) {
        this.rate = rate;
        this.random = new Random(seed);
    }

    /** A weight that begins with numbers drawn up to the spread on either side of nothing. */
    void weight(String name, double spread, long... shape) {
        var made = new Shape(shape);
        var values = new float[(int) made.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (spread * (2 * random.nextDouble() - 1));
        }
        var weight = manager.create(values, made);
        weight.setRequiresGradient(true);
        weights.put(name, weight);
    }

    NDArray weight(String name) {
        return weights.get(name);
    }

    float[] values(String name) {
        return weights.get(name).toFloatArray();
    }

    Random random() {
        return random;
    }

    NDManager newSubManager() {
        return manager.newSubManager();
    }

    /** @param rows how many there are */
    void run(int rows, int epochs, Consumer<String> progress, Loss loss) {
        int perEpoch = (rows + BATCH - 1) / BATCH;
        int steps = epochs * perEpoch;
        // The optimizer asks for the rate of its own count, which is the step.
        var falling = new Tracker() {
            @Override
            public float getNewValue(int count) {
                return (float) (rate * Math.pow(0.1, (double) step / steps));
            }
        };
        var adam = Adam.builder().optLearningRateTracker(falling).build();
        var order = new int[rows];
        Arrays.setAll(order, i -> i);
        for (int epoch = 1; epoch <= epochs; epoch++) {
            shuffle(order);
            double sum = 0;
            for (int from = 0; from < rows; from += BATCH, step++) {
                sum += descend(adam, loss, Arrays.copyOfRange(order, from, Math.min(rows, from + BATCH)));
            }
            progress.accept("epoch %d of %d: loss %.4f".formatted(epoch, epochs, sum / perEpoch));
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

    private void shuffle(int[] order) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int held = order[i];
            order[i] = order[j];
            order[j] = held;
        }
    }

    @Override
    public void close() {
        manager.close();
    }

    /** The chosen rows. */
    static long[][] gather(long[][] rows, int[] chosen) {
        var out = new long[chosen.length][];
        java.util.Arrays.setAll(out, i -> rows[chosen[i]]);
        return out;
    }

    static NDArray ids(NDManager sub, long[][] rows) {
        var flat = new long[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length);
        }
        return sub.create(flat, new Shape(rows.length, rows[0].length));
    }

    /** The mean loss of one logit a row. @param labels 0 or 1, of all rows */
    static NDArray logLoss(NDManager sub, NDArray logit, float[] labels, int[] chosen) {
        var wanted = new float[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            wanted[i] = labels[chosen[i]];
        }
        // log(1 + exp(-|x|)) + max(x, 0) - x y, which does not overflow
        var bound = logit.abs().neg().exp().add(1).log();
        return bound.add(logit.maximum(0)).sub(logit.mul(sub.create(wanted))).mean();
    }
}

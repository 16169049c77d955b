package io.gabion.detectors.model.train;

import java.util.function.Consumer;

/** A network that learns one of two labels for a row of ids. */
interface Classifier extends AutoCloseable {
    /** @param labels 0 or 1 */
    void classify(long[][] rows, float[] labels, Consumer<String> progress);

    /** What the trained network says of each row, before the sigmoid: what is exported must say the same. */
    float[] logits(long[][] rows);

    /** What it has become. */
    byte[] onnx();

    @Override
    void close();
}

package io.gabion.detectors.model;

import io.gabion.detectors.model.OnnxGraph.Attribute;
import java.util.List;

/**
 * Weights of the one network that judges sequences of ids: embedding, gated recurrent unit, one linear layer. As PyTorch
 * lays them out: gates r, z, n one below the other.
 *
 * @param embedding ids × width
 * @param wIh 3·hidden × width
 * @param wHh 3·hidden × hidden
 * @param wOut outputs × hidden
 */
public record Recurrent(
        int ids,
        int width,
        int hidden,
        int outputs,
        float[] embedding,
        float[] wIh,
        float[] wHh,
        float[] bIh,
        float[] bHh,
        float[] wOut,
        float[] bOut) {
    /** One text or window a row. The last state gives one score from 0 to 1. */
    public byte[] classifier(int batch, int length) {
        return graph(batch, length)
                .number("zero", 0)
                .node("Squeeze", List.of("last", "zero"), List.of("state"))
                .node("Gemm", List.of("state", "wOut", "bOut"), List.of("logit"), Attribute.of("transB", 1))
                .node("Sigmoid", List.of("logit"), List.of("score"))
                .weights("wOut", wOut, outputs, hidden)
                .output("score", batch, outputs)
                .bytes();
    }

    /** Of every place, the logarithm of how likely each id comes next: length × batch × outputs. */
    public byte[] nextEvent(int batch, int length) {
        return graph(batch, length)
                .number("one", 1)
                .node("Squeeze", List.of("all", "one"), List.of("states"))
                .node("MatMul", List.of("states", "wOut"), List.of("product"))
                .node("Add", List.of("product", "bOut"), List.of("logits"))
                .node("LogSoftmax", List.of("logits"), List.of("score"), Attribute.of("axis", -1))
                .weights("wOut", transposed(), hidden, outputs)
                .output("score", length, batch, outputs)
                .bytes();
    }

    private OnnxGraph graph(int batch, int length) {
        return new OnnxGraph()
                .wholeInput("ids", batch, length)
                .weights("embedding", embedding, ids, width)
                .weights("W", reordered(wIh, width), 1, 3L * hidden, width)
                .weights("R", reordered(wHh, hidden), 1, 3L * hidden, hidden)
                .weights("B", biases(), 1, 6L * hidden)
                .weights("bOut", bOut, outputs)
                .node("Gather", List.of("embedding", "ids"), List.of("embedded"))
                .node("Transpose", List.of("embedded"), List.of("steps"), Attribute.list("perm", 1L, 0L, 2L))
                .node(
                        "GRU",
                        List.of("steps", "W", "R", "B"),
                        List.of("all", "last"),
                        Attribute.of("hidden_size", hidden),
                        Attribute.of("linear_before_reset", 1));
    }

    /** ONNX wants the gates z, r, h. */
    private float[] reordered(float[] gates, int columns) {
        int block = hidden * columns;
        var out = gates.clone();
        System.arraycopy(gates, block, out, 0, block);
        System.arraycopy(gates, 0, out, block, block);
        return out;
    }

    private float[] biases() {
        var out = new float[6 * hidden];
        System.arraycopy(reordered(bIh, 1), 0, out, 0, 3 * hidden);
        System.arraycopy(reordered(bHh, 1), 0, out, 3 * hidden, 3 * hidden);
        return out;
    }

    private float[] transposed() {
        var out = new float[wOut.length];
        for (int row = 0; row < outputs; row++) {
            for (int column = 0; column < hidden; column++) {
                out[column * outputs + row] = wOut[row * hidden + column];
            }
        }
        return out;
    }
}

package io.gabion.detectors.model;

import io.gabion.detectors.model.OnnxGraph.Attribute;
import java.util.List;

/**
 * Weights of the network that says a row's columns again through a bottleneck: embeddings of the parts added up, three
 * layers, and for each column a logit for each part. Matrices as PyTorch lays them out, a row for each output.
 *
 * @param columns of a row
 * @param parts of each column
 * @param embedding columns·parts × hidden
 * @param wNarrow bottleneck × hidden
 * @param wWide hidden × bottleneck
 * @param wOut columns·parts × hidden
 */
public record Reconstruction(
        int columns,
        int parts,
        int hidden,
        int bottleneck,
        float[] embedding,
        float[] bIn,
        float[] wNarrow,
        float[] bNarrow,
        float[] wWide,
        float[] bWide,
        float[] wOut,
        float[] bOut) {
    /** Batch × columns·parts logits. */
    public byte[] logits(int batch) {
        long out = (long) columns * parts;
        var transposed = Attribute.of("transB", 1);
        return new OnnxGraph()
                .wholeInput("ids", batch, columns)
                .weights("embedding", embedding, out, hidden)
                .weights("bIn", bIn, hidden)
                .weights("wNarrow", wNarrow, bottleneck, hidden)
                .weights("bNarrow", bNarrow, bottleneck)
                .weights("wWide", wWide, hidden, bottleneck)
                .weights("bWide", bWide, hidden)
                .weights("wOut", wOut, out, hidden)
                .weights("bOut", bOut, out)
                .number("one", 1)
                .node("Gather", List.of("embedding", "ids"), List.of("embedded"))
                .node("ReduceSum", List.of("embedded", "one"), List.of("sum"), Attribute.of("keepdims", 0))
                .node("Add", List.of("sum", "bIn"), List.of("in"))
                .node("Relu", List.of("in"), List.of("first"))
                .node("Gemm", List.of("first", "wNarrow", "bNarrow"), List.of("narrow"), transposed)
                .node("Tanh", List.of("narrow"), List.of("code"))
                .node("Gemm", List.of("code", "wWide", "bWide"), List.of("wide"), transposed)
                .node("Relu", List.of("wide"), List.of("last"))
                .node("Gemm", List.of("last", "wOut", "bOut"), List.of("score"), transposed)
                .output("score", batch, out)
                .bytes();
    }
}

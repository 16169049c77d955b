package io.gabion.detectors.model;

import io.gabion.detectors.model.OnnxGraph.Attribute;
import java.util.List;

/**
 * Weights of the network that judges a set of ids, whatever their order: embeddings added up, one layer, one score from 0 to 1.
 *
 * @param length ids of a row
 * @param embedding ids × hidden
 * @param wOut hidden
 * @param bOut one number
 */
public record Bag(int length, int ids, int hidden, float[] embedding, float[] bIn, float[] wOut, float[] bOut) {
    public byte[] classifier(int batch) {
        return new OnnxGraph()
                .wholeInput("ids", batch, length)
                .weights("embedding", embedding, ids, hidden)
                .weights("bIn", bIn, hidden)
                .weights("wOut", wOut, 1, hidden)
                .weights("bOut", bOut, 1)
                .number("one", 1)
                .node("Gather", List.of("embedding", "ids"), List.of("embedded"))
                .node("ReduceSum", List.of("embedded", "one"), List.of("sum"), Attribute.of("keepdims", 0))
                .node("Add", List.of("sum", "bIn"), List.of("in"))
                .node("Relu", List.of("in"), List.of("state"))
                .node("Gemm", List.of("state", "wOut", "bOut"), List.of("logit"), Attribute.of("transB", 1))
                .node("Sigmoid", List.of("logit"), List.of("score"))
                .output("score", batch, 1)
                .bytes();
    }
}

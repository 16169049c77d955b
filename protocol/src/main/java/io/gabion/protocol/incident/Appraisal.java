package io.gabion.protocol.incident;

/**
 * What a model that has learnt from people's verdicts makes of an incident.
 *
 * @param model its name, or that with {@code /shadow} behind: then it counts for nothing
 * @param version a hash of its weights; empty if there is no model
 * @param score 0 to 1, how much it is like those that people cared about
 * @param without why it said nothing; empty if it did
 */
public record Appraisal(String model, String version, double threshold, double score, String without) {}

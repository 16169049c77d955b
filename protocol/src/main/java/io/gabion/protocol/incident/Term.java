package io.gabion.protocol.incident;

/** One part of a triage score: what it adds to the total, and a sentence with the numbers used. */
public record Term(String name, double value, String why) {}

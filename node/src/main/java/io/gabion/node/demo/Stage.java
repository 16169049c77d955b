package io.gabion.node.demo;

/** A step of the demo attack, under the name of its ATT&amp;CK technique. */
public record Stage(String name, String technique) {}

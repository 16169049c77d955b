package io.gabion.responders.playbook;

/**
 * What is wrong with a playbook, in one line.
 *
 * @param line counted from 1
 */
public record Finding(int line, String message) {}

package io.gabion.responders.playbook;

/** Something about one step, in one line. */
record Doubt(String step, String message) {}

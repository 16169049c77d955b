package io.gabion.responders.playbook;

/** Something about one step, in one line. @param warns see {@link Finding} */
record Doubt(String step, String message, boolean warns) {
    Doubt(String step, String message) {
        this(step, message, false);
    }
}

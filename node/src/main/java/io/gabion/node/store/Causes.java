package io.gabion.node.store;

/** What people are told of a failure: the rest of its stack is the database's own. */
public final class Causes {
    private static final int MOST = 300;

    /** What the first cause says, in one line of at most {@value #MOST} characters; its kind if it says nothing. */
    public static String inOneLine(Throwable failure) {
        var cause = first(failure);
        var said = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        var line = said.replaceAll("\\R", " ");
        return line.length() > MOST ? line.substring(0, MOST) + " ..." : line;
    }

    public static Throwable first(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause;
    }

    private Causes() {}
}

package io.gabion.node.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Tells how far long work has come: in place on a terminal, otherwise by a plain line every few seconds. */
final class Progress implements AutoCloseable {
    private static final Duration ON_TERMINAL = Duration.ofMillis(500);
    private static final Duration PLAIN = Duration.ofSeconds(5);

    private final PrintStream out;
    private final boolean terminal;
    private final Thread thread;

    private Progress(PrintStream out, boolean terminal, Duration every, LongSupplier done, String what) {
        this.out = out;
        this.terminal = terminal;
        thread = Thread.ofVirtual().start(() -> tell(every, done, what));
    }

    static Progress on(PrintStream out, LongSupplier done, String what) {
        var console = System.console();
        boolean terminal = console != null && console.isTerminal();
        return new Progress(out, terminal, terminal ? ON_TERMINAL : PLAIN, done, what);
    }

    private void tell(Duration every, LongSupplier done, String what) {
        try {
            while (true) {
                Thread.sleep(every);
                var line = "gabion: %,d %s".formatted(done.getAsLong(), what);
                out.print(terminal ? "\r" + line : line + System.lineSeparator());
                out.flush();
            }
        } catch (InterruptedException e) {
            // The work is done.
        }
    }

    /** Clears the line of a terminal. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (terminal) {
            out.print("\r" + " ".repeat(60) + "\r");
        }
    }
}

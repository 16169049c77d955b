package io.gabion.detectors.threshold;

import io.gabion.detectors.Stepwise.State;
import io.gabion.detectors.Trail;
import io.gabion.detectors.Window;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The state of a detector that counts distinct things within a span of time. */
public record Seen(Window window, Trail trail) implements State<Seen> {
    public static Seen empty(int cap, int span) {
        return new Seen(new Window(cap, span), new Trail());
    }

    public static Seen read(DataInput in, int cap, int span) throws IOException {
        return new Seen(Window.read(in, cap, span), Trail.read(in));
    }

    @Override
    public Seen copy() {
        return new Seen(window.copy(), trail.copy());
    }

    @Override
    public void write(DataOutput out) throws IOException {
        window.write(out);
        trail.write(out);
    }
}

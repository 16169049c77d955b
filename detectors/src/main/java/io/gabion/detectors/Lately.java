package io.gabion.detectors;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/** What a detector remembers that tells nothing twice within some time, and no flood one by one. */
public record Lately(Window told, Hourly hourly) {
    /** @param most values that are remembered to have been told @param seconds for so long */
    public static Lately nothing(int most, int seconds) {
        return new Lately(new Window(most, seconds), new Hourly());
    }

    public Lately copy() {
        return new Lately(told.copy(), hourly.copy());
    }

    public void write(DataOutput out) throws IOException {
        told.write(out);
        hourly.write(out);
    }

    public static Lately read(DataInput in, int most, int seconds) throws IOException {
        return new Lately(Window.read(in, most, seconds), Hourly.read(in));
    }

    /** Version 1 knew no limit an hour. */
    public static Optional<Lately> readFormer(String version, DataInput in, int most, int seconds) throws IOException {
        return version.equals("1")
                ? Optional.of(new Lately(Window.read(in, most, seconds), new Hourly()))
                : Optional.empty();
    }
}

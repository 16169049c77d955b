package io.gabion.detectors;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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

    /** Version 1 knew no limit an hour, version 2 told the rest of it with what came next. */
    public static Optional<Lately> readFormer(String version, DataInput in, int most, int seconds) throws IOException {
        return switch (version) {
            case "1" -> Optional.of(new Lately(Window.read(in, most, seconds), new Hourly()));
            case "2" -> Optional.of(new Lately(Window.read(in, most, seconds), Hourly.readFormer(in)));
            default -> Optional.empty();
        };
    }

    /** What was counted and is to be told now that this is heard, as {@code told} puts it. */
    public Outcome<Lately> hear(Heard heard, Function<Hourly.Rest, Finding> told) {
        if (!hourly.isDue(heard)) {
            return new Outcome<>(this, List.of());
        }
        var memory = copy();
        return new Outcome<>(memory, List.of(told.apply(memory.hourly.rest())));
    }
}

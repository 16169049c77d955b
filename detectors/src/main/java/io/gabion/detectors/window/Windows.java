package io.gabion.detectors.window;

import io.gabion.detectors.Batch;
import io.gabion.detectors.Detector;
import io.gabion.detectors.Outcome;
import io.gabion.detectors.model.Scorer.Input;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Counts what an asset does in windows of {@value #SECONDS} seconds of event time. When its first observation after a
 * window comes, what was counted is a question for the family's model; fewer than {@value #LEAST} observations say too
 * little. What comes late counts in the window that is open.
 */
public record Windows(Telemetry telemetry) implements Detector<Windows.Open> {
    public static final int SECONDS = 600;
    static final int LEAST = 4;
    private static final List<String> BEFORE = List.of("kind", "hour", "weekend");

    /**
     * @param window its number since 1970, -1 if there is none
     * @param observations that it counts
     */
    public record Open(
            long window, int observations, Instant last, Optional<Source> firstSource, Source lastSource, Tally tally) {
        private static final Source NOWHERE = new Source("", 0);
    }

    /** Names of the values that a model is given, in their order. */
    public static List<String> features(Telemetry telemetry) {
        return Stream.concat(BEFORE.stream(), telemetry.features().stream()).toList();
    }

    /** What the values mean, with its version: a model says for which it was made. */
    public static String schema(Telemetry telemetry) {
        return telemetry.model() + " " + telemetry.version();
    }

    @Override
    public String id() {
        return telemetry.model();
    }

    @Override
    public String version() {
        return String.valueOf(telemetry.version());
    }

    @Override
    public boolean concerns(AssetRef asset) {
        return asset.kind() != Kind.GROUP;
    }

    @Override
    public Open empty() {
        return new Open(-1, 0, Instant.EPOCH, Optional.empty(), Open.NOWHERE, tally());
    }

    private Tally tally() {
        return new Tally(telemetry.counters(), telemetry.spreads());
    }

    @Override
    public Outcome<Open> observe(Open before, AssetRef self, Batch batch, boolean frozen) {
        var own = batch.observations().stream()
                .filter(o -> telemetry.counts(o, self))
                .toList();
        if (own.isEmpty()) {
            return new Outcome<>(before, List.of());
        }
        var questions = new ArrayList<Question>();
        var open = before;
        var tally = before.tally().copy();
        for (var observation : own) {
            long window = Math.floorDiv(observation.time().getEpochSecond(), SECONDS);
            if (window > open.window()) {
                question(open, tally, self).ifPresent(questions::add);
                tally = tally();
                open = new Open(
                        window, 0, observation.time(), Optional.of(observation.source()), observation.source(), tally);
            }
            telemetry.add(tally, observation, self);
            open = with(open, observation, tally);
        }
        return new Outcome<>(open, List.of(), questions);
    }

    private static Open with(Open open, Observation observation, Tally tally) {
        return new Open(
                open.window(),
                open.observations() + 1,
                observation.time().isAfter(open.last()) ? observation.time() : open.last(),
                open.firstSource(),
                observation.source(),
                tally);
    }

    private Optional<Question> question(Open open, Tally tally, AssetRef self) {
        if (open.observations() < LEAST) {
            return Optional.empty();
        }
        var from = Instant.ofEpochSecond(open.window() * SECONDS);
        return Optional.of(new Question(
                telemetry.model(),
                new Input.Vector(values(tally, self, from)),
                features(telemetry),
                from,
                open.last(),
                Stream.of(open.firstSource().orElseThrow(), open.lastSource())
                        .distinct()
                        .toList()));
    }

    private List<String> values(Tally tally, AssetRef self, Instant from) {
        var time = from.atOffset(ZoneOffset.UTC);
        var day = time.getDayOfWeek();
        var values = new ArrayList<String>();
        values.add(self.kind().stored());
        values.add(String.valueOf(time.getHour()));
        values.add(day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY ? "1" : "0");
        telemetry.numbers(tally).forEach(number -> values.add(String.valueOf(number)));
        return values;
    }

    @Override
    public void write(Open open, DataOutput out) throws IOException {
        out.writeLong(open.window());
        out.writeInt(open.observations());
        out.writeLong(open.last().toEpochMilli());
        write(open.firstSource().orElse(Open.NOWHERE), out);
        write(open.lastSource(), out);
        open.tally().write(out);
    }

    private static void write(Source source, DataOutput out) throws IOException {
        out.writeUTF(source.file());
        out.writeLong(source.line());
    }

    @Override
    public Open read(DataInput in) throws IOException {
        long window = in.readLong();
        int observations = in.readInt();
        var last = Instant.ofEpochMilli(in.readLong());
        var first = new Source(in.readUTF(), in.readLong());
        return new Open(
                window,
                observations,
                last,
                window < 0 ? Optional.empty() : Optional.of(first),
                new Source(in.readUTF(), in.readLong()),
                Tally.read(in, telemetry.counters(), telemetry.spreads()));
    }
}

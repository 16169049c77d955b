package io.gabion.detectors.window;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import java.util.List;

/** Programs that a host starts. */
record Starts() implements Telemetry {
    private static final int STARTS = 0;
    private static final int SHELLS = 1;
    private static final int LOOKS = 2;
    private static final int BORROWED = 3;
    private static final int OWN = 4;
    private static final int LETTERS = 5;
    private static final int LONGEST = 6;
    private static final int IMAGES = 0;
    private static final int PAIRS = 1;
    private static final int ACCOUNTS = 2;
    /** Longer command lines are as long as this one. */
    private static final int MAX_LINE = 32_767;

    @Override
    public String model() {
        return "window-process";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> features() {
        return List.of(
                "starts",
                "programs",
                "program-entropy",
                "pairs",
                "accounts",
                "shell-share",
                "discovery-share",
                "borrowed-share",
                "writable-place-share",
                "line-mean",
                "line-longest");
    }

    @Override
    public int counters() {
        return 7;
    }

    @Override
    public int spreads() {
        return 3;
    }

    @Override
    public boolean counts(Observation observation, AssetRef self) {
        return starts(observation, self);
    }

    /** A start of a program on that host. */
    static boolean starts(Observation observation, AssetRef self) {
        return observation.type() == OcsfClass.PROCESS_ACTIVITY
                && observation.activity() == 1
                && self.kind() == Kind.HOST
                && self.equals(observation.primary())
                && !observation.process().image().isEmpty();
    }

    @Override
    public void add(Tally tally, Observation observation, AssetRef self) {
        var process = observation.process();
        var image = Program.of(process.image());
        tally.add(STARTS, 1);
        tally.add(SHELLS, image.is(Program.Use.SHELL) ? 1 : 0);
        tally.add(LOOKS, image.is(Program.Use.DISCOVERY) ? 1 : 0);
        tally.add(BORROWED, image.is(Program.Use.BORROWED) ? 1 : 0);
        tally.add(OWN, image.place() == Program.Place.WRITABLE ? 1 : 0);
        int line = Math.min(MAX_LINE, process.commandLine().length());
        tally.add(LETTERS, line);
        tally.most(LONGEST, line);
        tally.saw(IMAGES, image.name());
        tally.saw(PAIRS, Program.of(process.parent()).name() + ">" + image.name());
        tally.saw(ACCOUNTS, observation.actor().account());
    }

    @Override
    public List<Number> numbers(Tally tally) {
        return List.of(
                tally.count(STARTS),
                tally.distinct(IMAGES),
                tally.entropy(IMAGES),
                tally.distinct(PAIRS),
                tally.distinct(ACCOUNTS),
                tally.share(SHELLS, STARTS),
                tally.share(LOOKS, STARTS),
                tally.share(BORROWED, STARTS),
                tally.share(OWN, STARTS),
                tally.count(LETTERS) / Math.max(1, tally.count(STARTS)),
                tally.count(LONGEST));
    }
}

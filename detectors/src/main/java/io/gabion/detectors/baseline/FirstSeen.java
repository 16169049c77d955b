package io.gabion.detectors.baseline;

import io.gabion.detectors.Finding;
import io.gabion.detectors.Found;
import io.gabion.detectors.Hash32;
import io.gabion.detectors.Sight;
import io.gabion.detectors.Stepwise;
import io.gabion.detectors.Window;
import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Signal;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Something of a {@link Trait} that the asset never showed before, once it is known how little it varies. */
public final class FirstSeen extends Stepwise<FirstSeen.Memory> {
    /** Values reported within the hour, so that a frozen baseline does not report one twice. */
    static final int REPORTED = 16;

    static final int QUIET_SECONDS = 3600;

    /** One filter for all traits, and how new things turned up in each. */
    public record Memory(Filter filter, Map<Trait, Novelty> novelty, Window reported, Telling telling)
            implements State<Memory> {
        @Override
        public Memory copy() {
            var copy = new EnumMap<Trait, Novelty>(Trait.class);
            novelty.forEach((trait, value) -> copy.put(trait, value.copy()));
            return new Memory(filter.copy(), copy, reported.copy(), telling.copy());
        }

        @Override
        public void write(DataOutput out) throws IOException {
            filter.write(out);
            reported.write(out);
            out.writeByte(novelty.size());
            for (var entry : novelty.entrySet()) {
                out.writeByte(entry.getKey().ordinal());
                entry.getValue().write(out);
            }
            telling.write(out);
        }
    }

    @Override
    public String id() {
        return "first-seen";
    }

    @Override
    public String version() {
        return "2";
    }

    @Override
    public boolean concerns(AssetRef asset) {
        return asset.kind() == Kind.HOST
                || asset.kind() == Kind.ACCOUNT
                || asset.kind() == Kind.PRINCIPAL
                || asset.kind() == Kind.ADDRESS && !Addresses.isPublic(asset.name());
    }

    @Override
    public Memory empty() {
        return new Memory(new Filter(), new EnumMap<>(Trait.class), new Window(REPORTED, QUIET_SECONDS), new Telling());
    }

    @Override
    public Memory read(DataInput in) throws IOException {
        var former = former(in);
        return new Memory(former.filter, former.novelty, former.reported, Telling.read(in));
    }

    /** Version 1 told no peers. */
    @Override
    public Optional<Memory> readFormer(String version, DataInput in) throws IOException {
        return version.equals("1") ? Optional.of(former(in)) : Optional.empty();
    }

    private static Memory former(DataInput in) throws IOException {
        var filter = Filter.read(in);
        var reported = Window.read(in, REPORTED, QUIET_SECONDS);
        var novelty = new EnumMap<Trait, Novelty>(Trait.class);
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            novelty.put(Trait.values()[in.readUnsignedByte()], Novelty.read(in));
        }
        return new Memory(filter, novelty, reported, new Telling());
    }

    @Override
    protected boolean relevant(AssetRef self, Observation observation) {
        for (var trait : Trait.values()) {
            if (!trait.of(self, observation).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    @Override
    protected void step(Memory memory, AssetRef self, Observation observation, boolean frozen, Found found) {
        long now = observation.time().toEpochMilli();
        memory.reported.advance(now / 1000);
        for (var trait : Trait.values()) {
            var value = trait.of(self, observation);
            if (value.isEmpty()) {
                continue;
            }
            int hash = Hash32.of(trait.name(), value);
            boolean isNew = !memory.filter.contains(hash);
            var novelty = memory.novelty.get(trait);
            boolean warm = novelty != null && novelty.warm(now);
            if (isNew && warm && !memory.reported.contains(trait.ordinal(), hash)) {
                memory.reported.add(trait.ordinal(), hash, now / 1000);
                var explanation = explanation(trait, value, novelty, self);
                found.add(finding(trait, value, trait.severity, explanation, self, observation));
            }
            if (!frozen) {
                memory.filter.add(hash);
                memory.novelty.computeIfAbsent(trait, t -> new Novelty()).add(isNew, now);
                if (memory.telling.isDue(Hash32.of(self.name(), trait.name(), value), observation.time())) {
                    tell(trait, value, warm, self, observation, found);
                }
            }
        }
    }

    /** Who does not know himself yet asks whether the others know it. */
    private static void tell(
            Trait trait, String value, boolean warm, AssetRef self, Observation observation, Found found) {
        var signal = new Signal(trait.words, value);
        found.show(new Sight(signal, warm));
        if (!warm) {
            var explanation = "%s was seen on %s as a %s, of which too little was seen there to know what is usual"
                    .formatted(value, self.name(), trait.words);
            found.ask(finding(trait, value, Severity.LOW, explanation, self, observation));
        }
    }

    private static String explanation(Trait trait, String value, Novelty novelty, AssetRef self) {
        return "%s was never seen on %s as a %s in %d observations since %s, of the latest %d of which %d were new (limit %d %%)"
                .formatted(
                        value,
                        self.name(),
                        trait.words,
                        novelty.observed(),
                        Instant.ofEpochMilli(novelty.first()),
                        Novelty.RECENT,
                        novelty.fresh(),
                        Novelty.MAX_PERCENT);
    }

    private static Finding finding(
            Trait trait, String value, Severity severity, String explanation, AssetRef self, Observation observation) {
        var finding = new Finding(
                trait.name() + ":" + value,
                observation.time(),
                Detector.Kind.BASELINE,
                "New " + trait.words + " on " + self.name(),
                severity,
                0.3,
                trait.techniques,
                List.of(observation.source()),
                explanation,
                Trait.actors(self, observation),
                List.of(self));
        return finding.showing(new Signal(trait.words, value));
    }
}

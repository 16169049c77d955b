package io.gabion.detectors.threshold;

import static io.gabion.detectors.threshold.Logins.plural;

import io.gabion.detectors.Finding;
import io.gabion.detectors.Found;
import io.gabion.detectors.Stepwise;
import io.gabion.detectors.Trail;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Outcome;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Many failed logins for one account from several sources, each of which may stay below the limit of {@link Guessing}.
 * The {@link Bucket} of the account stays full until enough sources have had a part in it (T1110.001, T1110.004). As a low
 * suspicion, {@link SlowTries} from as many different sources.
 */
public final class AccountGuessing extends Stepwise<AccountGuessing.Memory> {
    static final int MIN_SOURCES = 3;
    /** Who failed only once while others guessed may have mistyped: a source that counts, but no actor. */
    static final int ACTOR = 2;

    static final int MAX_SOURCES = 16;
    /** A longer name of a source counts by its beginning. */
    static final int MAX_NAME = 64;

    /** What is in the bucket, and the sources since it was last empty. */
    public static final class Memory implements State<Memory> {
        private final Attempts attempts;
        private final Bucket bucket;
        private final Trail trail;
        /** Failures of each since the bucket was last empty. */
        private final LinkedHashMap<String, Integer> sources = new LinkedHashMap<>();

        private long since;
        private long counted;
        private SlowTries slow = new SlowTries();

        Memory(Attempts attempts, Bucket bucket, Trail trail) {
            this.attempts = attempts;
            this.bucket = bucket;
            this.trail = trail;
        }

        @Override
        public Memory copy() {
            var copy = new Memory(attempts.copy(), bucket.copy(), trail.copy());
            copy.sources.putAll(sources);
            copy.since = since;
            copy.counted = counted;
            copy.slow = slow.copy();
            return copy;
        }

        @Override
        public void write(DataOutput out) throws IOException {
            attempts.write(out);
            bucket.write(out);
            trail.write(out);
            out.writeByte(sources.size());
            for (var source : sources.entrySet()) {
                out.writeUTF(source.getKey());
                out.writeInt(source.getValue());
            }
            out.writeLong(since);
            out.writeLong(counted);
            slow.write(out);
        }

        void restart(long millis) {
            sources.clear();
            trail.clear();
            since = millis;
            counted = 0;
        }
    }

    @Override
    public String id() {
        return "account-guessing";
    }

    @Override
    public String version() {
        return "3";
    }

    @Override
    public boolean concerns(AssetRef asset) {
        return asset.kind() == Kind.ACCOUNT;
    }

    @Override
    public Memory empty() {
        return new Memory(new Attempts(), new Bucket(), new Trail());
    }

    @Override
    public Memory read(DataInput in) throws IOException {
        var memory = second(in);
        memory.slow = SlowTries.read(in);
        return memory;
    }

    /** The second version knew no slow tries. */
    @Override
    public Optional<Memory> readFormer(String version, DataInput in) throws IOException {
        return version.equals("2") ? Optional.of(second(in)) : Optional.empty();
    }

    private static Memory second(DataInput in) throws IOException {
        var memory = new Memory(Attempts.read(in), Bucket.read(in), Trail.read(in));
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            memory.sources.put(in.readUTF(), in.readInt());
        }
        memory.since = in.readLong();
        memory.counted = in.readLong();
        return memory;
    }

    @Override
    protected boolean relevant(AssetRef self, Observation observation) {
        return observation.authentication().outcome() == Outcome.FAILURE && against(self, observation);
    }

    /** Whence it got in is of interest only if it failed from there before. */
    @Override
    protected boolean relevant(Memory memory, AssetRef self, Observation observation) {
        var login = observation.authentication();
        return login.outcome() == Outcome.SUCCESS
                ? memory.slow.knows(login.from()) && against(self, observation)
                : relevant(self, observation);
    }

    private boolean against(AssetRef self, Observation observation) {
        var login = observation.authentication();
        return concerns(self)
                && login.account().equals(self.name())
                && !login.from().isEmpty();
    }

    @Override
    protected void step(Memory memory, AssetRef self, Observation observation, boolean frozen, Found found) {
        var from = observation.authentication().from();
        if (observation.authentication().outcome() == Outcome.SUCCESS) {
            memory.slow.forget(from);
            return;
        }
        long now = observation.time().toEpochMilli();
        int count = memory.attempts.count(observation);
        if (count == 0) {
            return;
        }
        if (memory.bucket.leak(now)) {
            memory.restart(now);
        }
        memory.counted += count;
        memory.trail.add(observation.source());
        var name = from.substring(0, Math.min(from.length(), MAX_NAME));
        if (memory.sources.size() < MAX_SOURCES || memory.sources.containsKey(name)) {
            memory.sources.merge(name, count, Integer::sum);
        }
        boolean full = memory.bucket.add(count);
        if (full && memory.sources.size() >= MIN_SOURCES) {
            if (memory.trail.speak(now)) {
                found.add(finding(memory, self, observation, now));
            }
            memory.bucket.empty();
            memory.slow.clear();
            return;
        }
        memory.bucket.level();
        if (memory.slow.add(from, 0, observation)) {
            found.add(slow(memory.slow, self, observation));
        }
    }

    private static Finding slow(SlowTries tries, AssetRef self, Observation observation) {
        return new Finding(
                self.name() + "/slow",
                observation.time(),
                Detector.Kind.THRESHOLD,
                "Slow password guessing against " + self.name() + " from many sources",
                Severity.LOW,
                0.5,
                List.of("T1110.001", "T1110.004"),
                tries.evidence(observation),
                "%s failed to log in from %s within %d h, lastly on %s, and got in from none of them (limit %d)"
                        .formatted(
                                self.name(),
                                plural(tries.count(), "source"),
                                SlowTries.HOURS,
                                Logins.host(self, observation),
                                SlowTries.LIMIT),
                List.of(),
                Logins.victims(self, observation));
    }

    private static Finding finding(Memory memory, AssetRef self, Observation observation, long now) {
        var explanation =
                "%s for %s from %s within %d s on %s (limit %d, leaking one per %d s, from at least %d sources)"
                        .formatted(
                                plural(memory.counted, "failed login"),
                                self.name(),
                                plural(memory.sources.size(), "source"),
                                Math.ceilDiv(Math.max(0, now - memory.since), 1000),
                                Logins.host(self, observation),
                                Bucket.CAPACITY,
                                Bucket.SECONDS_PER_LEAK,
                                MIN_SOURCES);
        return new Finding(
                self.name(),
                observation.time(),
                Detector.Kind.THRESHOLD,
                "Password guessing against " + self.name() + " from several sources",
                Severity.MEDIUM,
                0.7,
                List.of("T1110.001", "T1110.004"),
                memory.trail.evidence(observation),
                explanation,
                memory.sources.entrySet().stream()
                        .filter(source -> source.getValue() >= ACTOR)
                        .map(source -> Logins.source(source.getKey()))
                        .toList(),
                Logins.victims(self, observation));
    }
}

package io.gabion.detectors.threshold;

import static io.gabion.detectors.threshold.Logins.plural;

import io.gabion.detectors.Finding;
import io.gabion.detectors.Found;
import io.gabion.detectors.Hash32;
import io.gabion.detectors.Stepwise;
import io.gabion.detectors.Trail;
import io.gabion.detectors.Window;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Outcome;
import io.gabion.protocol.suspicion.Detector.Kind;
import io.gabion.protocol.suspicion.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Many failed logins from one address or host: a {@link Bucket} of failed attempts overflows (ATT&CK T1110.001), or, as a low
 * suspicion, {@link SlowTries} add up (T1110.001, of several accounts T1110.003).
 */
public final class Guessing extends Stepwise<Guessing.Memory> {
    static final int ACCOUNTS = 16;
    private static final int ACCOUNT_SPAN = 3600;
    /** So many accounts are sprayed rather than guessed. */
    private static final int SEVERAL = 3;

    /** What is in the bucket, and since when and against whom it was filled. */
    public static final class Memory implements State<Memory> {
        private final Attempts attempts;
        private final Bucket bucket;
        private final Trail trail;
        private Window accounts = new Window(ACCOUNTS, ACCOUNT_SPAN);
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
            copy.accounts = accounts.copy();
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
            accounts.write(out);
            out.writeLong(since);
            out.writeLong(counted);
            slow.write(out);
        }

        void restart(long millis) {
            accounts = new Window(ACCOUNTS, ACCOUNT_SPAN);
            trail.clear();
            since = millis;
            counted = 0;
        }
    }

    @Override
    public String id() {
        return "guessing";
    }

    @Override
    public String version() {
        return "2";
    }

    @Override
    public boolean concerns(AssetRef asset) {
        return Logins.isSource(asset);
    }

    @Override
    public Memory empty() {
        return new Memory(new Attempts(), new Bucket(), new Trail());
    }

    @Override
    public Memory read(DataInput in) throws IOException {
        var memory = first(in);
        memory.slow = SlowTries.read(in);
        return memory;
    }

    /** The first version knew no slow tries. */
    @Override
    public Optional<Memory> readFormer(String version, DataInput in) throws IOException {
        return version.equals("1") ? Optional.of(first(in)) : Optional.empty();
    }

    private static Memory first(DataInput in) throws IOException {
        var memory = new Memory(Attempts.read(in), Bucket.read(in), Trail.read(in));
        memory.accounts = Window.read(in, ACCOUNTS, ACCOUNT_SPAN);
        memory.since = in.readLong();
        memory.counted = in.readLong();
        return memory;
    }

    @Override
    protected boolean relevant(AssetRef self, Observation observation) {
        return observation.authentication().outcome() == Outcome.FAILURE && Logins.from(self, observation);
    }

    /** Who got in is of interest only if he failed before. */
    @Override
    protected boolean relevant(Memory memory, AssetRef self, Observation observation) {
        var login = observation.authentication();
        return login.outcome() == Outcome.SUCCESS
                ? memory.slow.knows(login.account()) && Logins.from(self, observation)
                : relevant(self, observation);
    }

    @Override
    protected void step(Memory memory, AssetRef self, Observation observation, boolean frozen, Found found) {
        var login = observation.authentication();
        if (login.outcome() == Outcome.SUCCESS) {
            memory.slow.forget(login.account());
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
        memory.accounts.add(0, Hash32.of(login.account()), now / 1000);
        if (memory.bucket.add(count)) {
            if (memory.trail.speak(now)) {
                found.add(finding(memory, self, observation, now));
            }
            memory.bucket.empty();
            memory.slow.clear();
        } else if (memory.slow.add(login.account(), now / Bucket.MILLIS_PER_LEAK, observation)) {
            found.add(slow(memory.slow, self, observation));
        }
    }

    private static Finding slow(SlowTries tries, AssetRef self, Observation observation) {
        return new Finding(
                self.name() + "/slow",
                observation.time(),
                Kind.THRESHOLD,
                "Slow password guessing from " + self.name(),
                Severity.LOW,
                0.5,
                List.of(tries.ends() < SEVERAL ? "T1110.001" : "T1110.003"),
                tries.evidence(observation),
                "%s from %s against %s within %d h, lastly on %s, and none of them got in from there (limit %d, one per %d s and account)"
                        .formatted(
                                plural(tries.count(), "failed login"),
                                self.name(),
                                plural(tries.ends(), "account"),
                                SlowTries.HOURS,
                                Logins.host(self, observation),
                                SlowTries.LIMIT,
                                Bucket.SECONDS_PER_LEAK),
                List.of(),
                Logins.victims(self, observation));
    }

    private static Finding finding(Memory memory, AssetRef self, Observation observation, long now) {
        var explanation = "%s from %s within %d s against %s on %s (limit %d, leaking one per %d s)"
                .formatted(
                        plural(memory.counted, "failed login"),
                        self.name(),
                        Math.ceilDiv(Math.max(0, now - memory.since), 1000),
                        plural(memory.accounts.count(0), "account"),
                        Logins.host(self, observation),
                        Bucket.CAPACITY,
                        Bucket.SECONDS_PER_LEAK);
        return new Finding(
                self.name(),
                observation.time(),
                Kind.THRESHOLD,
                "Password guessing from " + self.name(),
                Severity.MEDIUM,
                0.7,
                List.of("T1110.001"),
                memory.trail.evidence(observation),
                explanation,
                List.of(self),
                Logins.victims(self, observation));
    }
}

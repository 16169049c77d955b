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

/**
 * Failed logins from one address or host, too far apart for {@link Guessing}: a {@link Bucket} that leaks one in ten minutes
 * overflows above nine (T1110.001). What {@link Guessing} tells empties it. A program with an old password does so as well,
 * and so do all who share an address: it takes {@value #ACCOUNTS} accounts to be more than a low suspicion, and nobody is
 * named as an actor.
 */
public final class SlowGuessing extends Stepwise<SlowGuessing.Memory> {
    static final int CAPACITY = 9;
    static final int SECONDS_PER_LEAK = 600;
    static final int ACCOUNTS = 3;

    private static final int SPAN = 4 * 3600;

    /** What is in both buckets, and since when and against whom the slow one was filled. */
    public static final class Memory implements State<Memory> {
        private final Attempts attempts;
        private final Bucket fast;
        private final Bucket slow;
        private final Trail trail;
        private Window accounts = new Window(Guessing.ACCOUNTS, SPAN);
        private long since;
        private long counted;

        Memory(Attempts attempts, Bucket fast, Bucket slow, Trail trail) {
            this.attempts = attempts;
            this.fast = fast;
            this.slow = slow;
            this.trail = trail;
        }

        @Override
        public Memory copy() {
            var copy = new Memory(attempts.copy(), fast.copy(), slow.copy(), trail.copy());
            copy.accounts = accounts.copy();
            copy.since = since;
            copy.counted = counted;
            return copy;
        }

        @Override
        public void write(DataOutput out) throws IOException {
            attempts.write(out);
            fast.write(out);
            slow.write(out);
            trail.write(out);
            accounts.write(out);
            out.writeLong(since);
            out.writeLong(counted);
        }

        void restart(long millis) {
            accounts = new Window(Guessing.ACCOUNTS, SPAN);
            trail.clear();
            since = millis;
            counted = 0;
        }
    }

    @Override
    public String id() {
        return "slow-guessing";
    }

    @Override
    public boolean concerns(AssetRef asset) {
        return Logins.isSource(asset);
    }

    @Override
    public Memory empty() {
        return new Memory(new Attempts(), new Bucket(), bucket(), new Trail());
    }

    private static Bucket bucket() {
        return new Bucket(CAPACITY, SECONDS_PER_LEAK);
    }

    @Override
    public Memory read(DataInput in) throws IOException {
        var memory = new Memory(Attempts.read(in), Bucket.read(in), Bucket.read(in, bucket()), Trail.read(in));
        memory.accounts = Window.read(in, Guessing.ACCOUNTS, SPAN);
        memory.since = in.readLong();
        memory.counted = in.readLong();
        return memory;
    }

    @Override
    protected boolean relevant(AssetRef self, Observation observation) {
        return observation.authentication().outcome() == Outcome.FAILURE && Logins.from(self, observation);
    }

    @Override
    protected void step(Memory memory, AssetRef self, Observation observation, boolean frozen, Found found) {
        long now = observation.time().toEpochMilli();
        int count = memory.attempts.count(observation);
        if (count == 0) {
            return;
        }
        if (memory.slow.leak(now)) {
            memory.restart(now);
        }
        memory.counted += count;
        memory.trail.add(observation.source());
        memory.accounts.add(0, Hash32.of(observation.authentication().account()), now / 1000);
        memory.fast.leak(now);
        if (memory.fast.add(count)) {
            memory.fast.empty();
            memory.slow.empty();
        } else if (memory.slow.add(count)) {
            if (memory.trail.speak(now)) {
                found.add(finding(memory, self, observation, now));
            }
            memory.slow.empty();
        }
    }

    private static Finding finding(Memory memory, AssetRef self, Observation observation, long now) {
        int accounts = memory.accounts.count(0);
        var explanation = "%s from %s within %d s against %s on %s (limit %d, leaking one per %d s)"
                .formatted(
                        plural(memory.counted, "failed login"),
                        self.name(),
                        Math.ceilDiv(Math.max(0, now - memory.since), 1000),
                        plural(accounts, "account"),
                        Logins.host(self, observation),
                        CAPACITY,
                        SECONDS_PER_LEAK);
        return new Finding(
                self.name(),
                observation.time(),
                Kind.THRESHOLD,
                "Slow password guessing from " + self.name(),
                accounts >= ACCOUNTS ? Severity.MEDIUM : Severity.LOW,
                0.6,
                List.of("T1110.001"),
                memory.trail.evidence(observation),
                explanation,
                List.of(),
                Logins.victims(self, observation));
    }
}

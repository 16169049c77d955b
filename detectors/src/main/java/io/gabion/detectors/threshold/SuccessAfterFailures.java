package io.gabion.detectors.threshold;

import io.gabion.detectors.Finding;
import io.gabion.detectors.Found;
import io.gabion.detectors.Stepwise;
import io.gabion.detectors.Trail;
import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Outcome;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * An address gets in after at least 5 failed attempts within 15 minutes: a guess was right (T1110, T1078). From a private
 * address somebody moves on inside the network (T1021, by SSH T1021.004).
 */
public final class SuccessAfterFailures extends Stepwise<SuccessAfterFailures.Memory> {
    static final int MIN_FAILURES = 5;
    static final long SPAN_SECONDS = 900;
    /** Attempts remembered; more within the span count as this many. */
    static final int CAP = 32;

    /** Times of the latest failed attempts, in order. */
    public static final class Memory implements State<Memory> {
        private final Attempts attempts;
        private final Trail trail;
        private long[] failures = {};

        Memory(Attempts attempts, Trail trail) {
            this.attempts = attempts;
            this.trail = trail;
        }

        @Override
        public Memory copy() {
            var copy = new Memory(attempts.copy(), trail.copy());
            copy.failures = failures;
            return copy;
        }

        @Override
        public void write(DataOutput out) throws IOException {
            attempts.write(out);
            trail.write(out);
            out.writeByte(failures.length);
            for (long failure : failures) {
                out.writeInt((int) failure);
            }
        }

        void add(long second, int count) {
            int added = Math.min(count, CAP);
            var next = Arrays.copyOf(failures, failures.length + added);
            Arrays.fill(next, failures.length, next.length, second);
            Arrays.sort(next);
            failures = Arrays.copyOfRange(next, Math.max(0, next.length - CAP), next.length);
        }

        long within(long second) {
            return Arrays.stream(failures)
                    .filter(f -> f <= second && second - f <= SPAN_SECONDS)
                    .count();
        }
    }

    @Override
    public String id() {
        return "success-after-failures";
    }

    @Override
    public boolean concerns(AssetRef asset) {
        return asset.kind() == Kind.ADDRESS;
    }

    @Override
    public Memory empty() {
        return new Memory(new Attempts(), new Trail());
    }

    @Override
    public Memory read(DataInput in) throws IOException {
        var memory = new Memory(Attempts.read(in), Trail.read(in));
        memory.failures = new long[in.readUnsignedByte()];
        for (int i = 0; i < memory.failures.length; i++) {
            memory.failures[i] = Integer.toUnsignedLong(in.readInt());
        }
        return memory;
    }

    @Override
    protected boolean relevant(AssetRef self, Observation observation) {
        return concerns(self)
                && observation.authentication().outcome() != Outcome.NONE
                && Logins.from(self, observation);
    }

    @Override
    protected void step(Memory memory, AssetRef self, Observation observation, boolean frozen, Found found) {
        long now = observation.time().toEpochMilli();
        var login = observation.authentication();
        if (login.outcome() == Outcome.FAILURE) {
            int count = memory.attempts.count(observation);
            if (count > 0) {
                memory.add(now / 1000, count);
                memory.trail.add(observation.source());
            }
            return;
        }
        long failures = memory.within(now / 1000);
        if (failures < MIN_FAILURES || !memory.trail.speak(now)) {
            return;
        }
        found.add(new Finding(
                self.name(),
                observation.time(),
                Detector.Kind.THRESHOLD,
                "Login from " + self.name() + " after many failures",
                Severity.HIGH,
                0.85,
                techniques(self, observation),
                memory.trail.evidence(observation),
                "%s logged in on %s from %s after %s%d failed logins within %d s (limit %d)"
                        .formatted(
                                login.account().isEmpty() ? "an unnamed account" : login.account(),
                                Logins.host(self, observation),
                                self.name(),
                                failures == CAP ? "at least " : "",
                                failures,
                                SPAN_SECONDS,
                                MIN_FAILURES),
                List.of(self),
                Logins.victims(self, observation)));
    }

    private static List<String> techniques(AssetRef self, Observation observation) {
        if (Addresses.isPublic(self.name())) {
            return List.of("T1110", "T1078");
        }
        return List.of("T1110", "T1078", observation.product().equals("sshd") ? "T1021.004" : "T1021");
    }
}

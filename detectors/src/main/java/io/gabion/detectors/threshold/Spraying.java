package io.gabion.detectors.threshold;

import io.gabion.detectors.Finding;
import io.gabion.detectors.Found;
import io.gabion.detectors.Hash32;
import io.gabion.detectors.Stepwise;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Outcome;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import java.io.DataInput;
import java.io.IOException;
import java.util.List;

/** One address fails to log in to many accounts: at least 8 distinct ones within 10 minutes (T1110.003). */
public final class Spraying extends Stepwise<Seen> {
    static final int MIN_ACCOUNTS = 8;
    static final int SPAN_SECONDS = 600;
    static final int CAP = 16;

    @Override
    public String id() {
        return "spraying";
    }

    @Override
    public boolean concerns(AssetRef asset) {
        return asset.kind() == Kind.ADDRESS;
    }

    @Override
    public Seen empty() {
        return Seen.empty(CAP, SPAN_SECONDS);
    }

    @Override
    public Seen read(DataInput in) throws IOException {
        return Seen.read(in, CAP, SPAN_SECONDS);
    }

    @Override
    protected boolean relevant(AssetRef self, Observation observation) {
        var login = observation.authentication();
        return concerns(self)
                && login.outcome() == Outcome.FAILURE
                && !login.account().isEmpty()
                && Logins.from(self, observation);
    }

    @Override
    protected void step(Seen seen, AssetRef self, Observation observation, boolean frozen, Found found) {
        long now = observation.time().toEpochMilli();
        int account = Hash32.of(observation.authentication().account());
        if (!seen.window().contains(0, account)) {
            seen.trail().add(observation.source());
        }
        seen.window().add(0, account, now / 1000);
        int accounts = seen.window().count(0);
        if (accounts < MIN_ACCOUNTS || !seen.trail().speak(now)) {
            return;
        }
        found.add(new Finding(
                self.name(),
                observation.time(),
                Detector.Kind.THRESHOLD,
                "Password spraying from " + self.name(),
                Severity.MEDIUM,
                0.8,
                List.of("T1110.003"),
                seen.trail().evidence(observation),
                "%d accounts tried without success from %s within %d s, lastly on %s (limit %d)"
                        .formatted(accounts, self.name(), SPAN_SECONDS, Logins.host(self, observation), MIN_ACCOUNTS),
                List.of(self),
                Logins.victims(self, observation)));
    }
}

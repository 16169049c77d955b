package io.gabion.detectors.window;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Outcome;
import java.util.List;

/** Attempts to log on, of a host or an account. */
record Logins() implements Telemetry {
    private static final int ATTEMPTS = 0;
    private static final int FAILURES = 1;
    private static final int ACCOUNTS = 0;
    private static final int SOURCES = 1;
    private static final int METHODS = 2;

    @Override
    public String model() {
        return "window-authentication";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> features() {
        return List.of(
                "attempts",
                "failures",
                "failed-share",
                "accounts",
                "account-entropy",
                "sources",
                "source-entropy",
                "methods");
    }

    @Override
    public int counters() {
        return 2;
    }

    @Override
    public int spreads() {
        return 3;
    }

    @Override
    public boolean counts(Observation observation, AssetRef self) {
        return observation.authentication().outcome() != Outcome.NONE
                && (self.kind() == Kind.HOST || self.kind() == Kind.ACCOUNT);
    }

    @Override
    public void add(Tally tally, Observation observation, AssetRef self) {
        var login = observation.authentication();
        boolean failed = login.outcome() == Outcome.FAILURE;
        int attempts = failed ? Math.max(1, login.attempts()) : 1;
        tally.add(ATTEMPTS, attempts);
        tally.add(FAILURES, failed ? attempts : 0);
        tally.saw(ACCOUNTS, login.account());
        tally.saw(SOURCES, login.from());
        tally.saw(METHODS, login.method());
    }

    @Override
    public List<Number> numbers(Tally tally) {
        return List.of(
                tally.count(ATTEMPTS),
                tally.count(FAILURES),
                tally.share(FAILURES, ATTEMPTS),
                tally.distinct(ACCOUNTS),
                tally.entropy(ACCOUNTS),
                tally.distinct(SOURCES),
                tally.entropy(SOURCES),
                tally.distinct(METHODS));
    }
}

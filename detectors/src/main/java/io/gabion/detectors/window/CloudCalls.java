package io.gabion.detectors.window;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import java.util.List;
import java.util.Set;

/** What a principal or an account calls of a cloud. */
record CloudCalls() implements Telemetry {
    private static final int CALLS = 0;
    private static final int FAILURES = 1;
    private static final int READS = 2;
    private static final int DELETES = 3;
    private static final int RIGHTS = 4;
    private static final int SECRETS = 5;
    private static final int OPERATIONS = 0;
    private static final int SERVICES = 1;
    private static final int SOURCES = 2;
    private static final Set<String> READING = Set.of("get", "list", "describe", "head", "lookup", "batch", "watch");
    private static final Set<String> DELETING =
            Set.of("delete", "terminate", "remove", "stop", "disable", "deregister");
    /** Services that say who may do what. */
    private static final Set<String> OF_RIGHTS = Set.of("iam", "sts", "organizations", "sso", "rolebindings", "roles");

    private static final Set<String> OF_SECRETS = Set.of("secretsmanager", "kms", "ssm", "secrets");

    @Override
    public String model() {
        return "window-cloud";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> features() {
        return List.of(
                "calls",
                "operations",
                "operation-entropy",
                "services",
                "failed-share",
                "read-share",
                "delete-share",
                "rights-share",
                "secrets-share",
                "sources");
    }

    @Override
    public int counters() {
        return 6;
    }

    @Override
    public int spreads() {
        return 3;
    }

    @Override
    public boolean counts(Observation observation, AssetRef self) {
        return (self.kind() == Kind.PRINCIPAL || self.kind() == Kind.ACCOUNT) && CloudCall.is(observation);
    }

    @Override
    public void add(Tally tally, Observation observation, AssetRef self) {
        var call = CloudCall.of(observation);
        var verb = call.verb();
        tally.add(CALLS, 1);
        tally.add(FAILURES, call.failed() ? 1 : 0);
        tally.add(READS, READING.contains(verb) ? 1 : 0);
        tally.add(DELETES, DELETING.contains(verb) ? 1 : 0);
        tally.add(RIGHTS, OF_RIGHTS.contains(call.service()) ? 1 : 0);
        tally.add(SECRETS, OF_SECRETS.contains(call.service()) ? 1 : 0);
        tally.saw(OPERATIONS, call.service() + " " + call.operation());
        tally.saw(SERVICES, call.service());
        tally.saw(SOURCES, observation.network().from());
    }

    @Override
    public List<Number> numbers(Tally tally) {
        return List.of(
                tally.count(CALLS),
                tally.distinct(OPERATIONS),
                tally.entropy(OPERATIONS),
                tally.distinct(SERVICES),
                tally.share(FAILURES, CALLS),
                tally.share(READS, CALLS),
                tally.share(DELETES, CALLS),
                tally.share(RIGHTS, CALLS),
                tally.share(SECRETS, CALLS),
                tally.distinct(SOURCES));
    }
}

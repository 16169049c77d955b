package io.gabion.detectors;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Actor;
import io.gabion.protocol.observation.Observation.Authentication;
import io.gabion.protocol.observation.Observation.Network;
import io.gabion.protocol.observation.Observation.Outcome;
import io.gabion.protocol.observation.Observation.Process;
import io.gabion.protocol.observation.Observation.Stage;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Observations for tests; every one has the next line of one file. Times are in milliseconds since a fixed start. */
public final class Events {
    public static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
    public static final AssetRef HOST = new AssetRef(Kind.HOST, "srv1");
    private final String file;
    private long line;

    public Events() {
        this("auth.log");
    }

    public Events(String file) {
        this.file = file;
    }

    public static AssetRef address(String name) {
        return new AssetRef(Kind.ADDRESS, name);
    }

    public static AssetRef account(String name) {
        return new AssetRef(Kind.ACCOUNT, name);
    }

    public Observation failure(long millis, String from, String account) {
        return login(millis, Outcome.FAILURE, from, account, 1, "", Stage.NONE);
    }

    public Observation success(long millis, String from, String account) {
        return login(millis, Outcome.SUCCESS, from, account, 0, "", Stage.NONE);
    }

    public Observation login(
            long millis, Outcome outcome, String from, String account, int attempts, String session, Stage stage) {
        var login = new Authentication(outcome, account, from, attempts, session, stage, "password");
        return event(
                millis, OcsfClass.AUTHENTICATION, List.of(HOST, account(account)), Process.NONE, Network.NONE, login);
    }

    public Observation connection(
            long millis, String from, String to, int port, long sent, long received, String state) {
        var network = new Network(from, 40000, to, port, "tcp", sent, received, state);
        return event(
                millis,
                OcsfClass.NETWORK_ACTIVITY,
                List.of(address(from), address(to)),
                Process.NONE,
                network,
                Authentication.NONE);
    }

    /** As Sysmon on the host tells it, also of one that came in. */
    public Observation sysmonConnection(long millis, String to, String initiated) {
        return new Observation(
                new Source(file, ++line),
                START.plusMillis(millis),
                OcsfClass.NETWORK_ACTIVITY,
                0,
                "sysmon",
                List.of(HOST),
                Actor.NONE,
                Process.NONE,
                new Network("10.0.0.5", 40000, to, 443, "tcp", 0, 0, ""),
                Authentication.NONE,
                Map.of("Initiated", initiated));
    }

    public Observation process(long millis, String image, String parent) {
        var process = new Process(image, image, parent, "1");
        return event(millis, OcsfClass.PROCESS_ACTIVITY, List.of(HOST), process, Network.NONE, Authentication.NONE);
    }

    /** A principal's call, as CloudTrail tells it. */
    public Observation call(long millis, AssetRef principal, String name) {
        return new Observation(
                new Source(file, ++line),
                START.plusMillis(millis),
                OcsfClass.API_ACTIVITY,
                0,
                "cloudtrail",
                List.of(principal),
                Actor.NONE,
                Process.NONE,
                Network.NONE,
                Authentication.NONE,
                Map.of("eventSource", "s3.amazonaws.com", "eventName", name));
    }

    /** What a program asks of the kernel, as auditd tells it. */
    public Observation kernelCall(long millis, String image, String name) {
        return new Observation(
                new Source(file, ++line),
                START.plusMillis(millis),
                OcsfClass.BASE_EVENT,
                0,
                "auditd",
                List.of(HOST),
                Actor.NONE,
                new Process(image, "", "", "1"),
                Network.NONE,
                Authentication.NONE,
                Map.of("type", "SYSCALL", "SYSCALL", name));
    }

    public Observation alert(long seconds, String from, String to, String signature, String category, int severity) {
        return new Observation(
                new Source(file, ++line),
                START.plusSeconds(seconds),
                OcsfClass.DETECTION_FINDING,
                0,
                "suricata",
                List.of(address(from), address(to)),
                Actor.NONE,
                Process.NONE,
                new Network(from, 5000, to, 22, "tcp", 0, 0, ""),
                Authentication.NONE,
                Map.of(
                        "alert.signature_id",
                        signature,
                        "alert.signature",
                        "ET " + signature,
                        "alert.category",
                        category,
                        "alert.action",
                        "allowed",
                        "alert.severity",
                        Integer.toString(severity),
                        "alert.metadata.mitre_technique_id",
                        "T1190,T1059.004,nonsense"));
    }

    private Observation event(
            long millis,
            OcsfClass type,
            List<AssetRef> assets,
            Process process,
            Network network,
            Authentication login) {
        return new Observation(
                new Source(file, ++line),
                START.plusMillis(millis),
                type,
                1,
                "sshd",
                assets,
                Actor.NONE,
                process,
                network,
                login,
                Map.of());
    }
}

package io.gabion.protocol.observation;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.gabion.protocol.asset.AssetRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One normalised event. The typed parts follow OCSF; what the log writer said stays in {@code fields} under its own
 * names, for rules. A part that the log does not mention is an empty string or zero, never null.
 *
 * @param time event time, clamped around the time of receipt
 * @param type the OCSF class
 * @param activity the OCSF activity id of that class, or 0 for unknown
 * @param product the log writer, such as {@code sshd}, {@code sysmon}, {@code zeek}
 * @param assets the assets concerned, the primary one first, at most {@value #MAX_ASSETS}
 * @param fields original fields, at most {@value #MAX_FIELDS}; what has several values is as {@link Several} says until it is
 *     {@link #told}
 */
@JsonSerialize(using = ObservationWriter.class)
public record Observation(
        Source source,
        Instant time,
        OcsfClass type,
        int activity,
        String product,
        List<AssetRef> assets,
        Actor actor,
        Process process,
        Network network,
        Authentication authentication,
        Map<String, String> fields) {

    public static final int MAX_ASSETS = 8;
    public static final int MAX_FIELDS = 256;

    public Observation {
        assets = List.copyOf(assets);
        if (assets.isEmpty() || assets.size() > MAX_ASSETS) {
            throw new IllegalArgumentException("1 to " + MAX_ASSETS + " assets, not " + assets.size());
        }
    }

    /** Who did it: a canonical account name ({@code name@realm}), or empty. */
    public record Actor(String account) {
        public static final Actor NONE = new Actor("");
    }

    /** @param image full path of the program; {@code parent} that of the program which started it */
    public record Process(String image, String commandLine, String parent, String id) {
        public static final Process NONE = new Process("", "", "", "");
    }

    /**
     * @param from,to canonical addresses, or empty
     * @param sent,received bytes from the originator's view
     * @param state the protocol's word for how the connection ended, such as Zeek's {@code S0}
     */
    public record Network(
            String from, int fromPort, String to, int toPort, String protocol, long sent, long received, String state) {
        public static final Network NONE = new Network("", 0, "", 0, "", 0, 0, "");
    }

    /**
     * @param account canonical name of the account that was tried
     * @param from canonical address, host name or empty, from the log writer's own field, never from free text
     * @param attempts failed attempts that this line alone reports
     * @param session what ties the lines of one connection together, such as sshd's process id
     * @param stage the place of this line among the lines of one attempt, see {@link Stage}
     */
    public record Authentication(
            Outcome outcome, String account, String from, int attempts, String session, Stage stage, String method) {
        public static final Authentication NONE = new Authentication(Outcome.NONE, "", "", 0, "", Stage.NONE, "");
    }

    public enum Outcome {
        NONE,
        FAILURE,
        SUCCESS
    }

    /**
     * A log writer may tell one failed attempt on several lines, always in this order. A line whose stage does not come
     * after the stage of the line before it, in one session, begins a new attempt.
     */
    public enum Stage {
        NONE,
        INVALID_USER,
        PAM,
        FAILED
    }

    /** As it is stored, sent and shown, when rules have been asked: a field with several values is one text, one without is none. */
    public Observation told() {
        return fields.values().stream().allMatch(Several::isOne)
                ? this
                : new Observation(
                        source,
                        time,
                        type,
                        activity,
                        product,
                        assets,
                        actor,
                        process,
                        network,
                        authentication,
                        Several.told(fields));
    }

    public AssetRef primary() {
        return assets.getFirst();
    }

    public boolean concerns(AssetRef asset) {
        return assets.contains(asset);
    }
}

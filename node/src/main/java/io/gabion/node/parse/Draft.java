package io.gabion.node.parse;

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
import java.util.Map;

/** An observation in the making: what a log does not tell stays none. */
final class Draft {
    private final Source source;
    private final Instant time;
    private final String product;
    private final Map<String, String> fields;
    private final Assets assets = new Assets();
    private OcsfClass type = OcsfClass.BASE_EVENT;
    private int activity;
    private Actor actor = Actor.NONE;
    private Process process = Process.NONE;
    private Network network = Network.NONE;
    private Authentication authentication = Authentication.NONE;

    /** @param fields are cut to as many as an observation may have */
    Draft(Source source, Instant time, String product, Map<String, String> fields) {
        this.source = source;
        this.time = time;
        this.product = product;
        this.fields = Fields.cut(fields, 0);
    }

    /** @param activity of that class, 0 if unknown */
    Draft type(OcsfClass type, int activity) {
        this.type = type;
        this.activity = activity;
        return this;
    }

    /** @param account canonical, or empty */
    Draft actor(String account) {
        this.actor = account.isEmpty() ? Actor.NONE : new Actor(account);
        return this;
    }

    Draft process(Process process) {
        this.process = process;
        return this;
    }

    Draft network(Network network) {
        this.network = network;
        return this;
    }

    /** Who asks for something over the network, where no more is known of the connection. */
    Draft client(String address) {
        return address.isEmpty() ? this : network(new Network(address, 0, "", 0, "", 0, 0, ""));
    }

    Draft authentication(Authentication authentication) {
        this.authentication = authentication;
        return this;
    }

    /** A login that is told on one line. @param attempts what a failure counts as */
    Draft login(boolean success, String account, String from, int attempts, String method) {
        return authentication(new Authentication(
                success ? Outcome.SUCCESS : Outcome.FAILURE,
                account,
                from,
                success ? 0 : attempts,
                "",
                success ? Stage.NONE : Stage.FAILED,
                method));
    }

    /** The assets concerned, the primary one first. At least one must be added. */
    Assets assets() {
        return assets;
    }

    Observation observation() {
        return new Observation(
                source, time, type, activity, product, assets.list(), actor, process, network, authentication, fields);
    }

    Parsed seen() {
        return new Parsed.Seen(observation());
    }
}

package io.gabion.node.parse;

import static io.gabion.node.parse.Fields.first;

import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Events of Okta's system log. The address is the one that Okta decided on, never one of the chain before it, which the
 * client may have written.
 */
final class Okta {
    private static final List<String> TIMES = List.of("published", "p_event_time", "@timestamp");

    static Parsed read(Source source, Map<String, String> event, Instant otherwise) {
        var time = Fields.time(event, TIMES, otherwise);
        if (time.isEmpty()) {
            return new Parsed.Dead("an Okta event whose time cannot be read");
        }
        var what = first(event, "eventType", "eventtype");
        var from = Fields.address(event, List.of("client.ipAddress"));
        var name = first(event, "actor.alternateId", "actor.id");
        var actor = name.equals("unknown") ? "" : CleanName.account(name, name.indexOf('@') < 0 ? "okta" : "");
        var kind = first(event, "actor.type");
        var draft = new Draft(source, time.get(), "okta", event)
                .type(OcsfClass.API_ACTIVITY, Activities.UNKNOWN)
                .actor(actor)
                .client(from);
        if (kind.isEmpty() || kind.equals("User")) {
            draft.assets().account(actor);
        } else {
            draft.assets().principal(actor);
        }
        draft.assets().peer(from);
        if (draft.assets().isEmpty()) {
            draft.assets().principal("okta");
        }
        if (what.equals("user.session.start") || what.startsWith("user.authentication.")) {
            login(event, draft, actor, from);
        }
        return draft.seen();
    }

    /** A wrong password is told twice by the newer engine, as the start of a session and as a factor. */
    private static void login(Map<String, String> event, Draft draft, String account, String from) {
        draft.type(OcsfClass.AUTHENTICATION, 1);
        var result = first(event, "outcome.result");
        var factor = first(event, "debugContext.debugData.factor", "debugcontext.debugData.factor");
        switch (result) {
            case "SUCCESS" -> draft.login(true, account, from, 0, factor);
            case "FAILURE" -> draft.login(false, account, from, factor.equals("PASSWORD_AS_FACTOR") ? 0 : 1, factor);
            default -> {} // a challenge, or what a policy decided: no attempt has ended
        }
    }

    private Okta() {}
}

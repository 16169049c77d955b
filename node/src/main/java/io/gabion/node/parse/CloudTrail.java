package io.gabion.node.parse;

import static io.gabion.node.parse.Fields.first;

import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Records of AWS CloudTrail. What a caller puts into a request stays in the fields: the principal and the address are
 * taken only from where AWS itself writes them.
 */
final class CloudTrail {
    private static final List<String> TIMES = List.of("eventTime", "p_event_time", "@timestamp");
    private static final String HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS";

    static Parsed read(Source source, Map<String, String> event, Instant otherwise) {
        var time = Fields.time(event, TIMES, otherwise);
        if (time.isEmpty()) {
            return new Parsed.Dead("a CloudTrail record whose time cannot be read");
        }
        var from = Fields.address(event, List.of("sourceIPAddress"));
        var realm = first(event, "userIdentity.accountId", "recipientAccountId");
        var draft = new Draft(source, time.get(), "cloudtrail", event)
                .type(OcsfClass.API_ACTIVITY, activity(event))
                .actor(CleanName.account(name(event), realm))
                .client(from);
        draft.assets().principal(principal(event)).peer(from);
        if (first(event, "eventSource").equals("signin.amazonaws.com")) {
            login(event, draft, from, realm);
        }
        return draft.seen();
    }

    /** The role rather than one of its many sessions. */
    private static String principal(Map<String, String> event) {
        var role = first(event, "userIdentity.sessionContext.sessionIssuer.arn");
        var name = first(
                event,
                "userIdentity.arn",
                "userIdentity.principalId",
                "userIdentity.invokedBy",
                "userIdentity.userName",
                "userIdentity.accountId",
                "recipientAccountId");
        var principal = CleanName.of(role.isEmpty() ? name : role);
        return principal.isEmpty() ? "aws" : principal;
    }

    private static String name(Map<String, String> event) {
        var name = first(event, "userIdentity.userName", "userIdentity.sessionContext.sessionIssuer.userName");
        if (name.isEmpty()) {
            var arn = first(event, "userIdentity.arn", "userIdentity.invokedBy", "userIdentity.principalId");
            return arn.substring(arn.lastIndexOf('/') + 1);
        }
        return name.equals(HIDDEN) ? "" : name;
    }

    /** AWS does not tell a name that is not one of a user: it may be a password in the wrong place. */
    private static void login(Map<String, String> event, Draft draft, String from, String realm) {
        var result = first(
                event,
                "responseElements.ConsoleLogin",
                "serviceEventDetails.CredentialVerification",
                "serviceEventDetails.UserAuthentication");
        boolean success = result.equals("Success");
        if (!success && !result.equals("Failure")) {
            return;
        }
        var account = CleanName.account(name(event), realm);
        boolean mfa = first(event, "additionalEventData.MFAUsed").equals("Yes");
        draft.type(OcsfClass.AUTHENTICATION, 1).login(success, account, from, 1, mfa ? "mfa" : "password");
        draft.assets().account(account);
    }

    private static int activity(Map<String, String> event) {
        var call = first(event, "eventName");
        if (first(event, "readOnly").equals("true") || starts(call, "Get", "List", "Describe", "Lookup", "Head")) {
            return Activities.READ;
        }
        if (starts(call, "Delete", "Terminate", "Remove", "Deregister")) {
            return Activities.DELETE;
        }
        return starts(call, "Create", "Run", "Register", "Start", "Allocate")
                ? Activities.CREATE
                : starts(call, "Update", "Modify", "Put", "Set", "Attach", "Add", "Change")
                        ? Activities.UPDATE
                        : Activities.UNKNOWN;
    }

    private static boolean starts(String call, String... verbs) {
        for (var verb : verbs) {
            if (call.startsWith(verb)) {
                return true;
            }
        }
        return false;
    }

    private CloudTrail() {}
}

package io.gabion.node.parse;

import static io.gabion.node.parse.Fields.first;

import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Azure's activity logs and Entra's sign-in and audit logs, as exported by diagnostic settings, Graph or a workspace. */
final class Azure {
    private static final List<String> TIMES = List.of(
            "time",
            "createdDateTime",
            "TimeGenerated",
            "activityDateTime",
            "properties.createdDateTime",
            "eventTimestamp",
            "p_event_time");
    private static final List<String> ADDRESSES = List.of(
            "callerIpAddress", "calleripaddress", "CallerIpAddress", "ipAddress", "IPAddress", "properties.ipAddress");
    private static final String[] USERS = {
        "properties.userPrincipalName",
        "userPrincipalName",
        "UserPrincipalName",
        "properties.initiatedBy.user.userPrincipalName",
        "initiatedBy.user.userPrincipalName",
        "identity.claims.http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn",
        "identity.claims.http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name",
        "InitiatedBy.user.userPrincipalName",
        "caller",
        "Caller"
    };
    private static final String[] SERVICES = {
        "properties.servicePrincipalName",
        "servicePrincipalName",
        "properties.servicePrincipalId",
        "properties.initiatedBy.app.displayName",
        "initiatedBy.app.displayName",
        "identity.claims.appid"
    };

    /**
     * A wrong password, an unknown, locked or disabled user, a failed second factor, a wrong secret. All other codes but 0
     * end a login that was on its way, such as one that needs a second factor.
     */
    private static final Set<String> FAILED =
            Set.of("50126", "50034", "50053", "50055", "50056", "50057", "500121", "7000215", "7000222");

    static Parsed read(Source source, Map<String, String> event, Instant otherwise) {
        if (first(event, "category").startsWith("kube-audit")) {
            return KubernetesAudit.packed(source, event, first(event, "properties.log"), otherwise);
        }
        var time = Fields.time(event, TIMES, otherwise);
        if (time.isEmpty()) {
            return new Parsed.Dead("an Azure event whose time cannot be read");
        }
        var from = Fields.address(event, ADDRESSES);
        var user = CleanName.of(first(event, USERS));
        var draft = new Draft(source, time.get(), "azure", event)
                .type(
                        OcsfClass.API_ACTIVITY,
                        activity(first(event, "operationName", "operationname", "OperationNameValue", "OperationName")))
                .actor(user)
                .client(from);
        if (user.isEmpty()) {
            draft.assets()
                    .principal(CleanName.of(first(event, SERVICES)))
                    .workload(CleanName.of(first(event, "resourceId", "resourceid")));
        } else {
            draft.assets().account(user);
        }
        draft.assets().peer(from);
        if (draft.assets().isEmpty()) {
            draft.assets().principal("azure");
        }
        login(event, draft, user, from);
        return draft.seen();
    }

    private static void login(Map<String, String> event, Draft draft, String user, String from) {
        var category = first(event, "category", "Category");
        if (!category.isEmpty() && !category.endsWith("SignInLogs")) {
            return;
        }
        var code = first(
                event, "properties.status.errorCode", "status.errorCode", "ResultType", "resultType", "resulttype");
        boolean success = code.equals("0");
        if (success || FAILED.contains(code)) {
            draft.type(OcsfClass.AUTHENTICATION, 1).login(success, user, from, 1, "");
        } else if (!category.isEmpty()) {
            draft.type(OcsfClass.AUTHENTICATION, 1);
        }
    }

    private static int activity(String operation) {
        return switch (operation.substring(operation.lastIndexOf('/') + 1)) {
            case "read" -> Activities.READ;
            case "write" -> Activities.UPDATE;
            case "delete" -> Activities.DELETE;
            default -> Activities.UNKNOWN;
        };
    }

    private Azure() {}
}

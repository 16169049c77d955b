package io.gabion.node.parse;

import static io.gabion.node.parse.Fields.first;

import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Audit logs of services as they write them: who did something, whence and when, under the names that such logs use.
 * What it means is for rules to know. The names are of what a service says itself, none of them of a request.
 */
final class ServiceEvents {
    private static final List<String> TIMES = List.of(
            "@timestamp",
            "timestamp",
            "time",
            "created_at",
            "createdAt",
            "CreationTime",
            "creationtime",
            "created_datetime",
            "isotimestamp",
            "id.time",
            "data.date",
            "date",
            "date_create",
            "event_time",
            "event_timestamp",
            "metadata.eventCreationTime",
            "event.UTCTimestamp",
            "event.time",
            "unixTime",
            "updatedAt",
            "start",
            "receiveTimestamp",
            "p_event_time",
            "ts",
            "time_iso8601",
            "time_local",
            "StartUTC",
            "start_time",
            "t.$date",
            "Timestamp",
            "eventTime",
            "When",
            "when",
            "created",
            "attributes.time",
            "event.timestamp",
            "input.timestamp",
            "alert_detected_at",
            "threatInfo.identifiedAt",
            "occurred_at",
            "Datetime",
            "EdgeStartTimestamp",
            "EventTimestamp",
            "EVENT_TIMESTAMP",
            "START_TIME",
            "CREATED_ON",
            "TIMESTAMP_DERIVED",
            "CreatedDate",
            "EventDate");
    private static final String[] ACCOUNTS = {
        "actor.email",
        "actor.user.email",
        "actor.alternateId",
        "actor",
        "actor_user_name",
        "actor_name",
        "actor.name",
        "UserId",
        "userid",
        "event.UserId",
        "event.adminid",
        "data.user_name",
        "user.email",
        "user.name",
        "username",
        "user_name",
        "created_by.login",
        "operator",
        "requester",
        "attributes.actor.email",
        "event.actor.person.email",
        "event.actor.loginName",
        "actor.loginName",
        "actor_details.email",
        "target_user.email",
        "created_by.email_address",
        "user.emailAddress",
        "user_email",
        "loginName",
        "user",
        "ActorEmail",
        "USER_NAME",
        "DELEGATED_USER"
    };
    private static final String[] PRINCIPALS = {
        "actor.profileId", "actor.id", "actor_id", "accountId", "sender.login", "actingUserId"
    };
    private static final String[] HOSTS = {
        "hostIdentifier",
        "ComputerName",
        "event.ComputerName",
        "aid",
        "instanceId",
        "instance_id",
        "input.host.hostname"
    };
    private static final List<String> ADDRESSES = List.of(
            "ipAddress",
            "actor_ip",
            "ip_address",
            "ClientIP",
            "clientip",
            "client_ip",
            "client.ip_address",
            "context.client_ip_address",
            "context.ip_address",
            "event.UserIp",
            "event.clientip",
            "data.ip",
            "access_device.ip",
            "ipaddr",
            "remoteip",
            "srcAddr",
            "srcaddr",
            "src_endpoint.ip",
            "remoteAddr",
            "remote_addr",
            "remote_ip",
            "remoteAddress",
            "addr.remote",
            "attr.remote",
            "visitor_ip",
            "ip",
            "access_device.ip.address",
            "attributes.location.ip",
            "event.ip_address",
            "client.ip",
            "clientIp",
            "request_ip",
            "sourceIP",
            "SourceIp",
            "ActorIP",
            "CLIENT_IP",
            "Intruder");

    /** Where a service puts its own words. */
    private static final List<String> WORDS = List.of("message", "msg", "error", "event", "action", "log");

    static Parsed read(String product, Source source, Map<String, String> event, Instant otherwise) {
        var account = CleanName.of(first(event, ACCOUNTS));
        var from = Fields.address(event, ADDRESSES);
        boolean told = time(event).isPresent() || !account.isEmpty() || !from.isEmpty();
        if (product.isEmpty() && !told) {
            return new Parsed.Dead("JSON of an unknown kind");
        }
        if (product.isEmpty()) {
            var words = String.join(
                    " ", WORDS.stream().map(name -> first(event, name)).toList());
            var client = from.isEmpty()
                    ? RefusedLogin.from(words)
                    : Optional.of(from).filter(_ -> RefusedLogin.tells(words));
            if (client.isPresent()) {
                var fields = new LinkedHashMap<>(event);
                fields.put(ServiceLines.REFUSED_LOGIN, client.get());
                var refused = new Draft(source, time(event).orElse(otherwise), product, fields)
                        .type(OcsfClass.AUTHENTICATION, 1)
                        .login(false, "", "", 1, "");
                refused.assets().peer(client.get()).account(account);
                return refused.seen();
            }
        }
        var draft = new Draft(source, time(event).orElse(otherwise), product, event)
                .type(OcsfClass.API_ACTIVITY, Activities.UNKNOWN)
                .actor(account)
                .client(from);
        draft.assets()
                .host(CleanName.host(first(event, HOSTS)))
                .account(account)
                .peer(from);
        if (draft.assets().isEmpty()) {
            var principal = CleanName.of(first(event, PRINCIPALS));
            draft.assets().principal(!principal.isEmpty() ? principal : product.isEmpty() ? "unknown" : product);
        }
        return draft.seen();
    }

    /** Such logs write seconds and milliseconds since 1970 alike. */
    static Optional<Instant> time(Map<String, String> event) {
        return Fields.time(event, TIMES)
                .or(() -> TIMES.stream()
                        .map(name -> millis(first(event, name)))
                        .flatMap(Optional::stream)
                        .findFirst());
    }

    private static Optional<Instant> millis(String text) {
        boolean digits = text.length() == 13 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Optional.of(Instant.ofEpochMilli(Long.parseLong(text))) : Optional.empty();
    }

    private ServiceEvents() {}
}

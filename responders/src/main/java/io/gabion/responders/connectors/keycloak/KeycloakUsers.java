package io.gabion.responders.connectors.keycloak;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.protocol.asset.Accounts.Account;
import io.gabion.responders.connectors.Mark;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The users of one realm, by one order: everything ends with its deadline. */
record KeycloakUsers(KeycloakSession session, KeycloakSettings settings, Instant deadline) {
    /** Those of a federated store have longer ones than UUIDs. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9:_-]{1,255}");

    /** By exactly this name; Keycloak's own names are in lower case. */
    Optional<KeycloakUser> named(Account account) throws IOException, InterruptedException, Declined {
        var found = only("username=" + URLEncoder.encode(account.name(), UTF_8), "several accounts have that name");
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var user = found.get();
        if (!user.name().equalsIgnoreCase(account.name())
                || !ID.matcher(user.id()).matches()) {
            throw Declined.refused("the server answers about another account");
        }
        if (user.isService()) {
            throw Declined.refused("the account of a program");
        }
        return Optional.of(user);
    }

    /** Whoever carries this mark for that name, whatever its own is. Keycloak compares each value whole, and not its case. */
    Optional<KeycloakUser> carrying(Mark mark, Account account) throws IOException, InterruptedException, Declined {
        var value = settings.markAttribute() + ":\"" + mark.naming(account.name()) + "\"";
        return only("q=" + URLEncoder.encode(value, UTF_8), "several accounts carry the mark for it")
                .filter(user -> mark.names(user.marks(), account.name()))
                .filter(user -> ID.matcher(user.id()).matches() && !user.isService());
    }

    private Optional<KeycloakUser> only(String query, String several)
            throws IOException, InterruptedException, Declined {
        var found = session.administer("GET", "/users?exact=true&max=2&" + query, "", deadline);
        if (found.size() > 1) {
            throw Declined.refused(several);
        }
        return found.isArray() && !found.isEmpty() ? Optional.of(of(found.get(0))) : Optional.empty();
    }

    /** As the user is now. */
    KeycloakUser again(KeycloakUser user) throws IOException, InterruptedException, Declined {
        return of(session.administer("GET", "/users/" + user.id(), "", deadline));
    }

    private KeycloakUser of(JsonNode user) {
        return new KeycloakUser((ObjectNode) user, settings.markAttribute());
    }

    /** @throws Declined if the realm would silently drop our marks */
    void requireMarks() throws IOException, InterruptedException, Declined {
        var profile = session.administer("GET", "/users/profile", "", deadline);
        var policy = profile.path("unmanagedAttributePolicy").asText();
        if (policy.equals("ENABLED") || policy.equals("ADMIN_EDIT")) {
            return;
        }
        for (var attribute : profile.path("attributes")) {
            if (attribute.path("name").asText().equals(settings.markAttribute())) {
                return;
            }
        }
        throw Declined.refused("the realm's user profile has no attribute " + settings.markAttribute());
    }

    void update(KeycloakUser user) throws IOException, InterruptedException, Declined {
        session.administer("PUT", "/users/" + user.id(), user.json().toString(), deadline);
    }

    /**
     * Offline sessions first: what begins in the second of a logout is not older than it, and these outlive a logout. The
     * user's consent to their programs goes with them.
     */
    void endSessions(KeycloakUser user) throws IOException, InterruptedException, Declined {
        for (var client : offline(user)) {
            var id = URLEncoder.encode(client, UTF_8).replace("+", "%20");
            session.administer("DELETE", "/users/" + user.id() + "/consents/" + id, "", deadline);
        }
        session.administer("POST", "/users/" + user.id() + "/logout", "", deadline);
    }

    /** The programs that hold a session of the user's which outlives a logout. */
    List<String> offline(KeycloakUser user) throws IOException, InterruptedException, Declined {
        var clients = new ArrayList<String>();
        for (var consent : session.administer("GET", "/users/" + user.id() + "/consents", "", deadline)) {
            if (!consent.path("additionalGrants").isEmpty()) {
                clients.add(consent.path("clientId").asText());
            }
        }
        return clients;
    }

    /** Whether a session is open that began before this second of the server's clock. */
    boolean hasSessionsBefore(KeycloakUser user, long second) throws IOException, InterruptedException, Declined {
        for (var open : session.administer("GET", "/users/" + user.id() + "/sessions", "", deadline)) {
            if (open.path("start").asLong() / 1_000 < second) {
                return true;
            }
        }
        return false;
    }
}

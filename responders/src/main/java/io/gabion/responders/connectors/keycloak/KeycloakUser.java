package io.gabion.responders.connectors.keycloak;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A user as the administration shows it. What changes it makes another one.
 *
 * @param attribute that holds our marks
 */
record KeycloakUser(ObjectNode json, String attribute) {
    String id() {
        return json.path("id").asText();
    }

    boolean isEnabled() {
        return json.path("enabled").asBoolean();
    }

    /** The program of a client, no person: we ourselves are one. */
    boolean isService() {
        return json.hasNonNull("serviceAccountClientId") || name().startsWith("service-account-");
    }

    String name() {
        return json.path("username").asText();
    }

    /** Seconds of the server's clock: sessions and tokens that began before are void. */
    long notBefore() {
        return json.path("notBefore").asLong();
    }

    /** The values of the attribute. */
    List<String> marks() {
        var marks = new ArrayList<String>();
        json.path("attributes").path(attribute).forEach(mark -> marks.add(mark.asText()));
        return marks;
    }

    KeycloakUser enabled(boolean enabled) {
        var changed = json.deepCopy();
        changed.put("enabled", enabled);
        return new KeycloakUser(changed, attribute);
    }

    KeycloakUser marked(List<String> marks) {
        var changed = json.deepCopy();
        var values = changed.withObjectProperty("attributes").putArray(attribute);
        marks.forEach(values::add);
        return new KeycloakUser(changed, attribute);
    }
}

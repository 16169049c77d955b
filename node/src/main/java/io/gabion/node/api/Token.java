package io.gabion.node.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;

/** A named token of one tenant. Holds the SHA-256 of the secret, never the secret. */
public record Token(String name, Role role, String tenant, Instant createdAt, String sha256) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    public Token {
        if (!isName(name)) {
            throw new IllegalArgumentException("a token's name has 1 to 64 letters, digits, '.', '_' or '-'");
        }
        if (!isName(tenant)) {
            throw new IllegalArgumentException("a tenant's name has 1 to 64 letters, digits, '.', '_' or '-'");
        }
        if (!HASH.matcher(sha256).matches()) {
            throw new IllegalArgumentException("the token '" + name + "' has no SHA-256");
        }
    }

    /** Whether the text may name a token, a tenant or a source. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", name)
                .put("role", role.spelling())
                .put("tenant", tenant)
                .put("createdAt", createdAt.toString())
                .put("sha256", sha256);
    }

    static Token of(JsonNode json) {
        try {
            return new Token(
                    json.path("name").asText(),
                    Role.of(json.path("role").asText()),
                    json.path("tenant").asText(),
                    Instant.parse(json.path("createdAt").asText()),
                    json.path("sha256").asText());
        } catch (DateTimeException badTime) {
            throw new IllegalArgumentException("createdAt is no time: " + badTime.getMessage(), badTime);
        }
    }
}

package io.gabion.node.api;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * Decides who comes in. The Host header is checked against a list so that a page elsewhere cannot reach a node by giving
 * its own name the node's address; the Origin header so that it cannot post to it.
 */
final class Gate {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    private static final String SCHEME = "bearer ";

    private final Tokens tokens;
    private final Set<String> hosts;

    /** Lets in requests for these host names, written without a port and in lower case. */
    Gate(Tokens tokens, Set<String> hosts) {
        this.tokens = tokens;
        this.hosts = hosts;
    }

    /** Refuses a request for another host or from another site's page. */
    void checkAddress(HttpRequest request) {
        String host = header(request, "Host").toLowerCase(Locale.ROOT);
        if (!hosts.contains(withoutPort(host))) {
            throw new Refusal(421, "this node does not answer to that host name; add it to the allowed hosts");
        }
        String origin = header(request, "Origin").toLowerCase(Locale.ROOT);
        if (!origin.isEmpty() && !origin.equals("http://" + host) && !origin.equals("https://" + host)) {
            throw new Refusal(403, "a page of another site may not call this node");
        }
    }

    /** The token the request carries. */
    Token caller(HttpRequest request) {
        return tokens.authenticate(secret(request))
                .orElseThrow(() -> new Refusal(
                        401, "a valid bearer token is needed", "WWW-Authenticate", "Bearer realm=\"gabion\""));
    }

    /** Whether the request's token is still as it was when the caller came in. */
    boolean stillHolds(HttpRequest request, Token caller) {
        return tokens.authenticate(secret(request)).filter(caller::equals).isPresent();
    }

    /** Refuses a caller of another tenant in the same words as for a tenant that does not exist. */
    static void checkTenant(Token caller, String tenant) {
        if (!caller.tenant().equals(tenant)) {
            throw new Refusal(404, "there is nothing here for this token");
        }
    }

    static void check(boolean allowed, Token caller) {
        if (!allowed) {
            throw new Refusal(403, "the role " + caller.role().spelling() + " may not do this");
        }
    }

    /** The key every write carries, so that sending it twice does it once. */
    static String idempotencyKey(HttpRequest request) {
        String key = header(request, "Idempotency-Key");
        if (!KEY.matcher(key).matches()) {
            throw new Refusal(
                    400, "the header Idempotency-Key is needed: 1 to 128 letters, digits, '.', '_', ':' or '-'");
        }
        return key;
    }

    static String header(HttpRequest request, String name) {
        return request.getHeader(name).map(HttpHeader::value).orElse("");
    }

    private static String secret(HttpRequest request) {
        String authorization = header(request, "Authorization");
        return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? authorization.substring(SCHEME.length()).strip()
                : "";
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') && colon >= 0 ? host.substring(0, colon) : host;
    }
}

package io.gabion.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/** Speaks to a running node. Whatever goes wrong is a {@link Refused} in one line that names the node. */
final class NodeClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final URI node;
    private final String token;
    private final String tenant;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    NodeClient(URI node, String token, String tenant) {
        this.node = node;
        this.token = token;
        this.tenant = tenant;
    }

    JsonNode get(String path) throws Refused, InterruptedException {
        return send(request(path).GET().build());
    }

    /** A record of the tenant. */
    JsonNode ofTenant(String... segments) throws Refused, InterruptedException {
        return get(tenantPath(segments));
    }

    /** Every record of a list, page after page. */
    ArrayNode all(String list) throws Refused, InterruptedException {
        var all = JsonNodeFactory.instance.arrayNode();
        var cursor = "";
        do {
            var page = get(tenantPath(list) + "?limit=500" + cursor);
            page.path("items").forEach(all::add);
            cursor = page.path("next").isTextual()
                    ? "&cursor=" + page.path("next").asText()
                    : "";
        } while (!cursor.isEmpty());
        return all;
    }

    /** What a hunt for the value finds. */
    ArrayNode found(String value) throws Refused, InterruptedException {
        return (ArrayNode) get(tenantPath("hunt") + "?value=" + segment(value)).withArray("items");
    }

    JsonNode order(String reason, String... segments) throws Refused, InterruptedException {
        return order(JsonNodeFactory.instance.objectNode().put("reason", reason), segments);
    }

    JsonNode order(ObjectNode body, String... segments) throws Refused, InterruptedException {
        var request = request(tenantPath(segments))
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofString(body.toString()));
        return send(request.build());
    }

    @Override
    public void close() {
        client.close();
    }

    private String tenantPath(String... segments) {
        var path = new StringBuilder("/api/v1/tenants/").append(segment(tenant));
        for (var one : segments) {
            path.append('/').append(segment(one));
        }
        return path.toString();
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(node.resolve(path)).timeout(PATIENCE).header("Authorization", "Bearer " + token);
    }

    private JsonNode send(HttpRequest request) throws Refused, InterruptedException {
        try {
            return answer(client.send(request, BodyHandlers.ofString()));
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new Refused(Refused.UNAVAILABLE, node + ": no node answers there (start one: gabion run)");
        } catch (HttpTimeoutException e) {
            throw new Refused(Refused.UNAVAILABLE, node + ": no answer within " + PATIENCE.toSeconds() + " s");
        } catch (IOException e) {
            throw new Refused(Refused.UNAVAILABLE, node + ": " + e.getMessage());
        }
    }

    private JsonNode answer(HttpResponse<String> response) throws IOException, Refused {
        int status = response.statusCode();
        var body = JSON.readTree(response.body().isEmpty() ? "{}" : response.body());
        if (status >= 200 && status < 300) {
            return body;
        }
        var why = body.path("detail").asText(body.path("title").asText("HTTP " + status));
        throw switch (status) {
            case 404, 409 -> new Refused(Refused.NO, why);
            case 400 -> new Refused(Refused.WRONG_USAGE, why);
            case 401, 403 -> new Refused(Refused.WRONG_USAGE, node + ": " + why);
            default -> new Refused(Refused.UNAVAILABLE, node + ": " + why);
        };
    }
}

package io.gabion.responders.connectors.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.responders.connectors.Peer;
import io.gabion.responders.connectors.PinnedTrust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Keycloak of its own by {@code dev/keycloak}, with a realm {@code mesh}: whom it belongs to ({@code root}), a program
 * that people sign in to ({@code app}), and a client for the connector that may manage users and nothing else.
 */
public final class KeycloakServer implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String TOKEN = "/realms/mesh/protocol/openid-connect/token";

    /** @param json if the answer is any */
    record Answer(int status, JsonNode json) {}

    private final Path folder;
    private final int port = Peer.freePort();
    private final HttpClient client;
    private String root = "";

    public KeycloakServer(Path folder) throws IOException {
        this.folder = folder;
        Peer.certify(folder, "certificate", "key");
        Files.writeString(folder.resolve("secret"), "respondersecret\n");
        client = HttpClient.newBuilder()
                .sslContext(PinnedTrust.of(folder.resolve("certificate")))
                .build();
        start();
    }

    private void start() throws IOException {
        script("up", folder.toString(), String.valueOf(port));
    }

    void restart() throws IOException {
        script("down", folder.toString());
        start();
    }

    private static void script(String... words) throws IOException {
        var command = new ArrayList<>(List.of(System.getProperty("gabion.root") + "/dev/keycloak"));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .put(
                        "GABION_KEYCLOAK_WITH",
                        String.valueOf(ProcessHandle.current().pid()));
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes());
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
    }

    public int port() {
        return port;
    }

    /** Such as {@code certificate}, or the connector's {@code secret}. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** As whom the realm belongs to; a token of theirs may have ended. */
    Answer own(String method, String path, String body) throws IOException {
        var answer = administer(root, method, path, body);
        if (answer.status() == 401) {
            root = token("root", "rootsecret", Map.of("grant_type", "client_credentials"))
                    .json()
                    .path("access_token")
                    .asText();
            answer = administer(root, method, path, body);
        }
        return answer;
    }

    Answer administer(String token, String method, String path, String body) throws IOException {
        return send(HttpRequest.newBuilder(at("/admin/realms/" + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }

    /** What the client is given for these words. */
    Answer token(String id, String secret, Map<String, String> words) throws IOException {
        return post(TOKEN, id, secret, words);
    }

    /** Somebody with this password signs in to the program, with a session that outlives their browser. */
    Answer signIn(String name) throws IOException {
        return signIn(name, "offline_access");
    }

    Answer signIn(String name, String scope) throws IOException {
        var words = Map.of("grant_type", "password", "username", name, "password", "pw", "scope", scope);
        return token("app", "appsecret", words);
    }

    Answer refresh(String token) throws IOException {
        return token("app", "appsecret", Map.of("grant_type", "refresh_token", "refresh_token", token));
    }

    /** Whether the program is told that a token is good. */
    boolean isAlive(String token) throws IOException {
        return post(TOKEN + "/introspect", "app", "appsecret", Map.of("token", token))
                .json()
                .path("active")
                .asBoolean();
    }

    public void add(String name) throws IOException {
        var user = JSON.createObjectNode().put("username", name).put("enabled", true);
        user.put("email", name + "@mesh.test").put("firstName", "A").put("lastName", "B");
        user.putObject("attributes").putArray("team").add("red");
        user.putArray("credentials").addObject().put("type", "password").put("value", "pw");
        own("POST", "mesh/users", user.toString());
    }

    public ObjectNode user(String name) throws IOException {
        return (ObjectNode)
                own("GET", "mesh/users?exact=true&username=" + name, "").json().get(0);
    }

    void update(ObjectNode user) throws IOException {
        own("PUT", "mesh/users/" + user.path("id").asText(), user.toString());
    }

    private Answer post(String path, String id, String secret, Map<String, String> words) throws IOException {
        var form = new StringBuilder("client_id=" + id + "&client_secret=" + secret);
        words.forEach((key, value) -> form.append("&" + key + "=" + value));
        return send(HttpRequest.newBuilder(at(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form.toString())));
    }

    private URI at(String path) {
        return URI.create("https://127.0.0.1:" + port + path);
    }

    private Answer send(HttpRequest.Builder request) throws IOException {
        try {
            var response = client.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
            var text = response.body();
            return new Answer(
                    response.statusCode(),
                    text.startsWith("{") || text.startsWith("[") ? JSON.readTree(text) : MissingNode.getInstance());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        script("down", folder.toString());
    }
}

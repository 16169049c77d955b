package io.gabion.responders.connectors.keycloak;

import io.gabion.protocol.containment.Action;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.Line;
import io.gabion.responders.connectors.MarkedAccountStand;
import io.gabion.responders.connectors.PinnedTrust;
import io.gabion.responders.connectors.TcpLine;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** People who sign in at a Keycloak, and one of the two actions on them. Needs Java, python3 and openssl. */
public final class KeycloakStand implements MarkedAccountStand {
    final KeycloakServer server;

    private final Action action;
    private final boolean owner;
    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final List<KeycloakSession> sessions = new ArrayList<>();
    private final List<Front> fronts = new ArrayList<>();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final Connector usual;
    private int people;

    public KeycloakStand(Path folder, Action action) throws IOException {
        this(new KeycloakServer(folder), action, true);
    }

    private KeycloakStand(KeycloakServer server, Action action, boolean owner) throws IOException {
        this.server = server;
        this.action = action;
        this.owner = owner;
        Files.writeString(server.file("wrong"), "guessedsecret\n");
        usual = over(server.port());
    }

    /** The other action at the same server, which stays when this one is closed. */
    KeycloakStand with(Action other) throws IOException {
        return new KeycloakStand(server, other, false);
    }

    Connector over(int port) throws IOException {
        return over("https", port, "secret", "certificate");
    }

    Connector over(String scheme, int port, String secret, String certificate) throws IOException {
        var url = URI.create(scheme + "://127.0.0.1:" + port);
        var settings = new KeycloakSettings(url, "mesh", "gabion", server.file(secret), "corp", "gabion");
        var trust = PinnedTrust.of(server.file(certificate));
        var session = new KeycloakSession(Optional.of(trust), settings, InstantSource.system());
        sessions.add(session);
        return new KeycloakConnector(session, settings, executor, InstantSource.system());
    }

    @Override
    public Action action() {
        return action;
    }

    @Override
    public String target() throws IOException {
        people++;
        var target = (action == Action.END_SESSIONS ? "bob" : "alice") + people + "@corp";
        add(target);
        return target;
    }

    @Override
    public void add(String target) throws IOException {
        server.add(name(target));
        signIn(name(target));
    }

    @Override
    public void rename(String target, String to) throws IOException {
        server.own("PUT", "mesh", "{\"editUsernameAllowed\":true}");
        var user = server.user(name(target)).put("username", name(to));
        server.update(user.put("email", name(to) + "@mesh.test"));
        tokens.put(name(to), tokens.remove(name(target)));
    }

    @Override
    public List<String> marks(String target) throws IOException {
        var marks = new ArrayList<String>();
        server.user(name(target)).path("attributes").path("gabion").forEach(mark -> marks.add(mark.asText()));
        return marks;
    }

    @Override
    public void mark(String target, List<String> values) throws IOException {
        var user = server.user(name(target));
        var marks = user.withObjectProperty("attributes").putArray("gabion");
        values.forEach(marks::add);
        server.update(user);
    }

    private void signIn(String name) throws IOException {
        tokens.put(name, server.signIn(name).json().path("access_token").asText());
    }

    @Override
    public String nonsense() {
        return "a&search=*/../logout@corp";
    }

    @Override
    public Connector connector() {
        return usual;
    }

    @Override
    public Line line() {
        return new TcpLine(server.port());
    }

    @Override
    public Connector connector(Line line) throws IOException {
        return over(((TcpLine) line).port());
    }

    @Override
    public Connector stranger() throws IOException {
        return over("https", server.port(), "wrong", "certificate");
    }

    @Override
    public Optional<Connector> astray() throws IOException {
        io.gabion.responders.connectors.Peer.certify(server.file("."), "other-certificate", "other-key");
        return Optional.of(over("https", server.port(), "secret", "other-certificate"));
    }

    /** A proxy before it says so. */
    @Override
    public Connector busy() throws IOException {
        var front = new Front(server);
        fronts.add(front);
        front.answers(_ -> true, new Front.Own(429, "Retry-After: 40", ""));
        return over("http", front.port(), "secret", "certificate");
    }

    @Override
    public String secret() {
        return "secret";
    }

    /** Somebody signs in, or uses the token of a session from before; sessions that were ended may be begun anew. */
    @Override
    public Sight look(String target) throws IOException {
        var name = name(target);
        if (action == Action.DISABLE_ACCOUNT) {
            var answer = server.signIn(name);
            return new Sight(
                    answer.status() != 200,
                    answer.status() == 200
                            ? "signed in"
                            : answer.json().path("error_description").asText());
        }
        if (server.isAlive(tokens.get(name))) {
            return new Sight(false, "token accepted");
        }
        if (!server.user(name).path("attributes").has("gabion")) {
            signIn(name);
            return new Sight(!server.isAlive(tokens.get(name)), "signed in again, token accepted");
        }
        return new Sight(true, "token dead");
    }

    @Override
    public String standing(String target) throws IOException {
        var user = server.user(name(target));
        user.remove("notBefore");
        return user.toString();
    }

    @Override
    public void undo(String target) throws IOException {
        var user = server.user(name(target));
        if (action == Action.DISABLE_ACCOUNT) {
            server.update(user.put("enabled", true));
        } else {
            user.withObjectProperty("attributes").remove("gabion");
            server.update(user);
            signIn(name(target));
        }
    }

    @Override
    public void restart() throws IOException {
        server.restart();
    }

    @Override
    public void close() throws IOException {
        sessions.forEach(KeycloakSession::close);
        fronts.forEach(Front::close);
        executor.shutdownNow();
        if (owner) {
            server.close();
        }
    }

    public int port() {
        return server.port();
    }

    /** Such as {@code certificate}, or the connector's {@code secret}. */
    public Path file(String name) {
        return server.file(name);
    }

    /** When somebody put our mark on the account and, if it is to be disabled, disabled it, by the realm's own record. */
    public List<Instant> marked(String target) throws IOException {
        var times = new ArrayList<Instant>();
        var id = server.user(name(target)).path("id").asText();
        var events = server.own("GET", "mesh/admin-events?operationTypes=UPDATE&resourcePath=users/" + id, "");
        for (var event : events.json()) {
            var user = KeycloakServer.JSON.readTree(event.path("representation").asText());
            boolean open =
                    action == Action.DISABLE_ACCOUNT && user.path("enabled").asBoolean(true);
            if (!open && !user.path("attributes").path("gabion").isEmpty()) {
                times.addFirst(Instant.ofEpochMilli(event.path("time").asLong()));
            }
        }
        return times;
    }

    static String name(String target) {
        return target.replaceAll("@.*", "");
    }
}

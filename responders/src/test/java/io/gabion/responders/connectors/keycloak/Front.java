package io.gabion.responders.connectors.keycloak;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gabion.responders.connectors.PinnedTrust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** A web server before the real one that passes on what it is asked, but for what it answers itself. */
final class Front implements AutoCloseable {
    /** @param header such as {@code Retry-After: 7}, or empty */
    record Own(int status, String header, String body) {}

    private record Rule(Predicate<String> on, Own answer) {}

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final KeycloakServer server;
    private final HttpClient client;
    private final HttpServer front;

    Front(KeycloakServer server) throws IOException {
        this.server = server;
        client = HttpClient.newBuilder()
                .sslContext(PinnedTrust.of(server.file("certificate")))
                .build();
        front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        front.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        front.createContext("/", this::handle);
        front.start();
    }

    int port() {
        return front.getAddress().getPort();
    }

    /** From now on. The first rule that fits counts. @param request as in {@code PUT /users/1} */
    void answers(Predicate<String> request, Own answer) {
        rules.add(new Rule(request, answer));
    }

    /** Methods with paths, in their order. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    private void handle(HttpExchange exchange) throws IOException {
        var line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        asked.add(line);
        var body = exchange.getRequestBody().readAllBytes();
        var own =
                rules.stream().filter(r -> r.on().test(line)).map(Rule::answer).findFirst();
        if (own.isPresent()) {
            answer(exchange, own.get());
        } else {
            answer(exchange, passedOn(exchange, body));
        }
    }

    private Own passedOn(HttpExchange exchange, byte[] body) throws IOException {
        var request = HttpRequest.newBuilder(
                        URI.create("https://127.0.0.1:" + server.port() + exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        for (var name : List.of("Authorization", "Content-Type", "Accept")) {
            var value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        try {
            var response = client.send(request.build(), BodyHandlers.ofString());
            return new Own(response.statusCode(), "", response.body());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void answer(HttpExchange exchange, Own own) throws IOException {
        if (!own.header().isEmpty()) {
            var words = own.header().split(": ", 2);
            exchange.getResponseHeaders().set(words[0], words[1]);
        }
        var bytes = own.body().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(own.status(), bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    @Override
    public void close() {
        front.stop(0);
        client.shutdownNow();
    }
}

package io.gabion.node.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.node.api.GuardControl.Done;
import io.gabion.node.api.GuardControl.Order;
import io.gabion.node.api.GuardControl.Outcome;
import io.gabion.node.api.GuardControl.Unknown;
import io.gabion.node.api.Ingestion.Batch;
import io.gabion.node.api.Ingestion.Durable;
import io.gabion.node.api.Ingestion.Receipt;
import io.gabion.protocol.incident.IncidentVerdict;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.ServerBinding;

/** A real server on a free port over a board in memory, with ways to call it. */
final class RunningApi {
    final MemoryBoard board = new MemoryBoard();
    final Tokens tokens;
    final String admin;
    final List<Batch> batches = new CopyOnWriteArrayList<>();
    final Map<String, List<ObjectNode>> sources = new ConcurrentHashMap<>();
    /** Tenants whose sources and whose Guard do not answer. */
    final Set<String> mute = ConcurrentHashMap.newKeySet();

    final List<ObjectNode> models = new CopyOnWriteArrayList<>();
    final List<String> orders = new CopyOnWriteArrayList<>();
    final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "api");
    final int port;
    volatile Receipt receipt = new Durable(2);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    RunningApi(Path data) throws Exception {
        tokens = Tokens.open(data, Clock.systemUTC());
        admin = tokens.add("tester", Role.ADMIN, "default").secret();
        ServerBinding binding = Api.start(system, "127.0.0.1", 0, board, tokens, this::accept, guard(), reading())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        port = binding.localAddress().getPort();
    }

    private Reading reading() {
        return new Reading() {
            @Override
            public CompletionStage<List<ObjectNode>> sources(String tenant) {
                return mute.contains(tenant)
                        ? CompletableFuture.failedFuture(new TimeoutException("asked in vain"))
                        : CompletableFuture.completedFuture(sources.getOrDefault(tenant, List.of()));
            }

            @Override
            public List<ObjectNode> models() {
                return models;
            }
        };
    }

    private CompletionStage<Receipt> accept(Batch batch) {
        batches.add(batch);
        return CompletableFuture.completedFuture(receipt);
    }

    GuardControl guard() {
        return new GuardControl() {
            @Override
            public CompletionStage<Outcome> freeze(Order order) {
                board.says("{'node':'node-1','mode':'observe','frozen':true}");
                return done("freeze", order);
            }

            @Override
            public CompletionStage<Outcome> thaw(Order order) {
                board.says("{'node':'node-1','mode':'observe','frozen':false}");
                return done("thaw", order);
            }

            @Override
            public CompletionStage<Outcome> brake(Order order, String signature, boolean approves) {
                return done((approves ? "approve " : "deny ") + signature, order);
            }

            @Override
            public CompletionStage<Outcome> release(Order order, String containment) {
                return board.containments(order.tenant()).stream()
                                .anyMatch(one -> one.path("id").asText().equals(containment))
                        ? done("release " + containment, order)
                        : CompletableFuture.completedFuture(new Unknown());
            }

            @Override
            public CompletionStage<Outcome> readmit(Order order, String containment) {
                return done("readmit " + containment, order);
            }

            @Override
            public CompletionStage<Outcome> judge(Order order, String incident, IncidentVerdict verdict) {
                return done(verdict.word() + " " + incident, order);
            }

            @Override
            public CompletionStage<Outcome> decide(Order order, Decision decision) {
                return done(decision.toString(), order);
            }

            @Override
            public CompletionStage<Outcome> repair(
                    Order order, Role role, String response, Repair repair, String step) {
                return done(repair + " " + response + " " + step + " as " + role.spelling(), order);
            }

            @Override
            public CompletionStage<Outcome> releaseAll(Order order) {
                return done("release all", order);
            }

            @Override
            public CompletionStage<ObjectNode> show(String tenant) {
                if (mute.contains(tenant)) {
                    return new CompletableFuture<>();
                }
                ObjectNode shown = JsonNodeFactory.instance
                        .objectNode()
                        .put("tenant", tenant)
                        .put("frozen", true);
                shown.putArray("budgets")
                        .addObject()
                        .put("action", "block-address")
                        .put("used", 3)
                        .put("perWindow", 100);
                return CompletableFuture.completedFuture(shown);
            }
        };
    }

    private CompletionStage<Outcome> done(String what, Order order) {
        orders.add(what + " by " + order.by() + " key " + order.key());
        return CompletableFuture.completedFuture(
                new Done(JsonNodeFactory.instance.objectNode().put("done", what)));
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    HttpRequest.Builder request(String path, String secret) {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + secret);
    }

    HttpResponse<String> get(String path, String secret) throws IOException, InterruptedException {
        return send(request(path, secret).build());
    }

    HttpResponse<String> post(String path, String secret, byte[] body, String... headers)
            throws IOException, InterruptedException {
        var request = request(path, secret).POST(BodyPublishers.ofByteArray(body));
        return send((headers.length > 0 ? request.headers(headers) : request).build());
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofString());
    }

    HttpClient client() {
        return client;
    }

    /** Sends these very bytes and gives back what the server says until it closes. */
    String raw(String text, byte[]... more) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            for (byte[] piece : more) {
                socket.getOutputStream().write(piece);
            }
            socket.getOutputStream().flush();
            byte[] start = new byte[4096];
            int read = socket.getInputStream().read(start);
            return new String(start, 0, Math.max(read, 0), StandardCharsets.UTF_8);
        }
    }

    void close() throws Exception {
        client.shutdownNow();
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}

package io.gabion.node.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.node.people.Desk;
import io.gabion.node.view.Board;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Which path leads where. Throws a {@link Refusal} for what is not served. */
final class Routes {
    private static final int MOST_VALUE = 2_048;
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final Board board;
    private final Gate gate;
    private final GuardControl guard;
    private final Orders orders;
    private final Chats chats;
    private final Reading reading;
    private final Batches batches;
    private final Events events;
    private final Metrics metrics;
    private final ObjectNode description = Description.read();
    private final Console console = new Console();

    Routes(
            ActorSystem<?> system,
            Board board,
            Gate gate,
            Ingestion ingestion,
            GuardControl guard,
            Reading reading,
            Desk desk) {
        this.reading = reading;
        this.board = board;
        this.gate = gate;
        this.guard = guard;
        this.orders = new Orders(system, guard, desk.people());
        this.chats = new Chats(system, guard, desk, Clock.systemUTC());
        this.batches = new Batches(system, ingestion);
        this.metrics = new Metrics(board, reading, guard);
        this.events = new Events(system, board, HEARTBEAT);
    }

    CompletionStage<HttpResponse> answer(HttpRequest request) {
        gate.checkAddress(request);
        List<String> path = new ArrayList<>();
        request.getUri().pathSegments().forEach(path::add);
        if (path.size() <= 1 && console.has(String.join("", path))) {
            return get(request, () -> console.file(String.join("", path)));
        }
        if (path.size() == 2 && path.getFirst().equals("health")) {
            return get(request, () -> health(path.getLast()));
        }
        if (path.equals(List.of("api", "v1", "openapi.json"))) {
            return get(request, () -> Answers.json(200, description));
        }
        if (path.equals(List.of("metrics"))) {
            return metrics.of(tenantOf(request, gate.caller(request))).thenApply(Answers::metrics);
        }
        if (path.size() < 3 || !path.get(0).equals("api") || !path.get(1).equals("v1")) {
            throw nothing();
        }
        List<String> rest = path.subList(2, path.size());
        if (rest.size() == 2 && rest.getFirst().equals("slack")) {
            return chats.slack(request, rest.getLast());
        }
        Token caller = gate.caller(request);
        if (rest.size() >= 3 && rest.getFirst().equals("tenants")) {
            Gate.checkTenant(caller, rest.get(1));
            return ofTenant(request, caller, rest.subList(2, rest.size()));
        }
        return switch (String.join("/", rest)) {
            case "status" -> get(request, () -> Answers.json(200, status(caller)));
            case "events" -> get(request, () -> events.of(caller.tenant(), () -> gate.stillHolds(request, caller)));
            default -> throw nothing();
        };
    }

    private CompletionStage<HttpResponse> ofTenant(HttpRequest request, Token caller, List<String> path) {
        String tenant = caller.tenant();
        return switch (path.size() + " " + path.getFirst()) {
            case "1 incidents" -> list(request, board::incidents, tenant);
            case "1 suspicions" -> list(request, board::suspicions, tenant);
            case "1 responses" -> list(request, board::responses, tenant);
            case "2 responses" -> get(request, () -> found(board.response(tenant, path.get(1)), "response"));
            case "3 responses" -> orders.repair(request, caller, path.get(1), path.get(2));
            case "1 containments" -> list(request, board::containments, tenant);
            case "1 approvals" -> list(request, board::approvals, tenant);
            case "2 approvals" -> get(request, () -> found(board.approval(tenant, path.get(1)), "approval"));
            case "3 approvals" -> orders.decision(request, caller, path.get(1), path.get(2));
            case "2 incidents" -> get(request, () -> found(board.incident(tenant, path.get(1)), "incident"));
            case "3 incidents" -> {
                if (!path.get(2).equals("verdict")) {
                    throw nothing();
                }
                yield orders.verdict(request, caller, path.get(1));
            }
            case "1 sources" ->
                reading.sources(tenantOf(request, caller)).thenApply(found -> Answers.json(200, Page.whole(found)));
            case "1 models" -> get(request, () -> Answers.json(200, Page.whole(reading.models())));
            case "1 connectors" -> get(request, () -> Answers.json(200, Page.whole(reading.connectorStandings())));
            case "1 channels" -> get(request, () -> Answers.json(200, Page.whole(reading.channelStandings())));
            case "1 hunt" ->
                reading.hunt(tenantOf(request, caller), value(request))
                        .orElseThrow(
                                () -> new Refusal(429, "another hunt goes on; try again later", "Retry-After", "5"))
                        .thenApply(found -> Answers.json(200, Page.whole(found)));
            case "1 guard" -> guard.show(tenantOf(request, caller)).thenApply(shown -> Answers.json(200, shown));
            case "2 guard" -> orders.guard(request, caller, path.get(1));
            case "2 containments" -> {
                if (path.get(1).equals("release")) {
                    yield orders.order(request, caller, guard::releaseAll);
                }
                yield get(request, () -> found(board.containment(tenant, path.get(1)), "containment"));
            }
            case "3 containments" -> {
                yield switch (path.get(2)) {
                    case "release" -> orders.order(request, caller, order -> guard.release(order, path.get(1)));
                    case "readmit" -> orders.order(request, caller, order -> guard.readmit(order, path.get(1)));
                    default -> throw nothing();
                };
            }
            case "3 sources" -> {
                if (!path.get(2).equals("batches") || !Token.isName(path.get(1))) {
                    throw nothing();
                }
                checkMethod(request, "POST");
                Gate.check(caller.role().mayIngest(), caller);
                yield batches.take(request, tenant, path.get(1));
            }
            default -> throw nothing();
        };
    }

    private static CompletionStage<HttpResponse> list(
            HttpRequest request, Function<String, List<ObjectNode>> records, String tenant) {
        return get(request, () -> Answers.json(200, Page.of(request).of(records.apply(tenant))));
    }

    private static HttpResponse found(Optional<ObjectNode> record, String kind) {
        return record.map(present -> Answers.json(200, present))
                .orElseThrow(() -> new Refusal(404, "there is no such " + kind));
    }

    private static String value(HttpRequest request) {
        return request.getUri()
                .query()
                .get("value")
                .filter(value -> !value.isBlank() && value.length() <= MOST_VALUE)
                .orElseThrow(() -> new Refusal(400, "value is 1 to " + MOST_VALUE + " characters"));
    }

    private static String tenantOf(HttpRequest request, Token caller) {
        checkMethod(request, "GET");
        return caller.tenant();
    }

    private ObjectNode status(Token caller) {
        ObjectNode status = board.status(caller.tenant()).deepCopy();
        status.putObject("caller")
                .put("name", caller.name())
                .put("role", caller.role().spelling())
                .put("tenant", caller.tenant());
        return status;
    }

    private HttpResponse health(String kind) {
        return switch (kind) {
            case "live" ->
                Answers.json(200, JsonNodeFactory.instance.objectNode().put("live", true));
            case "ready" -> {
                boolean ready = board.isReady();
                yield Answers.json(
                        ready ? 200 : 503, JsonNodeFactory.instance.objectNode().put("ready", ready));
            }
            default -> throw nothing();
        };
    }

    private interface Answering {
        HttpResponse answer();
    }

    private static CompletionStage<HttpResponse> get(HttpRequest request, Answering answering) {
        checkMethod(request, "GET");
        return CompletableFuture.completedFuture(answering.answer());
    }

    static void checkMethod(HttpRequest request, String method) {
        if (!request.method().value().equals(method)) {
            throw new Refusal(405, "use " + method, "Allow", method);
        }
    }

    static Refusal nothing() {
        return new Refusal(404, "there is nothing here");
    }
}

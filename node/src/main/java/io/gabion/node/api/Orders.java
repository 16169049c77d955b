package io.gabion.node.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.gabion.node.api.GuardControl.Conflict;
import io.gabion.node.api.GuardControl.Decision;
import io.gabion.node.api.GuardControl.Done;
import io.gabion.node.api.GuardControl.Forbidden;
import io.gabion.node.api.GuardControl.Order;
import io.gabion.node.api.GuardControl.Outcome;
import io.gabion.node.api.GuardControl.Repair;
import io.gabion.node.api.GuardControl.Unknown;
import io.gabion.node.people.People;
import io.gabion.protocol.incident.IncidentVerdict;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What people ask to be done: the role first, then the key, then the body. */
final class Orders {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MOST_REASON = 4_096;
    private static final long PATIENCE_MILLIS = 10_000;

    private final ActorSystem<?> system;
    private final GuardControl guard;
    private final People people;

    Orders(ActorSystem<?> system, GuardControl guard, People people) {
        this.people = people;
        this.system = system;
        this.guard = guard;
    }

    CompletionStage<HttpResponse> guard(HttpRequest request, Token caller, String verb) {
        return switch (verb) {
            case "freeze" -> order(request, caller, guard::freeze);
            case "thaw" -> order(request, caller, guard::thaw);
            case "approve", "deny" ->
                order(
                        request,
                        caller,
                        caller.role().mayRespond(),
                        (order, body) ->
                                guard.brake(order, body.path("signature").asText(""), verb.equals("approve")));
            default -> throw Routes.nothing();
        };
    }

    CompletionStage<HttpResponse> order(
            HttpRequest request, Token caller, Function<Order, CompletionStage<Outcome>> action) {
        return order(request, caller, caller.role().mayRespond(), (order, body) -> action.apply(order));
    }

    CompletionStage<HttpResponse> decision(HttpRequest request, Token caller, String id, String verb) {
        if (!verb.equals("approve") && !verb.equals("deny")) {
            throw Routes.nothing();
        }
        return order(
                request,
                caller,
                caller.role().mayDecide(),
                (order, body) -> guard.decide(
                        order,
                        new Decision(
                                id,
                                caller.role(),
                                verb.equals("approve"),
                                body.path("digest").asText(""))));
    }

    CompletionStage<HttpResponse> repair(HttpRequest request, Token caller, String response, String verb) {
        var repair = Arrays.stream(Repair.values())
                .filter(r -> r.name().toLowerCase(Locale.ROOT).equals(verb))
                .findFirst()
                .orElseThrow(Routes::nothing);
        return order(
                request,
                caller,
                caller.role().mayDecide(),
                (order, body) -> guard.repair(
                        order,
                        caller.role(),
                        response,
                        repair,
                        body.path("step").asText("")));
    }

    CompletionStage<HttpResponse> verdict(HttpRequest request, Token caller, String incident) {
        return order(
                request,
                caller,
                caller.role().mayRespond(),
                (order, body) -> guard.judge(
                        order, incident, verdict(body.path("verdict").asText(""))));
    }

    private static IncidentVerdict verdict(String word) {
        return Arrays.stream(IncidentVerdict.values())
                .filter(verdict -> verdict.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new Refusal(400, "verdict is true-positive, false-positive or open"));
    }

    private CompletionStage<HttpResponse> order(
            HttpRequest request,
            Token caller,
            boolean allowed,
            BiFunction<Order, JsonNode, CompletionStage<Outcome>> action) {
        Routes.checkMethod(request, "POST");
        Gate.check(allowed, caller);
        String key = Gate.idempotencyKey(request);
        return request.entity()
                .withSizeLimit(MOST_REASON)
                .toStrict(PATIENCE_MILLIS, system)
                .thenCompose(body -> {
                    JsonNode json = json(body.getData().utf8String());
                    String reason = json.path("reason").asText("");
                    return action.apply(new Order(caller.tenant(), people.behind(caller.name()), key, reason), json);
                })
                .thenApply(outcome -> switch (outcome) {
                    case Done done -> Answers.json(200, done.state());
                    case Unknown unknown ->
                        throw new Refusal(404, "there is no such containment, approval, response or incident");
                    case Forbidden forbidden -> throw new Refusal(403, forbidden.why());
                    case Conflict conflict -> throw new Refusal(409, conflict.why());
                });
    }

    /**
     * The body of an order is empty or {@code {"reason":"…"}}; to approve it holds {@code digest} too, to judge {@code verdict}, of a
     * brake {@code signature}, to retry or skip {@code step}.
     */
    private static JsonNode json(String body) {
        if (body.isBlank()) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException damaged) {
            throw new Refusal(400, "the body is not JSON; it may be empty or hold a reason");
        }
    }
}

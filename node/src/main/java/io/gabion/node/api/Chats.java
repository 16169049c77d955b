package io.gabion.node.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gabion.node.api.GuardControl.Conflict;
import io.gabion.node.api.GuardControl.Decision;
import io.gabion.node.api.GuardControl.Done;
import io.gabion.node.api.GuardControl.Forbidden;
import io.gabion.node.api.GuardControl.Order;
import io.gabion.node.api.GuardControl.Outcome;
import io.gabion.node.api.GuardControl.Unknown;
import io.gabion.node.people.Desk;
import io.gabion.node.people.SlackDoor;
import io.gabion.node.people.SlackDoor.Pressed;
import io.gabion.node.people.SlackDoor.Refused;
import java.time.Clock;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;

/** Buttons that were pressed in a chat. No token comes with them: the signature says who sends, the settings who decides. */
final class Chats {
    private static final long PATIENCE_MILLIS = 5_000;

    private final ActorSystem<?> system;
    private final GuardControl guard;
    private final Desk desk;
    private final Clock clock;

    Chats(ActorSystem<?> system, GuardControl guard, Desk desk, Clock clock) {
        this.system = system;
        this.guard = guard;
        this.desk = desk;
        this.clock = clock;
    }

    CompletionStage<HttpResponse> slack(HttpRequest request, String channel) {
        var door = desk.chats().get(channel);
        if (door == null) {
            throw Routes.nothing();
        }
        Routes.checkMethod(request, "POST");
        if (request.entity().getContentLengthOption().orElse(0) > SlackDoor.MOST_BYTES) {
            throw tooLarge();
        }
        return request.entity()
                .withSizeLimit(SlackDoor.MOST_BYTES)
                .toStrict(PATIENCE_MILLIS, system)
                .exceptionally(failure -> {
                    throw failure instanceof EntityStreamSizeException
                                    || failure.getCause() instanceof EntityStreamSizeException
                            ? tooLarge()
                            : new CompletionException(failure);
                })
                .thenCompose(body -> opened(
                        request,
                        door,
                        Gate.header(request, "X-Slack-Request-Timestamp"),
                        body.getData().utf8String()));
    }

    private CompletionStage<HttpResponse> opened(HttpRequest request, SlackDoor door, String time, String body) {
        var answer = door.open(time, Gate.header(request, "X-Slack-Signature"), body, clock.instant());
        return switch (answer) {
            case Refused(var status, var why) -> throw new Refusal(status, why);
            case Pressed pressed -> decided(pressed);
        };
    }

    private CompletionStage<HttpResponse> decided(Pressed pressed) {
        var button = pressed.button();
        var person = pressed.by();
        var order = new Order(button.tenant(), person.name(), "slack." + button.nonce(), "in Slack");
        var decision = new Decision(button.approval(), Role.of(person.role()), button.approves(), button.digest());
        return guard.decide(order, decision)
                .whenComplete((outcome, failure) -> {
                    if (failure != null || !(outcome instanceof Done)) {
                        pressed.once().run();
                    }
                })
                .thenApply(Chats::said);
    }

    private static HttpResponse said(Outcome outcome) {
        return switch (outcome) {
            case Done(var state) ->
                Answers.json(
                        200,
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("response_type", "ephemeral")
                                .put("replace_original", false)
                                .put(
                                        "text",
                                        text(
                                                state.path("state").asText(),
                                                state.path("missing").asInt())));
            case Unknown _ -> throw new Refusal(404, "there is no such approval");
            case Forbidden(var why) -> throw new Refusal(403, why);
            case Conflict(var why) -> throw new Refusal(409, why);
        };
    }

    private static String text(String state, int missing) {
        return missing > 0 ? "It counts; " + missing + " more must approve." : "It counts: " + state + ".";
    }

    private static Refusal tooLarge() {
        return new Refusal(413, "not taken: more than " + SlackDoor.MOST_BYTES + " bytes");
    }
}

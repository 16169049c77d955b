package io.gabion.node;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.node.api.GuardControl;
import io.gabion.node.api.Role;
import io.gabion.node.shell.Mesh;
import io.gabion.node.store.Unfinished;
import io.gabion.node.view.Board;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import io.gabion.protocol.incident.IncidentVerdict;
import io.gabion.protocol.response.PersonalOrder;
import io.gabion.protocol.response.ResponseCommand;
import io.gabion.protocol.response.ResponseCommand.Accepted;
import io.gabion.protocol.response.ResponseCommand.Counted;
import io.gabion.protocol.response.ResponseCommand.Pause;
import io.gabion.protocol.response.ResponseCommand.Rejected;
import io.gabion.protocol.response.ResponseCommand.Resume;
import io.gabion.protocol.response.ResponseCommand.Retry;
import io.gabion.protocol.response.ResponseCommand.Skip;
import io.gabion.protocol.response.ResponseCommand.Vote;
import io.gabion.protocol.response.Verdict;
import io.gabion.responders.containment.ContainmentCommand.LetGoAll;
import io.gabion.responders.guard.GuardCommand;
import io.gabion.responders.guard.GuardCommand.Shown;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * People's orders, brought to the Guards and containments. An order repeated under its key is not carried out again, for
 * as long as the node runs and at least {@value #KEYS} orders long.
 */
final class GuardSwitch implements GuardControl {
    private static final int KEYS = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Mesh mesh;
    private final Board board;
    private final Unfinished unfinished;
    private final Map<List<String>, CompletableFuture<Outcome>> given = new LinkedHashMap<>();

    GuardSwitch(Mesh mesh, Board board, Unfinished unfinished) {
        this.mesh = mesh;
        this.board = board;
        this.unfinished = unfinished;
    }

    @Override
    public CompletionStage<ObjectNode> show(String tenant) {
        return mesh.ask(Wiring.guard(new Tenant(tenant)), new GuardCommand.Show(), PATIENCE)
                .thenApply(answer -> shown((Shown) answer));
    }

    @Override
    public CompletionStage<Outcome> freeze(Order order) {
        var why = order.reason().isBlank() ? "asked for" : order.reason();
        return once("freeze", order, () -> guard(order, new GuardCommand.Freeze(order.by(), why)));
    }

    @Override
    public CompletionStage<Outcome> thaw(Order order) {
        return once("thaw", order, () -> guard(order, new GuardCommand.Thaw(order.by())));
    }

    @Override
    public CompletionStage<Outcome> brake(Order order, String signature, boolean approves) {
        var decision = new GuardCommand.Decide(
                signature, approves ? Verdict.APPROVE : Verdict.DENY, order.by(), order.reason());
        return once(
                decision.verdict().word() + " brake " + signature,
                order,
                () -> mesh.ask(Wiring.guard(new Tenant(order.tenant())), decision, PATIENCE)
                        .thenCompose(answer -> answer instanceof GuardCommand.Rejected(var why)
                                ? CompletableFuture.completedFuture(new Conflict(why))
                                : show(order.tenant()).thenApply(Done::new)));
    }

    @Override
    public CompletionStage<Outcome> release(Order order, String containment) {
        if (board.containment(order.tenant(), containment).isEmpty()) {
            return CompletableFuture.completedFuture(new Unknown());
        }
        var id = new EntityId(new Tenant(order.tenant()), "containment", containment);
        return once("release " + containment, order, () -> letGo(List.of(id), order));
    }

    @Override
    public CompletionStage<Outcome> readmit(Order order, String containment) {
        if (board.containment(order.tenant(), containment).isEmpty()) {
            return CompletableFuture.completedFuture(new Unknown());
        }
        var id = new EntityId(new Tenant(order.tenant()), "containment", containment);
        return once(
                "readmit " + containment,
                order,
                () -> mesh.readmit(id, order.by(), PATIENCE)
                        .thenApply(_ ->
                                new Done(JsonNodeFactory.instance.objectNode().put("readmitted", id.name()))));
    }

    @Override
    public CompletionStage<Outcome> decide(Order order, Decision decision) {
        if (board.approval(order.tenant(), decision.approval()).isEmpty()) {
            return CompletableFuture.completedFuture(new Unknown());
        }
        // A response's name is hexadecimal: the first dot ends it.
        var parts = decision.approval().split("\\.", 2);
        var id = new EntityId(new Tenant(order.tenant()), "response", parts[0]);
        var vote = new Vote(
                parts[1],
                order.by(),
                decision.role().spelling(),
                decision.approves() ? Verdict.APPROVE : Verdict.DENY,
                decision.digest(),
                order.reason());
        return once(
                vote.verdict().word() + " " + decision.approval(),
                order,
                () -> mesh.ask(id, vote, PATIENCE).thenApply(answer -> decided(decision.approval(), answer)));
    }

    @Override
    public CompletionStage<Outcome> repair(Order order, Role role, String response, Repair repair, String step) {
        if (board.response(order.tenant(), response).isEmpty()) {
            return CompletableFuture.completedFuture(new Unknown());
        }
        var id = new EntityId(new Tenant(order.tenant()), "response", response);
        var word = repair.name().toLowerCase(Locale.ROOT);
        var wish = new PersonalOrder(order.by(), role.spelling(), order.reason(), word + "/" + order.key());
        ResponseCommand command =
                switch (repair) {
                    case PAUSE -> new Pause(wish);
                    case RESUME -> new Resume(wish);
                    case RETRY -> new Retry(step, wish);
                    case SKIP -> new Skip(step, wish);
                };
        return once(
                word + " " + response + " " + step,
                order,
                () -> mesh.ask(id, command, PATIENCE).thenApply(answer -> repaired(response, word, answer)));
    }

    private static Outcome repaired(String response, String word, Message answer) {
        return switch ((ResponseCommand.Answer) answer) {
            case Accepted _ ->
                new Done(JsonNodeFactory.instance
                        .objectNode()
                        .put("id", response)
                        .put("accepted", word));
            case ResponseCommand.Forbidden f -> new Forbidden(f.why());
            case Rejected r -> new Conflict(r.why());
            case Counted _ -> throw new IllegalStateException("no answer to a repair");
        };
    }

    @Override
    public CompletionStage<Outcome> judge(Order order, String incident, IncidentVerdict verdict) {
        var known = board.incident(order.tenant(), incident);
        if (known.isEmpty()) {
            return CompletableFuture.completedFuture(new Unknown());
        }
        if (known.get().has("mergedInto")) {
            return CompletableFuture.completedFuture(new Conflict(
                    "it was merged into " + known.get().path("mergedInto").asText() + ": judge that one"));
        }
        return once(
                verdict.word() + " " + incident,
                order,
                () -> new Verdicts(mesh, board, PATIENCE)
                        .say(order, incident, verdict)
                        .thenApply(Done::new));
    }

    private static Outcome decided(String approval, Message answer) {
        return switch ((ResponseCommand.Answer) answer) {
            case Counted c ->
                new Done(JsonNodeFactory.instance
                        .objectNode()
                        .put("id", approval)
                        .put("state", c.standing().name().toLowerCase(Locale.ROOT))
                        .put("missing", c.missing()));
            case ResponseCommand.Forbidden f -> new Forbidden(f.why());
            case Rejected r -> new Conflict(r.why());
            case Accepted _ -> throw new IllegalStateException("no answer to a decision");
        };
    }

    /** Of what is remembered as unfinished, which every containment is before anything is done for it. */
    @Override
    public CompletionStage<Outcome> releaseAll(Order order) {
        return once(
                "release all",
                order,
                () -> unfinished
                        .list()
                        .thenCompose(entities -> letGo(
                                entities.stream()
                                        .map(EntityId::parse)
                                        .filter(id -> id.kind().equals("containment")
                                                && id.tenant().id().equals(order.tenant()))
                                        .toList(),
                                order)));
    }

    private CompletionStage<Outcome> letGo(List<EntityId> containments, Order order) {
        var asked = containments.stream()
                .map(id -> mesh.ask(id, new LetGoAll(order.by()), PATIENCE).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(_ -> {
            var answer = JsonNodeFactory.instance.objectNode();
            var released = answer.putArray("released");
            containments.forEach(id -> released.add(id.name()));
            return new Done(answer);
        });
    }

    private CompletionStage<Outcome> guard(Order order, GuardCommand command) {
        return mesh.ask(Wiring.guard(new Tenant(order.tenant())), command, PATIENCE)
                .thenCompose(_ -> show(order.tenant()))
                .thenApply(Done::new);
    }

    /** What failed may be tried again under the same key. */
    private synchronized CompletionStage<Outcome> once(
            String what, Order order, Supplier<CompletionStage<Outcome>> carriedOut) {
        var key = List.of(order.tenant(), order.by(), what, order.key());
        var before = given.get(key);
        if (before != null && !before.isCompletedExceptionally()) {
            return before;
        }
        var answer = carriedOut.get().toCompletableFuture();
        given.put(key, answer);
        if (given.size() > KEYS) {
            given.remove(given.keySet().iterator().next());
        }
        return answer;
    }

    private static ObjectNode shown(Shown guard) {
        var node = JsonNodeFactory.instance
                .objectNode()
                .put("mode", guard.mode().name().toLowerCase(Locale.ROOT))
                .put("frozen", !guard.frozen().isEmpty())
                .put("why", guard.frozen());
        var live = node.putArray("liveConnectors");
        new TreeSet<>(guard.liveConnectors()).forEach(live::add);
        var budgets = node.putArray("budgets");
        for (var b : guard.budgets()) {
            budgets.addObject()
                    .put("action", b.action().word())
                    .put("used", b.used())
                    .put("perWindow", b.perWindow())
                    .put("windowSeconds", b.window().toSeconds())
                    .put("lent", b.lent())
                    .put("concurrent", b.concurrent());
        }
        var brakes = node.putArray("brakes");
        for (var b : guard.brakes()) {
            brakes.addObject()
                    .put("signature", b.signature())
                    .put("state", b.denied() ? "denied" : "on")
                    .put("waiting", b.waiting())
                    .put("since", b.since().toString())
                    .put("told", b.told());
        }
        var shielded = node.putArray("protected");
        guard.shielded().forEach(shielded::add);
        var surroundings = node.putArray("surroundings");
        guard.surroundings().forEach(surroundings::add);
        return node;
    }
}

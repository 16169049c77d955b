package io.gabion.node;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.node.api.Reading;
import io.gabion.node.api.Vitals;
import io.gabion.node.hunt.Hunt;
import io.gabion.node.hunt.Question;
import io.gabion.node.intake.IntakeCommand.Count;
import io.gabion.node.intake.IntakeCommand.Counted;
import io.gabion.node.rules.Rules;
import io.gabion.node.shell.Mesh;
import io.gabion.node.store.Causes;
import io.gabion.node.store.Rows;
import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.response.Notices;
import io.gabion.responders.worker.Standings;
import io.gabion.responders.worker.Standings.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Asks every intake that the journal knows, or looks through their rows; and asks models, connectors and channels how they do. */
record SourceCounts(
        Mesh mesh,
        Rows rows,
        Envelopes envelopes,
        Rules rules,
        Collection<Connector> connectors,
        Notices notices,
        Semaphore hunts)
        implements Reading {
    /** Who asks for figures does not wait longer than a few seconds; who starts anew with another node may take longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    SourceCounts(Mesh mesh, Rows rows, Envelopes envelopes, Rules rules, Collection<Connector> all, Notices notices) {
        this(mesh, rows, envelopes, rules, List.copyOf(all), notices, new Semaphore(1));
    }

    @Override
    public List<ObjectNode> connectorStandings() {
        return standings(connectors.stream());
    }

    @Override
    public List<ObjectNode> channelStandings() {
        return standings(Stream.of(notices));
    }

    private static List<ObjectNode> standings(Stream<?> outside) {
        return outside.filter(Standings.class::isInstance)
                .flatMap(some -> ((Standings) some).standings().stream())
                .sorted(Comparator.comparing(Standing::target))
                .map(SourceCounts::record)
                .toList();
    }

    private static ObjectNode record(Standing s) {
        var record = JsonNodeFactory.instance
                .objectNode()
                .put("target", s.target())
                .put("state", s.state())
                .put("underWay", s.underWay())
                .put("losses", s.losses());
        return s.quietUntil().equals(Instant.MIN)
                ? record
                : record.put("quietUntil", s.quietUntil().toString());
    }

    @Override
    public List<ObjectNode> models() {
        return rules.standing();
    }

    @Override
    public Vitals vitals() {
        return new Vitals(
                mesh.residents(),
                mesh.turnedOut(),
                mesh.refused(),
                mesh.mayAct(),
                mesh.forks(),
                rules.uncounted(),
                mesh.forgotten());
    }

    @Override
    public Optional<CompletionStage<List<ObjectNode>>> hunt(String tenant, String value) {
        if (!hunts.tryAcquire()) {
            return Optional.empty();
        }
        return Optional.of(CompletableFuture.supplyAsync(
                        () -> Hunt.through(rows, envelopes, new Tenant(tenant), Question.of(value))
                                .records(),
                        task -> Thread.ofPlatform().name("gabion-hunt").daemon().start(task))
                .whenComplete((_, _) -> hunts.release()));
    }

    @Override
    public CompletionStage<List<ObjectNode>> sources(String tenant) {
        return CompletableFuture.supplyAsync(() -> rows.entities(new Tenant(tenant), "intake"))
                .thenCompose(this::counts);
    }

    private CompletionStage<List<ObjectNode>> counts(List<EntityId> intakes) {
        var asked = intakes.stream()
                .map(intake -> mesh.ask(intake, new Count(), PATIENCE)
                        .thenApply(answer -> record(intake, answer))
                        .exceptionally(failure -> silent(intake, failure))
                        .toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(_ -> asked.stream().map(CompletableFuture::join).toList());
    }

    private static ObjectNode silent(EntityId intake, Throwable failure) {
        if (!(Causes.first(failure) instanceof TimeoutException)) {
            throw new CompletionException(Causes.first(failure));
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("source", intake.name())
                .put("silent", true);
    }

    private static ObjectNode record(EntityId intake, Message answer) {
        var counted = (Counted) answer;
        return JsonNodeFactory.instance
                .objectNode()
                .put("source", intake.name())
                .put("batches", counted.counts().batches())
                .put("observations", counted.counts().observations())
                .put("deadLetters", counted.counts().deadLetters())
                .put("open", counted.open());
    }
}

package io.gabion.node;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.node.api.Reading;
import io.gabion.node.intake.IntakeCommand.Count;
import io.gabion.node.intake.IntakeCommand.Counted;
import io.gabion.node.shell.Mesh;
import io.gabion.node.store.Rows;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks every intake that the journal knows. */
record SourceCounts(Mesh mesh, Rows rows) implements Reading {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public CompletionStage<List<ObjectNode>> sources(String tenant) {
        return CompletableFuture.supplyAsync(() -> rows.entities(new Tenant(tenant), "intake"))
                .thenCompose(this::counts);
    }

    private CompletionStage<List<ObjectNode>> counts(List<EntityId> intakes) {
        var asked = intakes.stream()
                .map(intake -> mesh.ask(intake, new Count(), PATIENCE)
                        .thenApply(answer -> record(intake, answer))
                        .toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(_ -> asked.stream().map(CompletableFuture::join).toList());
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

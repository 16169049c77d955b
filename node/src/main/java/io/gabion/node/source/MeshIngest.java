package io.gabion.node.source;

import io.gabion.node.intake.IntakeCommand.Accept;
import io.gabion.node.intake.IntakeCommand.Accepted;
import io.gabion.node.intake.IntakeCommand.Position;
import io.gabion.node.intake.IntakeCommand.Resume;
import io.gabion.node.shell.Mesh;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Brings batches to the intakes of one tenant. A time-out is no answer: the batch is brought again, under its key. */
public record MeshIngest(Mesh mesh, Tenant tenant) implements Ingest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public CompletionStage<Boolean> bring(String source, Batch batch) {
        var accept = new Accept(batch.key(), batch.position(), batch.observations(), batch.deadLetters());
        return mesh.ask(intake(source), accept, PATIENCE).handle((answer, _) -> answer instanceof Accepted);
    }

    @Override
    public CompletionStage<String> position(String source) {
        return mesh.ask(intake(source), new Resume(), PATIENCE).thenApply(answer -> ((Position) answer).position());
    }

    private EntityId intake(String source) {
        return new EntityId(tenant, "intake", source);
    }
}

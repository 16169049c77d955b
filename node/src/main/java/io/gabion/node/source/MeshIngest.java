package io.gabion.node.source;

import io.gabion.node.intake.IntakeCommand.Accept;
import io.gabion.node.intake.IntakeCommand.Accepted;
import io.gabion.node.intake.IntakeCommand.Position;
import io.gabion.node.intake.IntakeCommand.Resume;
import io.gabion.node.rules.Rules;
import io.gabion.node.shell.Mesh;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.rule.Fired;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Brings batches to the intakes of one tenant, each with what rules say of it. A time-out is no answer: the batch is
 * brought again, under its key.
 */
public final class MeshIngest implements Ingest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private record Judged(Batch batch, Fired fired) {}

    private final Mesh mesh;
    private final Tenant tenant;
    private final Rules rules;
    /** By source, the batch that is on its way: one that is turned down is not judged again. */
    private final Map<String, Judged> judged = new ConcurrentHashMap<>();

    public MeshIngest(Mesh mesh, Tenant tenant) {
        this(mesh, tenant, Rules.NONE);
    }

    public MeshIngest(Mesh mesh, Tenant tenant, Rules rules) {
        this.mesh = mesh;
        this.tenant = tenant;
        this.rules = rules;
    }

    @Override
    public CompletionStage<Boolean> bring(String source, Batch batch) {
        var fired = judged(source, batch);
        var accept = new Accept(batch.key(), batch.position(), batch.observations(), batch.deadLetters(), fired);
        return mesh.ask(intake(source), accept, PATIENCE).handle((answer, _) -> {
            boolean durable = answer instanceof Accepted;
            if (durable) {
                judged.remove(source);
            }
            return durable;
        });
    }

    private Fired judged(String source, Batch batch) {
        var before = judged.get(source);
        if (before != null && before.batch() == batch) {
            return before.fired();
        }
        var fired = rules.ask(batch.observations());
        judged.put(source, new Judged(batch, fired));
        return fired;
    }

    @Override
    public CompletionStage<String> position(String source) {
        return mesh.ask(intake(source), new Resume(), PATIENCE).thenApply(answer -> ((Position) answer).position());
    }

    private EntityId intake(String source) {
        return new EntityId(tenant, "intake", source);
    }
}

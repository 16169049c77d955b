package io.gabion.responders.response;

import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.ActionState;
import io.gabion.protocol.response.Approval;
import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.Plan.*;
import io.gabion.protocol.response.ResponseEvent.Paused;
import io.gabion.responders.response.ResponseState.*;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How far a run has come, for people.
 *
 * @param incident the entity id, as text
 * @param hash of the playbook that it began with and keeps
 * @param failed what keeps it from going on
 */
public record Progress(
        String incident,
        String playbook,
        String hash,
        Mode mode,
        Standing standing,
        Optional<Paused> pause,
        List<Failed> failed,
        List<StepShown> steps,
        List<ActionState> actions) {
    public enum Standing {
        RUNNING,
        /** The next step waits for people. */
        ASKING,
        PAUSED,
        /** A step has failed, and somebody must repair it. */
        FAILED,
        ENDED
    }

    /** @param attempt that has failed, from 1 on */
    public record Failed(String step, String why, Instant since, int attempt) {}

    /** @param state {@code done}, {@code under-way}, {@code left-out}, {@code failed} or {@code to-come} */
    public record StepShown(String id, String action, String state, String why) {}

    public Progress {
        failed = List.copyOf(failed);
        steps = List.copyOf(steps);
        actions = List.copyOf(actions);
    }

    public static Optional<Progress> of(ResponseState state) {
        return state instanceof Begun begun ? Optional.of(of(begun)) : Optional.empty();
    }

    private static Progress of(Begun s) {
        var run = s.run();
        var failed = run.care().broken().entrySet().stream()
                .map(b -> new Failed(
                        b.getKey(),
                        b.getValue().why(),
                        b.getValue().since(),
                        run.care().attempt(b.getKey())))
                .toList();
        var steps = IntStream.range(0, run.plan().steps().size())
                .mapToObj(i -> shown(s, i, run.plan().steps().get(i)))
                .toList();
        return new Progress(
                run.incident(),
                run.plan().playbook(),
                run.plan().hash(),
                run.mode(),
                standing(s),
                run.care().pause(),
                failed,
                steps,
                run.actions());
    }

    private static Standing standing(Begun s) {
        if (s.isOver()) {
            return Standing.ENDED;
        }
        if (!s.run().care().broken().isEmpty()) {
            return Standing.FAILED;
        }
        if (s.run().care().pause().isPresent()) {
            return Standing.PAUSED;
        }
        return s instanceof Between(var run) && run.decidedBy().isPresent() ? Standing.ASKING : Standing.RUNNING;
    }

    private static StepShown shown(Begun s, int index, Plan.Step step) {
        var run = s.run();
        var broken = run.care().broken().get(step.id());
        var leftOut = run.leftOut(step);
        if (s.underWay().filter(step::equals).isPresent()) {
            return new StepShown(step.id(), word(step), "under-way", "");
        }
        if (broken != null) {
            return new StepShown(step.id(), word(step), "failed", broken.why());
        }
        if (index >= run.reached()) {
            var skipped = run.skips().getOrDefault(step.id(), "");
            return new StepShown(step.id(), word(step), skipped.isEmpty() ? "to-come" : "left-out", skipped);
        }
        return leftOut.map(why -> new StepShown(step.id(), word(step), "left-out", why))
                .orElseGet(() -> new StepShown(step.id(), word(step), "done", why(run, step)));
    }

    private static String why(Run run, Plan.Step step) {
        return step instanceof Contain && run.failure(step).isPresent()
                ? run.failure(step).get()
                : Optional.ofNullable(run.approvals().get(step.id()))
                        .map(Approval::why)
                        .orElse("");
    }

    /** As playbooks name it. */
    public static String word(Plan.Step step) {
        return switch (step) {
            case Contain c -> c.does().word();
            case Notify _ -> "notify";
            case Ask _ -> "approval";
            case Wait _ -> "wait";
            case Check _ -> "condition";
            case Parallel _ -> "parallel";
            case Escalate _ -> "escalation";
        };
    }
}

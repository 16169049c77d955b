package io.gabion.protocol.response;

import io.gabion.protocol.Names;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.response.Plan.Contain;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/**
 * One action that people are asked about, before it is wanted.
 *
 * @param target in its canonical spelling
 */
public record PlannedAction(Action kind, String connector, String target, long ttlSeconds) {
    public static PlannedAction of(Contain step, String target) {
        return new PlannedAction(step.does(), step.connector(), target, step.ttlSeconds());
    }

    /** The entity id of the containment that it would want, as text. */
    public String containment(Tenant tenant) {
        return tenant.id() + "/containment/" + connector + "/" + kind.word() + "/" + target;
    }

    /**
     * SHA-256, as 64 hexadecimal digits, over {@code gabion-actions/2}, the response's entity id, the playbook, its hash,
     * the step that asks, and kind, connector, what it reaches, target and seconds of every action; each written as its
     * length in bytes, a colon and itself. So what is approved is approved for this one run only.
     *
     * <p>Where nothing is known of what connectors reach, it is {@code gabion-actions/1} without that: what every version did
     * that knew of names alone.
     *
     * @param peers what the connector of an action reaches; empty if that is not known
     */
    public static String digest(
            String response,
            Plan plan,
            String step,
            List<PlannedAction> actions,
            Function<PlannedAction, String> peers) {
        boolean byName = actions.stream().allMatch(a -> peers.apply(a).isEmpty());
        var text = new StringBuilder();
        append(text, byName ? "gabion-actions/1" : "gabion-actions/2", response, plan.playbook(), plan.hash(), step);
        actions.forEach(a -> {
            append(text, a.kind.word(), a.connector);
            if (!byName) {
                append(text, peers.apply(a));
            }
            append(text, a.target, Long.toString(a.ttlSeconds));
        });
        return Names.hash(text.toString());
    }

    private static void append(StringBuilder text, String... parts) {
        for (var part : parts) {
            text.append(part.getBytes(StandardCharsets.UTF_8).length)
                    .append(':')
                    .append(part);
        }
    }
}

package io.gabion.node.rules;

import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.Fired;
import java.util.List;

/** What rules, and lists of indicators, say of the observations of a batch: asked once, when it is made, and journaled with it. By any thread. */
@FunctionalInterface
public interface Rules {
    Rules NONE = _ -> Fired.NOTHING;

    Fired ask(List<Observation> observations);

    /** Both are asked. */
    default Rules and(Rules other) {
        return observations -> ask(observations).and(other.ask(observations));
    }
}

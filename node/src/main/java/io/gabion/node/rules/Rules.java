package io.gabion.node.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.Fired;
import java.util.List;
import java.util.stream.Stream;

/** What rules, and lists of indicators, say of the observations of a batch: asked once, when it is made, and journaled with it. By any thread. */
@FunctionalInterface
public interface Rules {
    Rules NONE = _ -> Fired.NOTHING;

    Fired ask(List<Observation> observations);

    /** How those do that are asked and may do badly, such as models: a record each, for people. */
    default List<ObjectNode> standing() {
        return List.of();
    }

    /** How often a correlation missed an event since they began, because it was counted in too many groups. */
    default long uncounted() {
        return 0;
    }

    /** Both are asked. */
    default Rules and(Rules other) {
        var one = this;
        return new Rules() {
            @Override
            public Fired ask(List<Observation> observations) {
                return one.ask(observations).and(other.ask(observations));
            }

            @Override
            public List<ObjectNode> standing() {
                return Stream.concat(one.standing().stream(), other.standing().stream())
                        .toList();
            }

            @Override
            public long uncounted() {
                return one.uncounted() + other.uncounted();
            }
        };
    }
}

package io.gabion.detectors.sigma;

import io.gabion.detectors.sigma.rule.Meta;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.List;

/**
 * A rule's answer to an event.
 *
 * @param source the event that decided
 * @param group the name of the group on which a correlation holds, or empty
 * @param evidence the events it rests on, oldest first, that one last
 */
public record Hit(Meta rule, String group, Source source, Instant time, List<Source> evidence) {
    public Hit {
        evidence = List.copyOf(evidence);
    }
}

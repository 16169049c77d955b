package io.gabion.responders.playbook;

import io.gabion.protocol.response.Plan;
import java.util.List;

/** @param hash of the file's content */
public record Playbook(String id, String title, When when, List<Plan.Step> steps, String hash) {
    public Playbook {
        steps = List.copyOf(steps);
    }

    /** @param techniques prefixes, such as {@code T1110}; none means any */
    public record When(List<String> techniques, double minScore) {
        public When {
            techniques = List.copyOf(techniques);
        }

        public boolean matches(List<String> seen, double score) {
            return score >= minScore && concerns(seen);
        }

        public boolean concerns(List<String> seen) {
            return techniques.isEmpty()
                    || seen.stream().anyMatch(t -> techniques.stream().anyMatch(t::startsWith));
        }
    }

    public Plan plan() {
        return new Plan(id, hash, steps);
    }
}

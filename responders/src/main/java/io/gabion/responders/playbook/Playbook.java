package io.gabion.responders.playbook;

import io.gabion.protocol.response.Plan;
import java.util.List;
import java.util.stream.Stream;

/** @param hash of the file's content */
public record Playbook(String id, String title, When when, List<Plan.Step> steps, String hash) {
    public Playbook {
        steps = List.copyOf(steps);
    }

    /**
     * @param techniques prefixes, such as {@code T1110}, of which a suspicion has one; of {@code T1110+T1078} it has both.
     *     None means any
     */
    public record When(List<String> techniques, double minScore) {
        public When {
            techniques = List.copyOf(techniques);
        }

        public boolean matches(List<String> seen, double score) {
            return score >= minScore && concerns(seen);
        }

        public boolean concerns(List<String> seen) {
            return techniques.isEmpty()
                    || techniques.stream()
                            .anyMatch(all -> Stream.of(all.split("\\+", -1))
                                    .allMatch(prefix -> seen.stream().anyMatch(t -> t.startsWith(prefix))));
        }
    }

    public Plan plan() {
        return new Plan(id, hash, steps);
    }
}

package io.gabion.responders.playbook;

import io.gabion.protocol.response.Plan;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * @param releaseEvery by how much what disturbs less outlasts what disturbs more; zero: every hold ends at its own time
 * @param hash of the file's content
 */
public record Playbook(String id, String title, When when, Duration releaseEvery, List<Plan.Step> steps, String hash) {
    public Playbook {
        steps = List.copyOf(steps);
    }

    /** Not released in stages. */
    public Playbook(String id, String title, When when, List<Plan.Step> steps, String hash) {
        this(id, title, when, Duration.ZERO, steps, hash);
    }

    /**
     * @param techniques prefixes, such as {@code T1110}, of which a suspicion has one; of {@code T1110+T1078} it has both.
     *     None means any
     * @param seen prefixes of which the incident has seen each, whichever suspicion showed it
     */
    public record When(List<String> techniques, List<String> seen, double minScore) {
        public When {
            techniques = List.copyOf(techniques);
            seen = List.copyOf(seen);
        }

        public When(List<String> techniques, double minScore) {
            this(techniques, List.of(), minScore);
        }

        /** @param all techniques of the incident */
        public boolean matches(List<String> all, double score) {
            return score >= minScore && hasSeen(all) && concerns(all);
        }

        public boolean hasSeen(List<String> all) {
            return seen.stream().allMatch(prefix -> all.stream().anyMatch(t -> t.startsWith(prefix)));
        }

        /** @param seen techniques of one suspicion */
        public boolean concerns(List<String> seen) {
            return techniques.isEmpty()
                    || techniques.stream()
                            .anyMatch(all -> Stream.of(all.split("\\+", -1))
                                    .allMatch(prefix -> seen.stream().anyMatch(t -> t.startsWith(prefix))));
        }
    }

    public Plan plan() {
        return new Plan(id, hash, steps, releaseEvery.isZero() ? "" : releaseEvery.toString());
    }
}

package io.gabion.loadtests.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.Envelope;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Whether each row that a stale owner left is on record, with its hash, in the history that went on without it. Whoever recovers the
 * entity has to say so; the recovery that replaced the stale owner may have come before its last rows.
 */
final class Repairs {
    private static final JsonMapper JSON = new JsonMapper();
    /** A row that is written has landed by then, whatever its writer slept through. */
    private static final Duration LANDED = Duration.ofSeconds(60);

    /**
     * @param snapshot the last row that an entity's newest snapshot contains, 0 without one: what lies below is read by nobody
     * @return what is violated
     */
    static List<String> unsaid(History history, Envelopes envelopes, ToLongFunction<String> snapshot) {
        var violations = new ArrayList<String>();
        for (var row : history.dropped()) {
            var kept = history.kept().getOrDefault(row.entity(), List.of());
            if (hasRecovered(kept, row)
                    && !said(kept, envelopes).contains(hash(row))
                    && row.sequence() > snapshot.applyAsLong(row.entity())) {
                violations.add("I3 dropped and never said: row %d of owner %d, %s of %s"
                        .formatted(row.sequence(), row.writerEpoch(), row.type(), row.entity()));
            }
        }
        return violations;
    }

    /**
     * @param said whether some node has said so, in any of its lives
     * @return entities that were forked without a word to people
     */
    static List<String> untold(History history, Predicate<String> said) {
        return history.kept().entrySet().stream()
                .filter(e -> e.getValue().stream().anyMatch(row -> row.type().equals(Envelope.FORK_REPAIRED)))
                .map(Map.Entry::getKey)
                .filter(entity -> !said.test(entity + " was forked"))
                .map(entity -> "I3 forked, and no person is told: " + entity)
                .toList();
    }

    /** Whether somebody has, who came after an owner that was still at work when the row had landed. */
    private static boolean hasRecovered(List<Envelope> kept, Envelope dropped) {
        long successor = kept.stream()
                .filter(row -> row.writerEpoch() > dropped.writerEpoch()
                        && row.time().isAfter(dropped.time().plus(LANDED)))
                .mapToLong(Envelope::writerEpoch)
                .min()
                .orElse(Long.MAX_VALUE);
        return kept.stream().anyMatch(row -> row.writerEpoch() > successor);
    }

    private static Set<String> said(List<Envelope> kept, Envelopes envelopes) {
        var said = new HashSet<String>();
        for (var row : kept) {
            if (row.type().equals(Envelope.FORK_REPAIRED)) {
                try {
                    JSON.readTree(envelopes.open(row))
                            .path("dropped")
                            .forEach(each -> said.add(each.path("hash").asText()));
                } catch (JsonProcessingException e) {
                    throw new IllegalStateException(row.entity() + ": " + e.getMessage(), e);
                }
            }
        }
        return said;
    }

    private static String hash(Envelope row) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(row.payload()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private Repairs() {}
}

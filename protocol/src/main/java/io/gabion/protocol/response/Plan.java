package io.gabion.protocol.response;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.entity.Later;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a playbook does, as it was when the response began.
 *
 * @param hash of the playbook's content
 * @param releaseEvery by how much what disturbs less outlasts what disturbs more, in ISO 8601, such as {@code PT10M};
 *     empty: every hold ends at its own time
 */
public record Plan(
        String playbook,
        String hash,
        List<Step> steps,
        @Later @JsonInclude(JsonInclude.Include.NON_EMPTY) String releaseEvery) {
    public Plan {
        steps = List.copyOf(steps);
    }

    /** Not released in stages. */
    public Plan(String playbook, String hash, List<Step> steps) {
        this(playbook, hash, steps, "");
    }

    /** Between two stages of the release, if it has any. */
    public Optional<Duration> stage() {
        return releaseEvery.isEmpty() ? Optional.empty() : Optional.of(Duration.parse(releaseEvery));
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "action")
    @JsonSubTypes({
        @Type(value = Block.class, name = "block-address"),
        @Type(value = BlockNetwork.class, name = "block-network"),
        @Type(value = BlockDomain.class, name = "block-domain"),
        @Type(value = LockAccount.class, name = "lock-account"),
        @Type(value = DisableAccount.class, name = "disable-account"),
        @Type(value = EndSessions.class, name = "end-sessions"),
        @Type(value = IsolateHost.class, name = "isolate-host"),
        @Type(value = QuarantineFile.class, name = "quarantine-file"),
        @Type(value = ScanFile.class, name = "scan-file"),
        @Type(value = Collect.class, name = "collect"),
        @Type(value = Notify.class, name = "notify"),
        @Type(value = Ask.class, name = "approval"),
        @Type(value = Wait.class, name = "wait"),
        @Type(value = Check.class, name = "condition"),
        @Type(value = Parallel.class, name = "parallel"),
        @Type(value = Escalate.class, name = "escalation")
    })
    public sealed interface Step {
        String id();
    }

    /** Contains every target of its kind that the response has. */
    public sealed interface Contain extends Step {
        String connector();

        long ttlSeconds();

        /** The same for another time. */
        default Contain lasting(long seconds) {
            return switch (this) {
                case Block _ -> new Block(id(), connector(), seconds);
                case BlockNetwork _ -> new BlockNetwork(id(), connector(), seconds);
                case BlockDomain _ -> new BlockDomain(id(), connector(), seconds);
                case LockAccount _ -> new LockAccount(id(), connector(), seconds);
                case DisableAccount _ -> new DisableAccount(id(), connector(), seconds);
                case EndSessions _ -> new EndSessions(id(), connector(), seconds);
                case IsolateHost _ -> new IsolateHost(id(), connector(), seconds);
                case QuarantineFile _ -> new QuarantineFile(id(), connector(), seconds);
                case ScanFile _ -> new ScanFile(id(), connector(), seconds);
                case Collect _ -> new Collect(id(), connector(), seconds);
            };
        }

        default Action does() {
            return switch (this) {
                case Block _ -> Action.BLOCK_ADDRESS;
                case BlockNetwork _ -> Action.BLOCK_NETWORK;
                case BlockDomain _ -> Action.BLOCK_DOMAIN;
                case LockAccount _ -> Action.LOCK_ACCOUNT;
                case DisableAccount _ -> Action.DISABLE_ACCOUNT;
                case EndSessions _ -> Action.END_SESSIONS;
                case IsolateHost _ -> Action.ISOLATE_HOST;
                case QuarantineFile _ -> Action.QUARANTINE_FILE;
                case ScanFile _ -> Action.SCAN_FILE;
                case Collect _ -> Action.COLLECT;
            };
        }
    }

    public record Block(String id, String connector, long ttlSeconds) implements Contain {}

    public record BlockNetwork(String id, String connector, long ttlSeconds) implements Contain {}

    public record BlockDomain(String id, String connector, long ttlSeconds) implements Contain {}

    public record LockAccount(String id, String connector, long ttlSeconds) implements Contain {}

    public record DisableAccount(String id, String connector, long ttlSeconds) implements Contain {}

    public record EndSessions(String id, String connector, long ttlSeconds) implements Contain {}

    public record IsolateHost(String id, String connector, long ttlSeconds) implements Contain {}

    public record QuarantineFile(String id, String connector, long ttlSeconds) implements Contain {}

    public record ScanFile(String id, String connector, long ttlSeconds) implements Contain {}

    public record Collect(String id, String connector, long ttlSeconds) implements Contain {}

    public record Notify(String id, String channel) implements Step {}

    /**
     * Asks people and goes on; a step that it covers begins only once they have said yes.
     *
     * @param covers ids of later steps that contain
     * @param roles of which whoever decides has one
     * @param people how many different ones must approve; one who denies is enough
     * @param withinSeconds for how long they may decide
     * @param otherwise what counts when that time has run out
     */
    public record Ask(
            String id, List<String> covers, List<String> roles, int people, long withinSeconds, Verdict otherwise)
            implements Step {
        public Ask {
            covers = List.copyOf(covers);
            roles = List.copyOf(roles);
        }
    }

    public record Wait(String id, long seconds) implements Step {}

    /**
     * Later steps are left out unless an action of earlier ones has come to one of these ends.
     *
     * @param of ids of earlier steps
     * @param then ids of later steps
     */
    public record Check(String id, List<String> of, List<Outcome> is, List<String> then) implements Step {
        public Check {
            of = List.copyOf(of);
            is = List.copyOf(is);
            then = List.copyOf(then);
        }
    }

    /** The containing steps that follow are not waited for one by one, but all of them at the last. */
    public record Parallel(String id, List<String> steps) implements Step {
        public Parallel {
            steps = List.copyOf(steps);
        }
    }

    /**
     * Whom else to tell while people have not decided about other steps: what they ask, or what of them has failed. Whatever
     * fails of a step that is named here keeps the run from going on.
     *
     * @param of ids of steps that ask, contain or notify
     * @param levels in the order of their times
     */
    public record Escalate(String id, List<String> of, List<Level> levels) implements Step {
        public Escalate {
            of = List.copyOf(of);
            levels = List.copyOf(levels);
        }
    }

    /**
     * One level of a chain.
     *
     * @param afterSeconds since people were asked, or since it has failed
     * @param roles that may decide from then on, beside those that could before
     * @param everySeconds between reminders
     * @param times reminders after the first notice
     */
    public record Level(String channel, long afterSeconds, List<String> roles, long everySeconds, int times) {
        public Level {
            roles = List.copyOf(roles);
        }
    }
}

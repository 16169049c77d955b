package io.gabion.node.shell;

import io.gabion.node.store.Causes;
import io.gabion.node.store.Unfinished;
import io.gabion.protocol.entity.EntityId;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.pekko.Done;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after all that are unfinished, round by round, but for those of a kind that only newer nodes know. */
final class Waking {
    private static final Logger LOG = LoggerFactory.getLogger(Waking.class);
    private static final int TOLD = 100;

    private final Unfinished unfinished;
    private final Predicate<String> known;
    private final Consumer<EntityId> ping;
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    /** Whether the last round failed. */
    private volatile boolean failing;

    /** @param known whether entities of this kind run here */
    Waking(Unfinished unfinished, Predicate<String> known, Consumer<EntityId> ping) {
        this.unfinished = unfinished;
        this.known = known;
        this.ping = ping;
    }

    /** Fails, and says so once, if they cannot be looked up: then the next round does it. */
    CompletionStage<Done> round() {
        return unfinished
                .list()
                .thenApply(entities -> {
                    entities.stream().map(EntityId::parse).filter(this::isKnown).forEach(ping);
                    failing = false;
                    return Done.done();
                })
                .whenComplete((_, failure) -> {
                    if (failure != null && !failing) {
                        failing = true;
                        LOG.warn(
                                "What is unfinished is not woken for now; tried again in every round: {}",
                                Causes.inOneLine(failure));
                    }
                });
    }

    private boolean isKnown(EntityId id) {
        if (known.test(id.kind())) {
            return true;
        }
        if (told.size() < TOLD && told.add(id.kind())) {
            LOG.warn("Of the kind {} nothing runs here, so {} and others of it are left to newer nodes", id.kind(), id);
        }
        return false;
    }
}

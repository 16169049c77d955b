package io.gabion.node.rules;

import io.gabion.node.rules.RulePacks.Refreshed;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.Fired;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rules of a running node: looks, in a thread of its own, whether their files have changed, and says what came of it. */
public final class LiveRules implements Rules, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRules.class);

    /** Refused files that are named one by one when a node starts. */
    static final int NAMED = 100;

    private final RulePacks packs;
    private final PackedRules rules;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            r -> Thread.ofPlatform().name("gabion-rules").daemon().unstarted(r));

    private LiveRules(RulePacks packs) {
        this.packs = packs;
        this.rules = new PackedRules(packs::current);
    }

    /** Names what is refused. @param every how often the files are looked at */
    public static LiveRules start(RulePacks packs, Duration every) {
        var rules = new LiveRules(packs);
        var pack = packs.current().pack();
        pack.refused().stream().limit(NAMED).forEach(refused -> LOG.warn("A rule is not used: {}", refused));
        if (pack.refused().size() > NAMED) {
            LOG.warn(
                    "{} more rules are not used; gabion rule check names them",
                    pack.refused().size() - NAMED);
        }
        if (pack.loaded() + pack.refused().size() > 0) {
            LOG.info(
                    "{} rules loaded, {} refused", pack.loaded(), pack.refused().size());
        }
        rules.thread.scheduleWithFixedDelay(rules::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        return rules;
    }

    @Override
    public Fired ask(List<Observation> observations) {
        return rules.ask(observations);
    }

    private void look() {
        try {
            switch (packs.refresh()) {
                case Refreshed.Unchanged _ -> {}
                case Refreshed.Replaced(var now) ->
                    LOG.info(
                            "Rules changed: {} loaded, {} refused",
                            now.pack().loaded(),
                            now.pack().refused().size());
                case Refreshed.Kept(var reason) -> LOG.warn("Rules changed, the last good ones go on: {}", reason);
            }
        } catch (RuntimeException bug) { // A task that throws is never run again.
            LOG.error("Rules cannot be read again, a bug; the last good ones go on", bug);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}

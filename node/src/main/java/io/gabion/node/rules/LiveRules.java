package io.gabion.node.rules;

import io.gabion.detectors.sigma.RulePack.Refused;
import io.gabion.detectors.sigma.correlate.Correlations;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.Fired;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rules of a running node: looks, in a thread of its own, whether their files have changed, and says what came of it. */
public final class LiveRules implements Rules, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRules.class);

    /** Refused files that are named one by one when a node starts. */
    static final int NAMED = 100;

    private final PackedRules rules;
    private final Lookout lookout;

    private LiveRules(RulePacks packs, Duration every) {
        this.rules = new PackedRules(packs::current);
        this.lookout = Lookout.start(LOG, "Rules", every, packs::refresh, LiveRules::told);
    }

    /** Names what is refused. @param every how often the files are looked at */
    public static LiveRules start(RulePacks packs, Duration every) {
        var rules = new LiveRules(packs, every);
        var pack = packs.current().pack();
        pack.refused().stream().limit(NAMED).map(LiveRules::notUsed).forEach(LOG::warn);
        if (pack.refused().size() > NAMED) {
            LOG.warn(
                    "{} more rules are not used; gabion rule check names them",
                    pack.refused().size() - NAMED);
        }
        new Correlations(pack).crowded().stream().limit(NAMED).forEach(LOG::warn);
        if (pack.loaded() + pack.refused().size() > 0) {
            LOG.info(
                    "{} rules loaded, {} refused", pack.loaded(), pack.refused().size());
        }
        return rules;
    }

    @Override
    public Fired ask(List<Observation> observations) {
        return rules.ask(observations);
    }

    static String notUsed(Refused refused) {
        return "A rule is not used: " + refused;
    }

    @Override
    public long uncounted() {
        return rules.uncounted();
    }

    private static String told(RulePacks.Loaded now) {
        return "%d loaded, %d refused"
                .formatted(now.pack().loaded(), now.pack().refused().size());
    }

    @Override
    public void close() {
        lookout.close();
    }
}

package io.gabion.detectors.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.sigma.match.LogSources;
import io.gabion.detectors.sigma.match.OneRule;
import io.gabion.detectors.sigma.match.RuleSet;
import io.gabion.detectors.sigma.rule.LogSource;
import io.gabion.detectors.sigma.rule.Placeholders;
import io.gabion.detectors.sigma.rule.RuleReader;
import io.gabion.detectors.sigma.rule.RuleReader.Read;
import io.gabion.detectors.sigma.rule.SigmaRule.Detection;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Actor;
import io.gabion.protocol.observation.Observation.Authentication;
import io.gabion.protocol.observation.Observation.Network;
import io.gabion.protocol.observation.Observation.Process;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Rules and events of tests. */
final class Rules {
    static final LogSource ANY_TEST = new LogSource("test", "", "");
    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    /** A whole rule around a detection section, which is indented by four. */
    static String rule(String detection) {
        return "title: A rule\nid: test\nlogsource:\n    product: test\ndetection:\n" + detection.stripTrailing()
                + "\n";
    }

    /** A rule whose one selection is these lines, which need no indentation. */
    static String selection(String lines) {
        return rule("    selection:\n" + lines.stripTrailing().indent(8) + "    condition: selection\n");
    }

    static Detection detection(String text, Placeholders placeholders) {
        var read = RuleReader.read(text, placeholders);
        assertThat(read).hasSize(1);
        assertThat(read.getFirst()).isInstanceOf(Read.Loaded.class);
        return (Detection) ((Read.Loaded) read.getFirst()).rule();
    }

    static String refusal(String text) {
        var read = RuleReader.read(text, Placeholders.NONE);
        assertThat(read).hasSize(1);
        assertThat(read.getFirst()).isInstanceOf(Read.Refused.class);
        return ((Read.Refused) read.getFirst()).reason();
    }

    /** What the compiled rule says, once the plain one agrees. */
    static boolean holds(String text, Map<String, String> event) {
        return holds(detection(text, Placeholders.NONE), event);
    }

    static boolean holds(Detection rule, Map<String, String> event) {
        boolean compiled = !RuleSet.of(List.of(rule), LogSources.bundled(), rule.source())
                .matcher()
                .match(event("test", 0, event))
                .isEmpty();
        assertThat(new OneRule(rule.expression()).holds(event))
                .as("the rule alone")
                .isEqualTo(compiled);
        return compiled;
    }

    static Observation event(String product, long second, Map<String, String> fields) {
        return new Observation(
                new Source("test", second + 1),
                START.plusSeconds(second),
                OcsfClass.BASE_EVENT,
                0,
                product,
                List.of(new AssetRef(Kind.HOST, "h")),
                Actor.NONE,
                Process.NONE,
                Network.NONE,
                Authentication.NONE,
                fields);
    }

    private Rules() {}
}

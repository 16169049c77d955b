package io.gabion.node.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gabion.detectors.sigma.RulePack;
import io.gabion.detectors.sigma.RuleRun;
import io.gabion.detectors.sigma.match.LogSources;
import io.gabion.detectors.sigma.rule.Placeholders;
import io.gabion.node.parse.Formats;
import io.gabion.node.parse.Parsed;
import io.gabion.protocol.observation.Source;
import java.util.List;
import java.util.Map;

/** Any text as a file of Sigma rules; what loads of it is run on an event. */
public final class FuzzRules {
    private static final LogSources MAPPING = LogSources.bundled();
    private static final Placeholders PLACEHOLDERS = new Placeholders(Map.of("Admins", List.of("root", "*adm")));
    private static final byte[] EVENT = ("{\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"EventID\":1,"
                    + "\"Computer\":\"ws1\",\"UtcTime\":\"2026-03-01 10:00:00.000\",\"Image\":\"C:\\\\Windows\\\\a.exe\","
                    + "\"CommandLine\":\"a.exe -enc x\",\"User\":\"D\\\\u\",\"A\":\"aa\",\"B\":\"10.0.0.1\"}")
            .getBytes(UTF_8);

    public static void fuzzerTestOneInput(byte[] data) {
        var pack = RulePack.of(List.of(new RulePack.File("x.yml", new String(data, UTF_8), "")), PLACEHOLDERS);
        for (var refused : pack.refused()) {
            if (refused.reason() == null || refused.reason().isBlank()) {
                throw new AssertionError("a refusal without a reason");
            }
        }
        if (pack.detections().isEmpty()) {
            return;
        }
        var run = new RuleRun(pack, MAPPING, pack.detections().getFirst().source());
        var format = Formats.named("windows-json").orElseThrow();
        if (format.parse(new Source("x", 1), EVENT, 0, EVENT.length) instanceof Parsed.Seen(var observation)) {
            run.hits(observation);
            run.hits(observation);
        }
        run.end();
    }

    private FuzzRules() {}
}

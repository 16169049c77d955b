package io.gabion.detectors.sigma.rule;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Techniques that ATT&CK 19 has moved out of T1562 (Impair Defenses) and T1070, and what they were called before. Rules
 * name the new ids; playbooks, reports and labels that are older name the former ones. A hit names both.
 */
final class FormerTechniques {
    private static final Map<String, String> FORMER = Map.ofEntries(
            Map.entry("T1685", "T1562.001"), // disable or modify tools
            Map.entry("T1685.001", "T1562.002"), // Windows event log
            Map.entry("T1685.002", "T1562.008"), // cloud log
            Map.entry("T1685.004", "T1562.012"), // Linux audit
            Map.entry("T1685.005", "T1070.001"), // clear Windows event logs
            Map.entry("T1685.006", "T1070.002"), // clear Linux or macOS logs
            Map.entry("T1686", "T1562.004"), // system firewall
            Map.entry("T1686.001", "T1562.007"), // cloud firewall
            Map.entry("T1686.002", "T1562.013"), // firewall of a network device
            Map.entry("T1686.003", "T1562.004"), // Windows host firewall
            Map.entry("T1689", "T1562.010"), // downgrade attack
            Map.entry("T1690", "T1562.003")); // command history

    /** Each one, and behind it what it was called before. */
    static List<String> with(List<String> techniques) {
        var all = new LinkedHashSet<String>();
        for (var technique : techniques) {
            all.add(technique);
            var former = FORMER.get(technique);
            if (former != null) {
                all.add(former);
            }
        }
        return List.copyOf(all);
    }

    private FormerTechniques() {}
}

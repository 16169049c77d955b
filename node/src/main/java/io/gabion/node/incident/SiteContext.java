package io.gabion.node.incident;

import java.util.Map;

/**
 * What a site knows of its own: it makes an incident more urgent, and never less. By the names of assets.
 *
 * @param criticality of hosts, addresses and workloads
 * @param privilege of accounts and principals
 * @param exposure by known vulnerabilities
 */
public record SiteContext(Map<String, Fact> criticality, Map<String, Fact> privilege, Map<String, Fact> exposure) {
    public static final SiteContext NONE = new SiteContext(Map.of(), Map.of(), Map.of());

    /** In all files together. */
    public static final int MAX_FACTS = 1_000_000;

    /**
     * @param level 0 to 1
     * @param why a sentence that cites the file and its version
     */
    public record Fact(double level, String why) {}

    public SiteContext {
        criticality = Map.copyOf(criticality);
        privilege = Map.copyOf(privilege);
        exposure = Map.copyOf(exposure);
    }

    public int size() {
        return criticality.size() + privilege.size() + exposure.size();
    }
}

package io.gabion.node.incident;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a site knows of its own: it makes an incident more urgent, and never less. By the names of assets.
 *
 * @param criticality of hosts, addresses and workloads
 * @param privilege of accounts and principals
 * @param exposure by known vulnerabilities
 * @param roles what assets are for, in the site's own words
 * @param aliases of accounts
 */
public record SiteContext(
        Map<String, Fact> criticality,
        Map<String, Fact> privilege,
        Map<String, Fact> exposure,
        Map<String, String> roles,
        Aliases aliases) {
    public static final SiteContext NONE = new SiteContext(Map.of(), Map.of(), Map.of(), Map.of(), Aliases.NONE);

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
        roles = Map.copyOf(roles);
    }

    public int size() {
        return criticality.size()
                + privilege.size()
                + exposure.size()
                + roles.size()
                + aliases.accounts().size();
    }

    /** Whether it says something of the asset or alias, as it is written here, that the other does not, or not as gravely. */
    public boolean isMoreThan(SiteContext other, String asset) {
        var role = roles.getOrDefault(asset, "");
        return isGraver(criticality.get(asset), other.criticality.get(asset))
                || isGraver(privilege.get(asset), other.privilege.get(asset))
                || isGraver(exposure.get(asset), other.exposure.get(asset))
                || !role.isEmpty()
                        && !words(other.roles.getOrDefault(asset, "")).contains(words(role))
                || aliases.accounts().containsKey(asset)
                        && !other.aliases.accounts().containsKey(asset);
    }

    private static boolean isGraver(Fact fact, Fact other) {
        return fact != null && (other == null || other.level() < fact.level());
    }

    /** Assets whose role has all words of one of these, one after the other: {@code DNS server} has {@code dns}. */
    public List<String> withRole(Collection<String> wanted) {
        var phrases = wanted.stream().map(SiteContext::words).toList();
        return roles.entrySet().stream()
                .filter(e -> phrases.stream().anyMatch(words(e.getValue())::contains))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** What must be left alone by other names: those of accounts of which one is protected or has one of these roles. */
    public List<String> withAliases(Predicate<String> isProtected, Collection<String> wanted) {
        var roles = Set.copyOf(withRole(wanted));
        return aliases.names(name -> roles.contains(name) || isProtected.test(name));
    }

    private static String words(String text) {
        return " "
                + text.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}]+", " ")
                        .strip() + " ";
    }
}

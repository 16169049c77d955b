package io.gabion.node.intel;

import io.gabion.node.incident.SiteContext.Fact;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which assets have which vulnerabilities, and what is published of these: CISA's catalogue of known exploited ones (KEV) and
 * FIRST's probabilities of exploitation (EPSS). The files may come in any order, so they are joined at the end.
 */
final class Vulnerabilities {
    /** Of one vulnerability in all published files. */
    static final int MAX_PUBLISHED = 1_000_000;

    private static final Pattern CVE = Pattern.compile("CVE-\\d{4}-\\d{4,19}");

    /** @param epss -1 if it is not told */
    private record Published(double epss, String epssBy, boolean exploited, boolean ransomware, String exploitedBy) {
        static final Published NOTHING = new Published(-1, "", false, false, "");
    }

    private record Had(String cve, boolean exploited, double epss, String cited) {}

    private final Map<String, Published> published = new HashMap<>();
    private final Map<String, Set<Had>> byAsset = new HashMap<>();
    private int had;

    /** @throws IllegalArgumentException if it is no name of a vulnerability */
    static String id(String text) {
        var id = text.strip().toUpperCase(Locale.ROOT);
        if (!CVE.matcher(id).matches()) {
            throw new IllegalArgumentException("not a CVE: '" + Columns.cut(text) + "'");
        }
        return id;
    }

    void exploited(String cve, boolean ransomware, String by) {
        var before = before(cve);
        published.put(cve, new Published(before.epss(), before.epssBy(), true, ransomware, by));
    }

    void likely(String cve, double epss, String by) {
        var before = before(cve);
        published.put(cve, new Published(epss, by, before.exploited(), before.ransomware(), before.exploitedBy()));
    }

    private Published before(String cve) {
        var before = published.getOrDefault(cve, Published.NOTHING);
        if (before == Published.NOTHING && published.size() >= MAX_PUBLISHED) {
            throw new IllegalArgumentException("more than " + MAX_PUBLISHED + " published vulnerabilities");
        }
        return before;
    }

    /** @param epss -1 if the row does not say */
    void has(String asset, String cve, boolean exploited, double epss, String cited) {
        if (byAsset.computeIfAbsent(asset, _ -> new LinkedHashSet<>()).add(new Had(cve, exploited, epss, cited))) {
            had++;
        }
    }

    int size() {
        return had;
    }

    /** Of each asset its gravest; of several as grave the first. */
    Map<String, Fact> facts() {
        var facts = new HashMap<String, Fact>();
        byAsset.forEach((asset, all) -> {
            for (var one : all) {
                var fact = fact(asset, one);
                facts.merge(asset, fact, (before, next) -> next.level() > before.level() ? next : before);
            }
        });
        return facts;
    }

    private Fact fact(String asset, Had had) {
        var known = published.getOrDefault(had.cve(), Published.NOTHING);
        boolean exploited = had.exploited() || known.exploited();
        boolean own = had.epss() >= 0;
        double epss = own ? had.epss() : Math.max(0, known.epss());
        var why = new StringBuilder(asset).append(" has ").append(had.cve());
        if (exploited) {
            why.append(", which is known to be exploited (KEV")
                    .append(known.ransomware() ? ", also for ransomware" : "")
                    .append(had.exploited() ? "" : known.exploitedBy())
                    .append(')');
        }
        why.append(String.format(Locale.ROOT, ", EPSS %.2f", epss));
        why.append(own || known.epss() < 0 ? "" : known.epssBy()).append(had.cited());
        return new Fact(exploited ? 1 : epss, why.toString());
    }
}

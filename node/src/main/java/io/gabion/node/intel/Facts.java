package io.gabion.node.intel;

import io.gabion.node.incident.SiteContext;
import io.gabion.node.incident.SiteContext.Fact;
import io.gabion.node.intel.Columns.Row;
import io.gabion.node.intel.ListFile.Known;
import io.gabion.protocol.asset.Accounts;
import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.AssetRef;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Collects what context files say: rows with a column {@code criticality}, {@code privilege} or {@code cve}. */
final class Facts {
    private static final List<String> CRITICALITY = List.of("low", "medium", "high", "critical");
    private static final List<String> PRIVILEGE = List.of("standard", "elevated", "admin");

    private final Map<String, Fact> criticality = new HashMap<>();
    private final Map<String, Fact> privilege = new HashMap<>();
    private final Map<String, Fact> exposure = new HashMap<>();
    private final Map<String, String> roles = new HashMap<>();

    static boolean are(Row row) {
        return row.has("criticality") || row.has("privilege") || row.has("cve") || row.has("role");
    }

    /** @throws IllegalArgumentException in one line */
    void add(Known file, Row row) {
        var cited = ", by %s, version %.12s".formatted(file.name(), file.version());
        if (row.has("criticality")) {
            var asset = asset(row);
            var level = level(row, "criticality", CRITICALITY);
            var role = row.cell("role").isEmpty() ? "" : " (" + row.cell("role") + ")";
            keep(
                    criticality,
                    asset,
                    new Fact(level, asset + " is of " + row.cell("criticality") + " criticality" + role + cited));
        }
        if (!row.cell("role").isEmpty() && !row.cell("asset").isEmpty()) {
            var role = row.cell("role");
            if (role.length() > AssetRef.MAX_NAME) {
                throw new IllegalArgumentException("a role has at most " + AssetRef.MAX_NAME + " characters");
            }
            if (full()) {
                throw new IllegalArgumentException("more than " + SiteContext.MAX_FACTS + " facts");
            }
            roles.merge(asset(row), role, (before, more) -> before.contains(more) ? before : before + ", " + more);
        }
        if (row.has("privilege")) {
            var given = row.cell("account", "asset");
            var account = Accounts.canonical(given)
                    .orElseThrow(() -> new IllegalArgumentException("not an account: '" + Columns.cut(given) + "'"));
            var level = level(row, "privilege", PRIVILEGE);
            keep(privilege, account, new Fact(level, account + " has " + row.cell("privilege") + " privilege" + cited));
        }
        if (row.has("cve")) {
            var asset = asset(row);
            boolean exploited = row.cell("kev").equalsIgnoreCase("true");
            double epss = epss(row.cell("epss"));
            var why = String.format(
                    Locale.ROOT,
                    "%s has %s%s, EPSS %.2f%s",
                    asset,
                    Columns.cut(row.cell("cve")),
                    exploited ? ", which is known to be exploited (KEV)" : "",
                    epss,
                    cited);
            keep(exposure, asset, new Fact(exploited ? 1 : epss, why));
        }
    }

    SiteContext context() {
        return new SiteContext(criticality, privilege, exposure, roles);
    }

    /** Of several the gravest. */
    private void keep(Map<String, Fact> facts, String asset, Fact fact) {
        var before = facts.get(asset);
        if (before == null && full()) {
            throw new IllegalArgumentException("more than " + SiteContext.MAX_FACTS + " facts");
        }
        if (before == null || fact.level() > before.level()) {
            facts.put(asset, fact);
        }
    }

    private boolean full() {
        return criticality.size() + privilege.size() + exposure.size() + roles.size() >= SiteContext.MAX_FACTS;
    }

    private static String asset(Row row) {
        var name = row.cell("asset");
        if (name.isEmpty() || name.length() > AssetRef.MAX_NAME) {
            throw new IllegalArgumentException("an asset's name has 1 to " + AssetRef.MAX_NAME + " characters");
        }
        return Addresses.canonical(name).orElse(name.toLowerCase(Locale.ROOT).replaceAll("\\.$", ""));
    }

    private static double level(Row row, String column, List<String> words) {
        int at = words.indexOf(row.cell(column).toLowerCase(Locale.ROOT));
        if (at < 0) {
            throw new IllegalArgumentException(
                    column + " is one of " + words + ", not '" + Columns.cut(row.cell(column)) + "'");
        }
        return at / (words.size() - 1.0);
    }

    private static double epss(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        if (!text.matches("[01](\\.\\d{1,9})?") || Double.parseDouble(text) > 1) {
            throw new IllegalArgumentException("epss is 0 to 1, not '" + Columns.cut(text) + "'");
        }
        return Double.parseDouble(text);
    }
}

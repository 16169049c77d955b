package io.gabion.node.intel;

import com.fasterxml.jackson.databind.JsonNode;
import io.gabion.node.incident.Aliases;
import io.gabion.node.incident.SiteContext;
import io.gabion.node.incident.SiteContext.Fact;
import io.gabion.node.intel.Columns.Row;
import io.gabion.node.intel.ListFile.Known;
import io.gabion.protocol.asset.Accounts;
import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.AssetRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Collects what context files say: rows with a column {@code criticality}, {@code privilege}, {@code alias} or {@code cve}. */
final class Facts {
    private static final List<String> CRITICALITY = List.of("low", "medium", "high", "critical");
    private static final List<String> PRIVILEGE = List.of("standard", "elevated", "admin");

    private final Map<String, Fact> criticality = new HashMap<>();
    private final Map<String, Fact> privilege = new HashMap<>();
    private final Map<String, String> roles = new HashMap<>();
    private final Map<String, String> aliases = new HashMap<>();
    private final Set<String> aliased = new HashSet<>();
    private final Vulnerabilities vulnerabilities = new Vulnerabilities();

    static boolean are(Row row) {
        return row.has("criticality") || row.has("privilege") || row.has("cve") || row.has("role") || row.has("alias");
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
            room(true);
            roles.merge(asset(row), role, (before, more) -> before.contains(more) ? before : before + ", " + more);
        }
        if (row.has("privilege")) {
            var given = row.cell("account", "asset");
            var account = Accounts.canonical(given)
                    .orElseThrow(() -> new IllegalArgumentException("not an account: '" + Columns.cut(given) + "'"));
            var level = level(row, "privilege", PRIVILEGE);
            keep(privilege, account, new Fact(level, account + " has " + row.cell("privilege") + " privilege" + cited));
        }
        if (row.has("alias")) {
            alias(row);
        }
        if (row.has("cve")) {
            vulnerability(row, cited);
        }
    }

    /** A name is one person's, and what is contained is never an alias itself. */
    private void alias(Row row) {
        var given = row.cell("account", "asset");
        var account = Accounts.canonical(given)
                .orElseThrow(() -> new IllegalArgumentException("not an account: '" + Columns.cut(given) + "'"));
        var alias = Aliases.spelt(row.cell("alias"));
        if (alias.isEmpty() || alias.length() > AssetRef.MAX_NAME) {
            throw new IllegalArgumentException("an alias has 1 to " + AssetRef.MAX_NAME + " characters");
        }
        if (alias.equals(account)) {
            return;
        }
        var before = aliases.get(alias);
        if (before != null && !before.equals(account)) {
            throw new IllegalArgumentException("'" + Columns.cut(alias) + "' is an alias of " + before + " already");
        }
        if (aliases.containsKey(account) || aliased.contains(alias)) {
            var both = aliases.containsKey(account) ? account : alias;
            throw new IllegalArgumentException("'" + Columns.cut(both) + "' is an alias, and has one");
        }
        room(before == null);
        aliases.put(alias, account);
        aliased.add(account);
    }

    /** A row that names no asset is what is published of a vulnerability, as FIRST's file of EPSS has it. */
    private void vulnerability(Row row, String cited) {
        var cve = Vulnerabilities.id(row.cell("cve"));
        boolean exploited = row.cell("kev").equalsIgnoreCase("true");
        double epss = epss(row.cell("epss"));
        if (!row.has("asset")) {
            if (epss >= 0) {
                vulnerabilities.likely(cve, epss, cited);
            }
            if (exploited) {
                vulnerabilities.exploited(cve, false, cited);
            }
            return;
        }
        room(true);
        vulnerabilities.has(asset(row), cve, exploited, epss, cited);
    }

    /** @param entry one of CISA's catalogue */
    void exploited(Known file, JsonNode entry) {
        vulnerabilities.exploited(
                Vulnerabilities.id(entry.path("cveID").asText()),
                entry.path("knownRansomwareCampaignUse").asText().equalsIgnoreCase("known"),
                ", by %s, version %.12s".formatted(file.name(), file.version()));
    }

    SiteContext context() {
        return new SiteContext(criticality, privilege, vulnerabilities.facts(), roles, new Aliases(aliases));
    }

    /** Of several the gravest. */
    private void keep(Map<String, Fact> facts, String asset, Fact fact) {
        var before = facts.get(asset);
        room(before == null);
        if (before == null || fact.level() > before.level()) {
            facts.put(asset, fact);
        }
    }

    private void room(boolean more) {
        if (more
                && criticality.size() + privilege.size() + vulnerabilities.size() + roles.size() + aliases.size()
                        >= SiteContext.MAX_FACTS) {
            throw new IllegalArgumentException("more than " + SiteContext.MAX_FACTS + " facts");
        }
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

    /** -1 if there is none. */
    private static double epss(String text) {
        if (text.isEmpty()) {
            return -1;
        }
        if (!text.matches("\\d(\\.\\d{1,9})?([eE]-\\d{1,2})?") || Double.parseDouble(text) > 1) {
            throw new IllegalArgumentException("epss is 0 to 1, not '" + Columns.cut(text) + "'");
        }
        return Double.parseDouble(text);
    }
}

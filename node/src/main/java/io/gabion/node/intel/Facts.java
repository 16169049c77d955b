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

/** Collects what context files say: rows with a column {@code criticality}, {@code role}, {@code privilege}, {@code alias} or {@code cve}. An empty cell says nothing. */
final class Facts {
    private static final List<String> COLUMNS = List.of("criticality", "role", "privilege", "alias", "cve");
    private static final List<String> CRITICALITY = List.of("low", "medium", "high", "critical");
    private static final List<String> PRIVILEGE = List.of("standard", "elevated", "admin");

    private final Map<String, Fact> criticality = new HashMap<>();
    private final Map<String, Fact> privilege = new HashMap<>();
    private final Map<String, String> roles = new HashMap<>();
    private final Map<String, String> aliases = new HashMap<>();
    private final Set<String> aliased = new HashSet<>();
    private final Vulnerabilities vulnerabilities = new Vulnerabilities();

    /** Whether the row tells one, or has a place for it and for nothing else. */
    static boolean are(Row row) {
        return COLUMNS.stream().anyMatch(name -> says(row, name))
                || COLUMNS.stream().anyMatch(row::has)
                        && row.cell("value", "indicator").isEmpty();
    }

    /** The asset, account or alias that the row is about, or empty if it names none. */
    static String about(Row row) {
        if (says(row, "alias")) {
            return Aliases.spelt(row.cell("alias"));
        }
        return says(row, "privilege") || row.cell("asset").isEmpty()
                ? Accounts.canonical(row.cell("account", "asset")).orElse("")
                : name(row.cell("asset"));
    }

    /** A role without an asset is a word that some list has for its indicators. */
    private static boolean says(Row row, String column) {
        return !row.cell(column).isEmpty()
                && !(column.equals("role") && row.cell("asset").isEmpty());
    }

    /**
     * @return whether it says anything
     * @throws IllegalArgumentException in one line
     */
    boolean add(Known file, Row row) {
        var cited = ", by %s, version %.12s".formatted(file.name(), file.version());
        if (says(row, "criticality")) {
            var asset = asset(row);
            var level = level(row, "criticality", CRITICALITY);
            var role = row.cell("role").isEmpty() ? "" : " (" + row.cell("role") + ")";
            keep(
                    criticality,
                    asset,
                    new Fact(level, asset + " is of " + row.cell("criticality") + " criticality" + role + cited));
        }
        if (says(row, "role")) {
            var role = row.cell("role");
            if (role.length() > AssetRef.MAX_NAME) {
                throw new IllegalArgumentException("a role has at most " + AssetRef.MAX_NAME + " characters");
            }
            room(true);
            roles.merge(asset(row), role, (before, more) -> before.contains(more) ? before : before + ", " + more);
        }
        if (says(row, "privilege")) {
            var given = row.cell("account", "asset");
            var account = Accounts.canonical(given)
                    .orElseThrow(() -> new IllegalArgumentException("not an account: '" + Columns.cut(given) + "'"));
            var level = level(row, "privilege", PRIVILEGE);
            keep(privilege, account, new Fact(level, account + " has " + row.cell("privilege") + " privilege" + cited));
        }
        if (says(row, "alias")) {
            alias(row);
        }
        if (says(row, "cve")) {
            vulnerability(row, cited);
        }
        return COLUMNS.stream().anyMatch(name -> says(row, name));
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
        return name(name);
    }

    private static String name(String asset) {
        return Addresses.canonical(asset).orElse(asset.toLowerCase(Locale.ROOT).replaceAll("\\.$", ""));
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

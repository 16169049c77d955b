package io.gabion.node.incident;

import io.gabion.protocol.asset.Accounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Accounts that are one person's, under whatever name they are seen: {@code corp\olga}, a mail address, a number, a
 * distinguished name. One of the names is the account that is contained.
 *
 * @param accounts by alias, both as {@link #spelt}
 */
public record Aliases(Map<String, String> accounts) {
    public static final Aliases NONE = new Aliases(Map.of());

    public Aliases {
        accounts = Map.copyOf(accounts);
    }

    /** The one spelling of a name: an account's, or else lower case without blanks around the parts of a distinguished name. */
    public static String spelt(String name) {
        return Accounts.canonical(name)
                .orElseGet(() -> name.strip().toLowerCase(Locale.ROOT).replaceAll("\\s*([,=])\\s*", "$1"));
    }

    /** The account that the name is an alias of, or the name. */
    public String account(String name) {
        return accounts.isEmpty() ? name : accounts.getOrDefault(spelt(name), name);
    }

    /** Every name of those who have one that is so, in order. */
    public List<String> names(Predicate<String> so) {
        var all = new HashMap<String, List<String>>();
        accounts.forEach((alias, account) -> all.computeIfAbsent(account, _ -> new ArrayList<>(List.of(account)))
                .add(alias));
        var names = new TreeSet<String>();
        all.values().stream().filter(person -> person.stream().anyMatch(so)).forEach(names::addAll);
        return List.copyOf(names);
    }
}

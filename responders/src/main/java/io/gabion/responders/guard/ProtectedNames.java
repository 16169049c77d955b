package io.gabion.responders.guard;

import io.gabion.protocol.asset.Accounts;
import io.gabion.protocol.asset.Accounts.Account;
import io.gabion.protocol.asset.Domains;
import io.gabion.protocol.asset.Hosts;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The accounts, domains and hosts that are never contained, whatever their spelling. What has another spelling is refused
 * too.
 */
final class ProtectedNames {
    /** Nobody gets back in where these are locked. */
    private static final Set<String> NEVER =
            Set.of("root", "toor", "administrator", "admin", "krbtgt", "gabion", "nobody", "system");

    /** What a resolver itself lives by. */
    private static final Set<String> NEVER_DOMAINS =
            Set.of("in-addr.arpa", "ip6.arpa", "home.arpa", "root-servers.net");

    private static final String AROUND = " may be or cover what has a protected role, or is one of our surroundings, ";

    private final Set<String> everywhere = new HashSet<>(NEVER);
    private final Set<Account> accounts = new HashSet<>();
    private final Set<String> domains = new HashSet<>(NEVER_DOMAINS);
    private final Set<String> hosts = new HashSet<>(Set.of("localhost"));

    /** @throws IllegalArgumentException in one line */
    ProtectedNames(List<String> accounts, List<String> domains, List<String> hosts) {
        for (var text : accounts) {
            var account = Accounts.parse(text)
                    .orElseThrow(() -> new IllegalArgumentException("not an account: '" + text + "'"));
            if (account.realm().isEmpty()) {
                everywhere.add(account.name());
            } else {
                this.accounts.add(account);
            }
        }
        for (var text : domains) {
            this.domains.add(Domains.canonical(text)
                    .orElseThrow(() -> new IllegalArgumentException("not a domain: '" + text + "'")));
        }
        for (var text : hosts) {
            this.hosts.add(Hosts.canonical(text)
                    .orElseThrow(() -> new IllegalArgumentException("not a host: '" + text + "'")));
        }
    }

    /**
     * Why not, or empty.
     *
     * @param around what has a protected role or is one of our surroundings, accounts among it
     */
    Optional<String> account(String value, Collection<String> around) {
        var account = Accounts.parse(value).orElse(null);
        if (account == null) {
            return Optional.of("not an account: " + value);
        }
        if (!account.text().equals(value)) {
            return Optional.of(value + " is not spelt " + account.text());
        }
        return isProtected(account)
                ? Optional.of(value + " is protected")
                : around.stream()
                        .filter(other -> Accounts.parse(other)
                                .filter(o -> mayBeOne(account, o))
                                .isPresent())
                        .findFirst()
                        .map(other -> value + AROUND + other);
    }

    /** @param canonical an account's name */
    boolean isProtected(String canonical) {
        return Accounts.parse(canonical).filter(this::isProtected).isPresent();
    }

    private boolean isProtected(Account account) {
        return everywhere.contains(account.name()) || accounts.stream().anyMatch(other -> mayBeOne(account, other));
    }

    private static boolean mayBeOne(Account account, Account other) {
        return other.name().equals(account.name())
                && (other.realm().isEmpty() || mayBeOne(account.realm(), other.realm()));
    }

    /** A Windows domain has a short name and a full one. In doubt which realm is meant, it is the protected one. */
    private static boolean mayBeOne(String realm, String protectedRealm) {
        return realm.isEmpty()
                || realm.equals(protectedRealm)
                || realm.startsWith(protectedRealm + ".")
                || protectedRealm.startsWith(realm + ".");
    }

    /**
     * Why not, or empty.
     *
     * @param around what the nodes live by, their own names among it
     */
    Optional<String> host(String value, Collection<String> around) {
        var misspelt = misspelt(value);
        return misspelt.isPresent() ? misspelt : spelt(value, around);
    }

    /** Why it is not a host's name, or empty. */
    static Optional<String> misspelt(String value) {
        var host = Hosts.canonical(value).orElse(null);
        if (host == null) {
            return Optional.of("not a host: " + value);
        }
        return host.equals(value) ? Optional.empty() : Optional.of(value + " is not spelt " + host);
    }

    private Optional<String> spelt(String host, Collection<String> around) {
        return Stream.concat(hosts.stream(), around.stream())
                .filter(other -> Hosts.mayBeOne(host, other))
                .findFirst()
                .map(other -> host + " may be protected " + other);
    }

    /**
     * Why not, or empty. To block a domain is to block what is below it.
     *
     * @param around what has a protected role or is one of our surroundings, hosts and domains among it
     */
    Optional<String> domain(String value, Collection<String> around) {
        var domain = Domains.canonical(value).orElse(null);
        if (domain == null) {
            return Optional.of("not a domain: " + value);
        }
        if (!domain.equals(value)) {
            return Optional.of(value + " is not spelt " + domain);
        }
        return domains.stream()
                .filter(other -> overlap(domain, other))
                .map(other -> value + " is within what is protected, " + other)
                .findFirst()
                .or(() -> around.stream()
                        .filter(other -> Domains.canonical(other)
                                .filter(o -> overlap(domain, o))
                                .isPresent())
                        .map(other -> value + AROUND + other)
                        .findFirst());
    }

    private static boolean overlap(String one, String other) {
        return Domains.isWithin(one, other) || Domains.isWithin(other, one);
    }
}

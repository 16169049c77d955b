package io.gabion.responders.guard;

import java.util.List;

/**
 * What is never contained.
 *
 * @param addresses or networks
 * @param accounts one without a realm protects the name in every realm
 * @param hosts a short name protects every full one that begins with it, and the other way round
 * @param domains with what is below and above them
 * @param files absolute paths on every host, with what is below them
 * @param roles what has one of these by a context file, whatever it is
 */
public record Protected(
        List<String> addresses,
        List<String> accounts,
        List<String> domains,
        List<String> hosts,
        List<String> files,
        List<String> roles) {
    /** Without which a site does not run. */
    public static final List<String> USUAL_ROLES =
            List.of("domain controller", "dns", "dhcp", "gateway", "backup", "hypervisor", "certificate authority");

    public Protected(List<String> addresses, List<String> accounts, List<String> domains, List<String> hosts) {
        this(addresses, accounts, domains, hosts, List.of(), USUAL_ROLES);
    }

    /** These addresses or networks, and what has a usual role. */
    public static Protected addresses(List<String> addresses) {
        return new Protected(addresses, List.of(), List.of(), List.of());
    }

    public static final Protected NOTHING = new Protected(List.of(), List.of(), List.of(), List.of());

    public Protected {
        addresses = List.copyOf(addresses);
        accounts = List.copyOf(accounts);
        domains = List.copyOf(domains);
        hosts = List.copyOf(hosts);
        roles = List.copyOf(roles);
        files = List.copyOf(files);
    }
}

package io.gabion.protocol.response;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.entity.Later;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Whom a response is about, by typed fields of the evidence. What is of a kind that no step of the plan contains is left
 * out.
 */
public record Targets(
        List<String> addresses,
        List<String> accounts,
        List<String> domains,
        @Later List<String> hosts,
        @Later List<String> files,
        @Later List<String> networks) {
    public static final Targets NOBODY = new Targets(List.of(), List.of(), List.of());

    public Targets {
        addresses = List.copyOf(addresses);
        accounts = List.copyOf(accounts);
        domains = List.copyOf(domains);
        hosts = List.copyOf(hosts);
        files = List.copyOf(files);
        networks = List.copyOf(networks);
    }

    /** Without hosts, files and networks. */
    public Targets(List<String> addresses, List<String> accounts, List<String> domains) {
        this(addresses, accounts, domains, List.of());
    }

    /** Without files and networks. */
    public Targets(List<String> addresses, List<String> accounts, List<String> domains, List<String> hosts) {
        this(addresses, accounts, domains, hosts, List.of());
    }

    /** Without networks. */
    public Targets(
            List<String> addresses,
            List<String> accounts,
            List<String> domains,
            List<String> hosts,
            List<String> files) {
        this(addresses, accounts, domains, hosts, files, List.of());
    }

    public static Targets addresses(String... addresses) {
        return new Targets(List.of(addresses), List.of(), List.of());
    }

    /** With those of each kind that a response can be about. */
    public static Targets each(Function<Kind, List<String>> of) {
        return new Targets(
                of.apply(Kind.ADDRESS),
                of.apply(Kind.ACCOUNT),
                of.apply(Kind.DOMAIN),
                of.apply(Kind.HOST),
                of.apply(Kind.FILE),
                of.apply(Kind.NETWORK));
    }

    public Stream<String> all() {
        return Stream.of(addresses, accounts, domains, hosts, files, networks).flatMap(List::stream);
    }

    /** Those that an action is for. */
    public List<String> of(Action action) {
        return of(action.of());
    }

    public List<String> of(Kind kind) {
        return switch (kind) {
            case ADDRESS -> addresses;
            case ACCOUNT -> accounts;
            case DOMAIN -> domains;
            case HOST -> hosts;
            case FILE -> files;
            case NETWORK -> networks;
            case WORKLOAD, PRINCIPAL, GROUP -> List.of();
        };
    }

    /** A field that held addresses, as all of a plan's targets were once, becomes {@code targets}. */
    public static ObjectNode lift(ObjectNode event, String field) {
        var addresses = event.remove(field);
        var targets = event.putObject("targets");
        targets.set("addresses", addresses);
        targets.putArray("accounts");
        targets.putArray("domains");
        return event;
    }

    /** Before a response could have hosts, it had none. */
    public static ObjectNode withoutHosts(ObjectNode event) {
        event.withObject("targets").putArray("hosts");
        return event;
    }

    /** Nor files. */
    public static ObjectNode withoutFiles(ObjectNode event) {
        event.withObject("targets").putArray("files");
        return event;
    }

    /** Nor networks. */
    public static ObjectNode withoutNetworks(ObjectNode event) {
        event.withObject("targets").putArray("networks");
        return event;
    }
}

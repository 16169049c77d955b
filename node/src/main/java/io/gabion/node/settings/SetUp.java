package io.gabion.node.settings;

import io.gabion.node.settings.Settings.Collection;
import io.gabion.node.settings.Settings.ConnectorSetting;
import io.gabion.node.settings.Settings.Directory;
import io.gabion.node.settings.Settings.HostFiles;
import io.gabion.node.settings.Settings.Isolation;
import io.gabion.node.settings.Settings.LinuxAccounts;
import io.gabion.node.settings.Settings.Machine;
import io.gabion.node.settings.Settings.Nftables;
import io.gabion.node.settings.Settings.PolicyZone;
import io.gabion.node.settings.Settings.SignIn;
import io.gabion.node.settings.Settings.Ssh;
import io.gabion.protocol.Names;
import io.gabion.protocol.response.PlannedAction;
import io.gabion.responders.connectors.dns.DnsSettings;
import io.gabion.responders.connectors.keycloak.KeycloakSettings;
import io.gabion.responders.connectors.ldap.LdapSettings;
import io.gabion.responders.response.Peers;
import io.gabion.responders.worker.Machines;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What connectors reach, and as what, as the settings say. Files of keys, passwords and certificates, whether it is live, limits, and
 * what is only asked for proof are no part of it: who changes those reaches the same. Of a connector for several machines it is the one
 * that the target is on. A record's components are all named here, so that a new one does not compile before it is placed.
 *
 * @param connectors by their names
 */
record SetUp(Map<String, ConnectorSetting> connectors) implements Peers {
    private static final List<String> NOWHERE = List.of("nowhere");

    SetUp {
        connectors = Map.copyOf(connectors);
    }

    @Override
    public String of(PlannedAction action) {
        var setting = connectors.get(action.connector());
        var words = setting == null ? NOWHERE : words(setting, action);
        return Names.hash(words.stream().map(word -> word.length() + ":" + word).collect(Collectors.joining()));
    }

    private static List<String> words(ConnectorSetting setting, PlannedAction action) {
        var machine = Machines.machine(action.kind(), action.target());
        return switch (setting.peer()) {
            case Nftables(var namespace, var ssh) -> List.of("nftables", namespace, far(ssh));
            case LinuxAccounts(var realm, var program, var ssh) -> List.of("linux-account", realm, program, far(ssh));
            case Isolation(var program, var machines) ->
                List.of(
                        "host-isolation",
                        program,
                        on(Optional.ofNullable(machines.get(machine)).map(SetUp::ssh)));
            case HostFiles(var program, var machines) ->
                List.of("host-files", program, on(Optional.ofNullable(machines.get(machine))));
            case Collection(var program, var machines, var folder, var _) ->
                List.of("collection", program, folder.toString(), on(Optional.ofNullable(machines.get(machine))));
            case Directory(var host, var port, var trust, var bindDn, var _, var entries) ->
                ldap((trust.isPresent() ? "ldaps://" : "ldap://") + host + ":" + port, bindDn, entries);
            case SignIn(var _, var users) -> keycloak(users);
            case PolicyZone(DnsSettings(var primary, var zone, var _, var _)) ->
                List.of("dns-policy", place(primary), zone);
        };
    }

    private static List<String> ldap(String place, String bindDn, LdapSettings entries) {
        return switch (entries) {
            case LdapSettings(var base, var name, var mark, var realm, var _) ->
                List.of("ldap-account", place, bindDn, base, name, mark, realm);
        };
    }

    private static List<String> keycloak(KeycloakSettings users) {
        return switch (users) {
            case KeycloakSettings(var url, var keycloakRealm, var clientId, var _, var realm, var mark) ->
                List.of("keycloak", url.toString(), keycloakRealm, clientId, realm, mark);
        };
    }

    /** Without a look at where the name leads: that changes by itself. */
    private static String place(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    private static Ssh ssh(Machine machine) {
        return switch (machine) {
            case Machine(var ssh, var _) -> ssh;
        };
    }

    private static String far(Optional<Ssh> ssh) {
        return ssh.map(SetUp::far).orElse("here");
    }

    private static String on(Optional<Ssh> machine) {
        return machine.map(SetUp::far).orElse("no such machine");
    }

    private static String far(Ssh ssh) {
        return switch (ssh) {
            case Ssh(var host, var port, var user, var _, var _) -> user + "@" + host + ":" + port;
        };
    }
}

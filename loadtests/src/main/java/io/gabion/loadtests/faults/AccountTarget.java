package io.gabion.loadtests.faults;

import io.gabion.protocol.containment.Action;
import io.gabion.responders.connectors.Stand;
import io.gabion.responders.connectors.account.LinuxAccountStand;
import io.gabion.responders.connectors.keycloak.KeycloakStand;
import io.gabion.responders.connectors.ldap.LdapStand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Accounts of a real system on this machine, of a connector's stand. Somebody guesses an account's password, and the only
 * playbook contains the account.
 *
 * @param connector its settings, in one line of YAML
 */
record AccountTarget(Stand stand, String connector, Record record, Path playbook) implements CrashTarget {
    /** When an account was contained so far, by what the system itself writes down. */
    interface Record {
        List<Instant> of(String target) throws IOException;
    }

    /** The program that the node calls writes down every order before it carries it out. */
    static AccountTarget linux(Path work) throws IOException {
        var stand = new LinuxAccountStand(Files.createDirectories(work.resolve("stand")));
        var record = Files.createFile(work.resolve("orders"));
        var program = Files.writeString(work.resolve("recorded"), """
                #!/bin/sh
                read -r order
                echo "$(date +%%s%%3N) $order" >>%s
                echo "$order" | %s/gabion-account
                """.formatted(record, work.resolve("stand")));
        if (!program.toFile().setExecutable(true)) {
            throw new IOException(program + " cannot be made a program");
        }
        var settings = "{type: linux-account, live: true, realm: web1, program: %s}".formatted(program);
        return of(work, stand, settings, target -> found(record, "(\\d+)()() lock %s .*", target, 1));
    }

    /** The directory's own audit log. */
    static AccountTarget directory(Path work) throws IOException {
        var stand = new LdapStand(Files.createDirectories(work.resolve("stand")));
        var settings = "{type: ldap-account, live: true, host: 127.0.0.1, port: %d, trust: %s, passwordFile: %s,"
                + " bindDn: 'cn=responder,dc=mesh,dc=test', base: 'dc=mesh,dc=test', realm: corp}";
        var made = settings.formatted(stand.port(), stand.file("certificate"), stand.file("password"));
        // One record a paragraph; times are whole seconds, so the last moment of each is meant.
        var lock = "# modify (\\d+) [^\\n]*\\ndn: uid=%s,[^#]*?\\nadd: pwdAccountLockedTime\\n";
        return of(work, stand, made, target -> found(stand.file("audit.ldif"), lock, target, 1_000));
    }

    /** The realm's own events of its administration. */
    static AccountTarget keycloak(Path work) throws IOException {
        var stand = new KeycloakStand(Files.createDirectories(work.resolve("stand")), Action.DISABLE_ACCOUNT);
        var settings = "{type: keycloak, live: true, url: 'https://127.0.0.1:%d', trust: %s, keycloakRealm: mesh,"
                + " clientId: gabion, secretFile: %s, realm: corp}";
        var made = settings.formatted(stand.port(), stand.file("certificate"), stand.file("secret"));
        return of(work, stand, made, stand::disabled);
    }

    private static AccountTarget of(Path work, Stand stand, String connector, Record record) throws IOException {
        var playbook = Files.writeString(
                work.resolve("contain.yaml"), """
                id: contain
                title: Contain the account whose password is guessed
                when: {techniques: [T1110], minScore: 0.4}
                steps:
                  - {id: contain, action: %s, connector: target, ttl: 1h}
                """.formatted(stand.action().word()));
        return new AccountTarget(stand, connector, record, playbook);
    }

    /** @param unit milliseconds of what the pattern's first group counts */
    private static List<Instant> found(Path file, String pattern, String target, long unit) throws IOException {
        var times = new ArrayList<Instant>();
        var name = Pattern.quote(target.replaceAll("@.*", ""));
        var found = Pattern.compile(pattern.formatted(name)).matcher(Files.exists(file) ? Files.readString(file) : "");
        while (found.find()) {
            times.add(Instant.ofEpochMilli((Long.parseLong(found.group(1)) + 1) * unit - 1));
        }
        return times;
    }

    @Override
    public List<String> in(List<String> command) {
        return command;
    }

    /** On loopback, and nobody else's. */
    @Override
    public String address() {
        long pid = ProcessHandle.current().pid();
        return "127.%d.%d.11".formatted(1 + pid / 256 % 254, pid % 256);
    }

    @Override
    public String settings() {
        return """
                mode: live
                connectors:
                  target: %s
                budgets:
                  %s: {perWindow: %d, window: 1h, concurrent: %d}
                brake: {targets: %d, window: 1h}
                """.formatted(connector, stand.action().word(), Invariants.BUDGET, Invariants.BUDGET, Invariants.BUDGET);
    }

    @Override
    public Optional<Path> onlyPlaybook() {
        return Optional.of(playbook);
    }

    @Override
    public String next(int number) throws Exception {
        return stand.target();
    }

    @Override
    public String attack(String name) {
        int at = name.indexOf('@');
        return Load.lines(name.substring(at + 1), name.substring(0, at), from(name));
    }

    /** Another attacker for each. */
    private static String from(String name) {
        int number = Integer.parseInt(name.replaceAll(".*?(\\d+)@.*", "$1"));
        return "100.71.%d.%d".formatted(number >> 7, 1 + (number & 127));
    }

    @Override
    public List<Instant> effects(String name) throws IOException {
        return record.of(name);
    }

    @Override
    public List<String> standing(String name, boolean wanted, Instant until) throws IOException {
        try {
            var sight = stand.look(name);
            return sight.contained() == wanted
                    ? List.of()
                    : List.of("wanted " + wanted + ", one meets " + sight.words());
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        stand.close();
    }
}

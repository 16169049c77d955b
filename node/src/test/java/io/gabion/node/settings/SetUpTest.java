package io.gabion.node.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.response.PlannedAction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which changes of a connector's settings make it another one for an approval. */
class SetUpTest {
    private static final String SSH = "ssh: {host: h, port: 23, user: u, key: /k, knownHosts: /n}";
    private static final String HOSTS = "program: /p, machines: {ws1: {" + SSH + "}, ws2: {" + SSH + "}}";
    private static final Map<Action, String> WRITTEN = Map.of(
            Action.BLOCK_ADDRESS, "type: nftables, namespace: blue, " + SSH,
            Action.LOCK_ACCOUNT, "type: linux-account, realm: corp, program: /p, " + SSH,
            Action.ISOLATE_HOST, "type: host-isolation, " + HOSTS,
            Action.QUARANTINE_FILE, "type: host-files, " + HOSTS,
            Action.COLLECT, "type: collection, folder: /f, mostMegabytes: 10, " + HOSTS,
            Action.BLOCK_DOMAIN,
                    "type: dns-policy, primary: '192.0.2.53', zone: z, keyFile: /k, resolver: '192.0.2.54'",
            Action.DISABLE_ACCOUNT,
                    "type: keycloak, url: 'https://l', trust: /t, keycloakRealm: r, clientId: c, secretFile: /s, realm: corp, markAttribute: m");
    private static final String DIRECTORY =
            "type: ldap-account, host: localhost, port: 636, trust: /t, bindDn: d, passwordFile: /s, base: b, realm: corp";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            BLOCK_ADDRESS   | namespace: blue  | namespace: red
            BLOCK_ADDRESS   | host: h          | host: h2
            BLOCK_ADDRESS   | port: 23         | port: 24
            BLOCK_ADDRESS   | user: u          | user: u2
            BLOCK_ADDRESS   | , ssh: {host: h, port: 23, user: u, key: /k, knownHosts: /n} | NONE
            LOCK_ACCOUNT    | realm: corp      | realm: home
            LOCK_ACCOUNT    | program: /p      | program: /q
            LOCK_ACCOUNT    | host: h          | host: h2
            ISOLATE_HOST    | program: /p      | program: /q
            ISOLATE_HOST    | ws1: {ssh: {host: h | ws1: {ssh: {host: h2
            ISOLATE_HOST    | ws1:             | ws3:
            QUARANTINE_FILE | program: /p      | program: /q
            QUARANTINE_FILE | ws1: {ssh: {host: h | ws1: {ssh: {host: h2
            COLLECT         | program: /p      | program: /q
            COLLECT         | folder: /f       | folder: /g
            COLLECT         | ws1: {ssh: {host: h | ws1: {ssh: {host: h2
            BLOCK_DOMAIN    | primary: '192.0.2.53' | primary: '192.0.2.53:54'
            BLOCK_DOMAIN    | zone: z          | zone: y
            DISABLE_ACCOUNT | url: 'https://l' | url: 'https://l/auth'
            DISABLE_ACCOUNT | keycloakRealm: r | keycloakRealm: q
            DISABLE_ACCOUNT | clientId: c      | clientId: e
            DISABLE_ACCOUNT | realm: corp      | realm: home
            DISABLE_ACCOUNT | markAttribute: m | markAttribute: n
            """)
    void another_place_or_another_self_is_another_one(Action action, String part, String other) throws IOException {
        var written = WRITTEN.get(action);
        assertThat(written).contains(part);

        assertThat(reached(action, written.replace(part, other.equals("NONE") ? "" : other)))
                .isNotEqualTo(reached(action, written));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            BLOCK_ADDRESS   | key: /k          | key: /k2
            BLOCK_ADDRESS   | knownHosts: /n   | knownHosts: /n2
            BLOCK_ADDRESS   | type: nftables   | type: nftables, live: true
            ISOLATE_HOST    | ws2: {ssh: {host: h | ws2: {ssh: {host: h2
            ISOLATE_HOST    | ws2:             | ws3:
            ISOLATE_HOST    | ws1: {           | ws1: {probe: 8080,
            QUARANTINE_FILE | ws2: {ssh: {host: h | ws2: {ssh: {host: h2
            COLLECT         | ws2: {ssh: {host: h | ws2: {ssh: {host: h2
            COLLECT         | mostMegabytes: 10 | mostMegabytes: 20
            BLOCK_DOMAIN    | keyFile: /k      | keyFile: /k2
            BLOCK_DOMAIN    | resolver: '192.0.2.54' | resolver: '192.0.2.55'
            BLOCK_DOMAIN    | primary: '192.0.2.53' | primary: '192.0.2.53:53'
            DISABLE_ACCOUNT | trust: /t        | trust: /t2
            DISABLE_ACCOUNT | secretFile: /s   | secretFile: /s2
            """)
    void who_reaches_the_same_with_other_files_limits_or_proofs_is_the_same(Action action, String part, String other)
            throws IOException {
        var written = WRITTEN.get(action);
        assertThat(written).contains(part);

        assertThat(reached(action, written.replace(part, other))).isEqualTo(reached(action, written));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            host: localhost    | host: directory    | true
            port: 636          | port: 637          | true
            , trust: /t        | , tls: false       | true
            bindDn: d          | bindDn: e          | true
            base: b            | base: c            | true
            base: b            | base: b, nameAttribute: cn   | true
            base: b            | base: b, markAttribute: info | true
            realm: corp        | realm: home        | true
            trust: /t          | trust: /t2         | false
            passwordFile: /s   | passwordFile: /s2  | false
            realm: corp        | realm: corp, probe: false    | false
            """)
    void of_a_directory_too(String part, String other, boolean another) throws IOException {
        var before = reached(Action.LOCK_ACCOUNT, DIRECTORY);
        assertThat(DIRECTORY).contains(part);

        assertThat(!reached(Action.LOCK_ACCOUNT, DIRECTORY.replace(part, other)).equals(before))
                .isEqualTo(another);
    }

    @Test
    void a_name_that_is_not_set_up_is_a_text_of_its_own() throws IOException {
        var nowhere = new SetUp(Map.of()).of(planned(Action.LOCK_ACCOUNT));

        assertThat(nowhere).hasSize(64).isNotEqualTo(reached(Action.LOCK_ACCOUNT, WRITTEN.get(Action.LOCK_ACCOUNT)));
    }

    /** Approvals that wait hold by it: with another text they would all be refused after an upgrade. */
    @Test
    void it_is_the_same_in_every_version() throws IOException {
        assertThat(reached(Action.BLOCK_ADDRESS, WRITTEN.get(Action.BLOCK_ADDRESS)))
                .isEqualTo("379c9a2cc9dccf16937a4e5e73d86445122c424f8d0e0d01644e50296c94e61f");
        assertThat(reached(Action.QUARANTINE_FILE, WRITTEN.get(Action.QUARANTINE_FILE)))
                .isEqualTo("5cc44cb695cb633051f245796e264b14fb7a83f5faabf9845789b894d80d854d");
        assertThat(reached(Action.LOCK_ACCOUNT, DIRECTORY))
                .isEqualTo("8f5e6be63facf634dc591fe82b82a104e4f8fc115da8daa4e3522818f74ef65e");
    }

    private String reached(Action action, String written) throws IOException {
        var file = Files.writeString(folder.resolve("settings.yaml"), "connectors: {c: {" + written + "}}\n");
        return new SetUp(SettingsFile.read(file).connectors()).of(planned(action));
    }

    private static PlannedAction planned(Action action) {
        var target =
                switch (action) {
                    case BLOCK_ADDRESS, BLOCK_NETWORK -> "203.0.113.7";
                    case LOCK_ACCOUNT, DISABLE_ACCOUNT, END_SESSIONS -> "olga@corp";
                    case BLOCK_DOMAIN -> "evil.example";
                    case ISOLATE_HOST, COLLECT -> "ws1";
                    case QUARANTINE_FILE, SCAN_FILE -> "ws1:/tmp/evil:" + "0".repeat(64);
                };
        return new PlannedAction(action, "c", target, 600);
    }
}

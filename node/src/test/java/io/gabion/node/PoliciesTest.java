package io.gabion.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.settings.SettingsFile;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoliciesTest {
    @TempDir
    Path folder;

    /** Its address is protected, or its name: it is one machine. */
    @Test
    void a_machine_is_protected_by_its_name_and_by_where_it_is_reached() throws Exception {
        var settings = Files.writeString(folder.resolve("gabion.yaml"), """
                mode: live
                protect: [192.0.2.0/28, 2001:db8::7]
                protectHosts: [mail]
                connectors:
                  hosts:
                    type: host-isolation
                    live: true
                    machines:
                      dc1: {ssh: {host: 192.0.2.10, user: gabion, key: key, knownHosts: known}}
                      dc2: {ssh: {host: "2001:DB8::0007", user: gabion, key: key, knownHosts: known}}
                      dc3: {ssh: {host: mail.corp.example, user: gabion, key: key, knownHosts: known}}
                      mail: {ssh: {host: 192.0.2.40, user: gabion, key: key, knownHosts: known}}
                      tunnel: {ssh: {host: 127.0.0.1, port: 2222, user: gabion, key: key, knownHosts: known}}
                      ws1: {ssh: {host: 192.0.2.30, user: gabion, key: key, knownHosts: known}}
                """);
        var policy = Policies.of(SettingsFile.read(settings));
        assertThat(policy.machines()).doesNotContainKey("tunnel");
        var shielded = policy.shielded();
        var hosts = java.util.List.of("dc1", "dc2", "dc3", "mail");
        assertThat(hosts).allSatisfy(host -> {
            assertThat(shielded.apply(Action.ISOLATE_HOST, new Target("hosts", host)))
                    .as(host)
                    .isPresent();
            assertThat(shielded.apply(Action.QUARANTINE_FILE, new Target("files", host + ":/srv/a:" + "0".repeat(64))))
                    .as(host)
                    .isPresent();
        });
        assertThat(shielded.apply(Action.BLOCK_ADDRESS, new Target("firewall", "192.0.2.40")))
                .contains("192.0.2.40 reaches mail: mail may be protected mail");
        assertThat(shielded.apply(Action.ISOLATE_HOST, new Target("hosts", "ws1")))
                .isEmpty();
        assertThat(shielded.apply(Action.BLOCK_ADDRESS, new Target("firewall", "192.0.2.30")))
                .isEmpty();
    }
}

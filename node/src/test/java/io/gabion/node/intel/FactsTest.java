package io.gabion.node.intel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.protocol.guard.Mode;
import io.gabion.responders.guard.Guard;
import io.gabion.responders.guard.GuardCommand;
import io.gabion.responders.guard.GuardPolicy;
import io.gabion.responders.guard.Protected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a site's own files say of its assets, whichever columns they have. */
class FactsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private Lists.Read read(String text) throws IOException {
        return Lists.read(List.of(Files.writeString(folder.resolve("site"), text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "asset,role\nns1.corp.example,DNS server\nws1,\n192.0.2.53,dns\n",
                "{\"asset\":\"ns1.corp.example\",\"role\":\"DNS server\"}\n{\"asset\":\"192.0.2.53\",\"role\":\"dns\"}\n",
                "[{\"role\":\"DNS server\",\"asset\":\"NS1.corp.example.\"}, {\"asset\":\"ws1\",\"role\":\"\"},\n"
                        + "{\"asset\":\"192.0.2.53\",\"role\":\"dns\"}]",
                "asset,criticality,role,cve\nns1.corp.example,,DNS server,\n192.0.2.53,,dns,\n",
            })
    void a_file_of_roles_protects_what_it_names(String text) throws IOException {
        var read = read(text);
        assertThat(read.told()).isEmpty();
        var around = read.site().withRole(Protected.USUAL_ROLES);
        assertThat(around).containsExactly("192.0.2.53", "ns1.corp.example");

        var guard = new Guard(new GuardPolicy(Mode.LIVE, Set.of("fw"), List.of(), Map.of(), "hash"));
        var state = guard.decide(guard.empty(), new GuardCommand.Surroundings("node1", around), NOW).events().stream()
                .reduce(guard.empty(), guard::apply, (_, last) -> last);
        var by = EntityId.parse("acme/containment/fw/block-address/x");
        var wish = new GuardCommand.Reserve(
                "r1", by, Action.BLOCK_ADDRESS, new Target("fw", "192.0.2.53"), NOW.plusSeconds(60), "p/s");
        assertThat(guard.decide(state, wish, NOW).events().getLast())
                .isInstanceOfSatisfying(
                        GuardEvent.Refused.class,
                        refused -> assertThat(refused.why()).contains("protected role"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "asset,account,criticality,role,cve,kev,privilege,alias\n"
                        + "ws1,,,payroll,,,,\nws2,,high,,,,,\nws3,,,,CVE-2026-0001,true,,\n,olga@corp,,,,,admin,\n,olga@corp,,,,,,o.k\nws4,,,,,,,\n",
                "{\"asset\":\"ws1\",\"criticality\":\"\",\"role\":\"payroll\",\"cve\":null}\n"
                        + "{\"asset\":\"ws2\",\"criticality\":\"high\",\"role\":\"\"}\n"
                        + "{\"asset\":\"ws3\",\"criticality\":null,\"cve\":\"CVE-2026-0001\",\"kev\":true}\n"
                        + "{\"account\":\"olga@corp\",\"privilege\":\"admin\",\"alias\":\"\"}\n"
                        + "{\"account\":\"olga@corp\",\"privilege\":\"\",\"alias\":\"o.k\"}\n"
                        + "{\"asset\":\"ws4\",\"criticality\":\"\"}\n",
            })
    void an_empty_cell_says_nothing(String text) throws IOException {
        var read = read(text);
        assertThat(read.told()).isEmpty();
        var site = read.site();
        assertThat(site.roles()).containsExactly(Map.entry("ws1", "payroll"));
        assertThat(site.criticality()).containsOnlyKeys("ws2");
        assertThat(site.exposure()).containsOnlyKeys("ws3");
        assertThat(site.privilege()).containsOnlyKeys("olga@corp");
        assertThat(site.aliases().accounts()).containsOnlyKeys("o.k");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "value,role\n203.0.113.7,c2\n203.0.113.8,\n",
                "{\"value\":\"203.0.113.7\",\"role\":\"c2\"}\n{\"value\":\"203.0.113.8\",\"criticality\":\"\"}\n",
            })
    void a_role_of_no_asset_leaves_an_indicator_one(String text) throws IOException {
        var read = read(text);
        assertThat(read.told()).isEmpty();
        assertThat(read.intelligence().indicators().size()).isEqualTo(2);
        assertThat(read.site().size()).isZero();
    }
}

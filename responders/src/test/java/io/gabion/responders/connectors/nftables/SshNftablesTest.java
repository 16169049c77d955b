package io.gabion.responders.connectors.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.gabion.responders.connectors.Peer;
import io.gabion.responders.connectors.shell.Sshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SshNftablesTest extends NftablesContract<SshNftStand> {
    private static final List<String> TABLES = List.of("nft", "-j", "list", "tables");
    private static final String HANG = "echo $$ >%s; exec sleep 3600";
    private static final List<String> SCRIPT = List.of("nft", "-j", "-f", "-");
    private static final String ADD = "{\"add\":{\"table\":{\"family\":\"inet\",\"name\":\"gabion\"}}}";

    @TempDir
    Path place;

    @Override
    protected SshNftStand open(Path folder) throws Exception {
        return new SshNftStand(folder);
    }

    @Test
    void a_command_that_hangs_is_killed_on_the_far_side() throws Exception {
        var hangs = List.of("sh", "-c", HANG.formatted(place.resolve("hung")));
        try (var open = new Sshd(place, "");
                var shell = open.shell()) {
            assertIsKilled(deadline -> shell.run(hangs, "", deadline));
        }
    }

    /** Hangs, with ever more time until it has begun to, and is gone soon after: of itself it would not be for an hour. */
    private void assertIsKilled(Hanging call) throws IOException {
        var hung = place.resolve("hung");
        for (int seconds = 1; Files.notExists(hung) || Files.size(hung) == 0; seconds *= 2) {
            var deadline = Instant.now().plusSeconds(seconds);
            assertThat(catchThrowable(() -> call.until(deadline))).isInstanceOf(IOException.class);
        }
        long id = Long.parseLong(Files.readString(hung).strip());
        // What is dead and was not waited for has no program any more.
        await().until(() -> ProcessHandle.of(id)
                .flatMap(process -> process.info().command())
                .isEmpty());
    }

    private interface Hanging {
        void until(Instant deadline) throws Exception;
    }

    @Test
    void an_order_that_hangs_is_killed_on_the_far_side_and_the_next_is_not_kept_waiting() throws Exception {
        var late = place.resolve("late");
        var hangs = program(
                "hangs", "[ ! -e %s ] || exec \"$@\"\n".formatted(late) + HANG.formatted(place.resolve("hung")));
        try (var far = new Sshd(place, "command=\"" + Peer.program("gabion-nft", place) + " " + hangs + "\"")) {
            var orders = NftablesConnector.over(far.shell());
            assertIsKilled(deadline -> orders.run(TABLES, "", deadline));
            Files.createFile(late);
            assertThat(orders.run(TABLES, "", Instant.now().plus(PATIENCE)).exit())
                    .isZero();
        }
    }

    @Test
    void one_program_carries_out_many_orders() throws Exception {
        var counts = program("counts", "echo \"$PPID\"; exec \"$@\"");
        var nft = Peer.program("gabion-nft", place);
        var starts = program("starts", "echo x >>%s; exec %s \"$@\"".formatted(place.resolve("started"), nft));
        try (var far = new Sshd(place, "command=\"" + starts + " " + counts + "\"")) {
            var orders = NftablesConnector.over(far.shell());
            for (int n = 0; n < 5; n++) {
                var script = "{\"nftables\":[" + ADD + ("," + ADD).repeat(2_000 * n) + "]}";
                assertThat(orders.run(SCRIPT, script, Instant.now().plus(PATIENCE))
                                .exit())
                        .isZero();
                assertThat(orders.run(TABLES, "", Instant.now().plus(PATIENCE)).text())
                        .contains("nftables");
            }
        }
        assertThat(place.resolve("started")).hasContent("x");
    }

    @Test
    void where_there_is_no_program_or_an_older_one_each_order_is_a_command() throws Exception {
        var echo = List.of("echo", "it's", "done");
        var older = program(
                "older", "case $SSH_ORIGINAL_COMMAND in gabion*) exit 126 ;; esac\neval \"$SSH_ORIGINAL_COMMAND\"");
        for (var options : List.of("", "command=\"" + older + "\"")) {
            try (var far = new Sshd(Files.createTempDirectory(place, "far"), options)) {
                var orders = NftablesConnector.over(far.shell());
                for (int n = 0; n < 2; n++) {
                    var output = orders.run(echo, "", Instant.now().plus(PATIENCE));
                    assertThat(output.exit()).isZero();
                    assertThat(output.text()).contains("done");
                }
            }
        }
    }

    private Path program(String name, String script) throws Exception {
        var program = Files.writeString(place.resolve(name), "#!/bin/sh\n" + script + "\n");
        Peer.run("chmod", "755", program.toString());
        return program;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id",
                "nft flush ruleset",
                "nft -j -f /etc/shadow",
                "nft -j list tables; id",
                "nft -j list ruleset",
                "nft -j -t list table inet filter",
                "nft -j -t list table inet gabion; id",
                "nft -j list set inet filter blocked4",
                "nft -j list set inet gabion prerouting",
                "nft -j list set inet gabion blocked4_",
                "nft -j list set inet gabion blocked6_130",
                "nft -j list set inet gabion blocked4_24; id",
                "nft -j list set inet gabion blocked4_24 id",
                "nft -j get element inet gabion blocked4_24;id { 10.0.0.0 }",
                "nft -j get element inet gabion blocked4_24 { 10.0.0.0/24 }",
                "nft -j get element inet gabion blocked4 { 1'2 }",
                "nft -j get element inet gabion blocked4 { bad.cafe }",
                "nft -j get element inet gabion blocked4 { 10.0.0.1 }; id; { 1 }",
            })
    void the_key_can_do_nothing_else(String command) throws Exception {
        for (var way : List.of(stand.shell, stand.sshd.shell())) {
            var output = way.run(
                    List.of(command.split(" (?![^{]*})")), "", Instant.now().plus(PATIENCE));
            assertThat(output.exit()).isEqualTo(126);
            assertThat(output.text()).startsWith("refused").doesNotContain("uid=");
        }
    }

    /** The first words of files that only root reads, as nft shows what it cannot make out. */
    static Stream<String> scripts_of_others() {
        var table = "{\"nftables\":[" + ADD;
        var include = "include \"/etc/shadow\";\n";
        return Stream.of(
                // nft reads JSON in parts of 4 KiB; what it has read is gone when it goes on in its own language.
                "x" + " ".repeat(4_095) + "\n" + include,
                table + "]}" + " ".repeat(5_000) + "\n" + include,
                table + " ".repeat(5_000) + "\n" + include,
                include,
                "",
                "{\"nftables\":[]}",
                "list ruleset",
                "define f = \"/etc/shadow\"\ninclude $f\n",
                table + "]}\n" + include,
                table + "]}\0\n" + include,
                table + ",{\"list\":{\"ruleset\":null}}]}",
                table + ",{\"flush\":{\"ruleset\":null}}]}",
                table.replace("gabion", "filter") + "]}",
                table.replace("gabion", "g\\u0061bion") + "]}",
                table.replace("gabion", "gabion\" } include \"/etc/shadow") + "]}",
                table.replace("add", "delete").replace("inet", "ip") + "]}",
                table + ",{\"flush\":{\"chain\":{\"family\":\"inet\",\"table\":\"filter\",\"name\":\"output\"}}}]}",
                table + ",{\"add\":{\"chain\":{\"family\":\"inet\",\"table\":\"gabion\",\"name\":\"prerouting\","
                        + "\"type\":\"filter\",\"hook\":\"prerouting\",\"prio\":-300,\"policy\":\"drop\"}}}]}",
                table + ",{\"add\":{\"rule\":{\"family\":\"inet\",\"table\":\"gabion\",\"chain\":\"output\","
                        + "\"expr\":[{\"accept\":null}]}}}]}",
                table + ",{\"add\":{\"element\":{\"family\":\"inet\",\"table\":\"gabion\",\"name\":\"blocked4\","
                        + "\"elem\":[\"example.org\"]}}}]}",
                table + ",{\"add\":{\"element\":{\"family\":\"inet\",\"table\":\"gabion\",\"name\":\"blocked4\","
                        + "\"elem\":[{\"elem\":{\"val\":\"192.0.2.1\",\"timeout\":09,\"comment\":\"\"}}]}}}]}",
                table + ",{\"add\":{\"element\":{\"family\":\"inet\",\"table\":\"gabion\",\"name\":\"blocked4\","
                        + "\"elem\":[{\"elem\":{\"val\":\"192.0.2.1\",\"timeout\":9,\"comment\":\"\u00e4\"}}]}}}]}",
                table + ("," + ADD).repeat(25_000) + "]}");
    }

    @ParameterizedTest
    @MethodSource("scripts_of_others")
    void the_key_can_have_no_other_script_carried_out(String script) throws Exception {
        for (var way : List.of(stand.shell, stand.sshd.shell())) {
            var output = way.run(SCRIPT, script, Instant.now().plus(PATIENCE));
            assertThat(output.text())
                    .startsWith("refused")
                    .doesNotContain("root:")
                    .hasSizeLessThan(100);
            assertThat(output.exit()).isEqualTo(126);
        }
    }
}

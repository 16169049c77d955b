package io.gabion.responders.connectors.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gabion.responders.connectors.shell.Sshd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SshNftablesTest extends NftablesContract<SshNftStand> {
    @TempDir
    Path place;

    @Override
    protected SshNftStand open(Path folder) throws Exception {
        return new SshNftStand(folder);
    }

    @Test
    void a_command_that_hangs_is_killed_on_the_far_side() throws Exception {
        var mark = place.resolve("still-running");
        var hangs = List.of("sh", "-c", "sleep 2; touch " + mark);
        try (var open = new Sshd(place, "")) {
            assertThat(catchThrowable(
                            () -> open.shell().run(hangs, "", Instant.now().plusMillis(1_000))))
                    .isInstanceOf(IOException.class);
            var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
            while (System.nanoTime() < end) {
                assertThat(mark).doesNotExist();
                Thread.onSpinWait();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id",
                "nft flush ruleset",
                "nft -j -f /etc/shadow",
                "nft -j list tables; id",
                "nft -j list set inet filter blocked4",
                "nft -j list set inet gabion prerouting",
                "nft -j list set inet gabion blocked4_",
                "nft -j list set inet gabion blocked6_130",
                "nft -j list set inet gabion blocked4_24; id",
                "nft -j list set inet gabion blocked4_24 id",
                "nft -j get element inet gabion blocked4_24;id { 10.0.0.0 }",
                "nft -j get element inet gabion blocked4_24 { 10.0.0.0/24 }",
                "nft -j get element inet gabion blocked4 { 1'2 }",
                "nft -j get element inet gabion blocked4 { 10.0.0.1 }; id; { 1 }",
            })
    void the_key_can_do_nothing_else(String command) throws Exception {
        var output = stand.shell.run(
                List.of(command.split(" (?![^{]*})")), "", Instant.now().plus(PATIENCE));
        assertThat(output.exit()).isEqualTo(126);
        assertThat(output.text()).startsWith("refused").doesNotContain("uid=");
    }
}

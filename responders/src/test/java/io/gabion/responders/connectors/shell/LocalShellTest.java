package io.gabion.responders.connectors.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.responders.connectors.shell.Shell.Output;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalShellTest {
    private static final String MORE_THAN_A_PIPE_HOLDS = "x".repeat(1 << 20);

    private final LocalShell shell = new LocalShell(List.of(), InstantSource.system());

    @Test
    void what_a_command_says_that_does_not_take_its_input_is_heard() throws Exception {
        for (int n = 0; n < 50; n++) {
            assertThat(run("echo refused; exit 3")).isEqualTo(new Output(3, "refused\n"));
        }
    }

    @Test
    void a_command_that_does_not_take_its_whole_input_is_ended() throws Exception {
        assertThat(run("head -c 1; exec sleep 1000 <&-").exit()).isEqualTo(128 + 15);
    }

    private Output run(String script) throws Exception {
        var deadline = Instant.now().plusSeconds(60);
        return shell.run(List.of("sh", "-c", script), MORE_THAN_A_PIPE_HOLDS, deadline);
    }
}

package io.gabion.node.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final byte[] MESSAGE = "thaw".getBytes(UTF_8);

    @TempDir
    private Path data;

    private Seal seal;

    @BeforeEach
    void make() throws IOException {
        seal = at(Duration.ZERO);
    }

    private Seal at(Duration later) throws IOException {
        return new Seal(new Envelopes(new Keys(data)), Clock.fixed(NOW.plus(later), ZoneOffset.UTC));
    }

    @Test
    void another_node_with_the_same_keys_reads_it() throws IOException {
        var message = at(Seal.GOOD).open(seal.seal(MESSAGE));
        assertThat(UTF_8.decode(message).toString()).isEqualTo("thaw");
    }

    @Test
    void who_has_other_keys_says_nothing(@TempDir Path elsewhere) throws IOException {
        var stranger = new Seal(new Envelopes(new Keys(elsewhere)), Clock.fixed(NOW, ZoneOffset.UTC));
        assertRefused(seal, stranger.seal(MESSAGE), "sealed with another key");
    }

    @Test
    void a_recording_is_refused_after_its_time_and_so_is_one_of_the_future() throws IOException {
        var sealed = seal.seal(MESSAGE);
        assertRefused(at(Seal.GOOD.plusSeconds(1)), sealed, "said 61 s ago");
        assertRefused(at(Seal.GOOD.plusSeconds(1).negated()), sealed, "said -61 s ago");
    }

    @Test
    void a_byte_that_was_changed_or_cut_off_breaks_it() {
        var sealed = seal.seal(MESSAGE);
        for (int n = 0; n < sealed.length; n++) {
            var changed = sealed.clone();
            changed[n] ^= 1;
            assertRefused(seal, changed, "sealed with another key");
            assertRefused(seal, Arrays.copyOf(sealed, n), "");
        }
        assertThat(seal.refused()).isEqualTo(2L * sealed.length);
    }

    private static void assertRefused(Seal by, byte[] sealed, String why) {
        assertThatThrownBy(() -> by.open(sealed))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageStartingWith(why);
    }
}

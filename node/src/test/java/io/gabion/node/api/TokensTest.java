package io.gabion.node.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2025-03-01T10:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path data;

    @Test
    void the_first_start_writes_an_administrators_token_only_the_owner_reads() throws IOException {
        Tokens tokens = Tokens.open(data, CLOCK);
        String secret = Files.readString(data.resolve("admin.token")).strip();

        assertThat(tokens.authenticate(secret)).hasValueSatisfying(token -> {
            assertThat(token.role()).isEqualTo(Role.ADMIN);
            assertThat(token.tenant()).isEqualTo("default");
            assertThat(token.createdAt()).isEqualTo(CLOCK.instant());
        });
        assertThat(mode("admin.token")).isEqualTo("rw-------");
        assertThat(mode("tokens.json")).isEqualTo("rw-------");
        assertThat(Files.readString(data.resolve("tokens.json"))).doesNotContain(secret);
    }

    @Test
    void the_next_start_keeps_the_tokens_there_are() throws IOException {
        String secret =
                Tokens.open(data, CLOCK).add("watch", Role.VIEWER, "acme").secret();
        String admin = Files.readString(data.resolve("admin.token"));

        assertThat(Tokens.open(data, CLOCK).authenticate(secret)).isPresent();
        assertThat(Files.readString(data.resolve("admin.token"))).isEqualTo(admin);
    }

    @Test
    void a_token_revoked_by_another_command_counts_no_longer() throws IOException {
        Tokens node = Tokens.open(data, CLOCK);
        String secret = node.add("watch", Role.VIEWER, "default").secret();
        Tokens command = Tokens.open(data, CLOCK);

        assertThat(command.revoke("watch")).isTrue();
        assertThat(command.revoke("watch")).isFalse();
        assertThat(node.authenticate(secret)).isEmpty();
        assertThat(mode("tokens.json")).isEqualTo("rw-------");
    }

    @Test
    void revoking_every_token_makes_no_new_administrator() throws IOException {
        Tokens.open(data, CLOCK).revoke("admin");

        assertThat(Tokens.open(data, CLOCK).list()).isEmpty();
    }

    @Test
    void a_name_is_given_once() throws IOException {
        Tokens tokens = Tokens.open(data, CLOCK);
        assertThatThrownBy(() -> tokens.add("admin", Role.VIEWER, "default"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("admin");
    }

    @Test
    void a_damaged_file_is_named_at_start_and_lets_nobody_in_later() throws IOException {
        Tokens tokens = Tokens.open(data, CLOCK);
        String secret = Files.readString(data.resolve("admin.token")).strip();
        Files.writeString(data.resolve("tokens.json"), "{ half a file");

        assertThat(tokens.authenticate(secret)).isEmpty();
        assertThatThrownBy(() -> Tokens.open(data, CLOCK))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tokens.json");
    }

    private String mode(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(file)));
    }
}

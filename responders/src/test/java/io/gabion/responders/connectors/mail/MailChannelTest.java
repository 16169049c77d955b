package io.gabion.responders.connectors.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.PinnedTrust;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real mail server of this machine. */
class MailChannelTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Result DONE = new Result.Done();
    private static final String NOTICE = """
            {"incident":"default/incident/i1","playbook":"contain-guessing","actions":[
             {"kind":"block-address","target":"203.0.113.7","decision":"verified","reason":"read back"},
             {"kind":"lock-account","target":"zoë@web1","decision":"waiting-approval","reason":"wartet auf jemanden"}]}""";

    @TempDir
    Path directory;

    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private Exim exim;
    private Path password;

    @BeforeEach
    void starts_a_server() throws Exception {
        exim = new Exim(Files.createDirectory(directory.resolve("exim")));
        password = Files.writeString(directory.resolve("password"), Exim.PASSWORD + "\n");
    }

    @AfterEach
    void stops_it() {
        exim.close();
        executor.shutdownNow();
    }

    @Test
    void a_notice_arrives_sealed_and_logged_in_as_a_person_reads_it() throws Exception {
        assertThat(send(sealed(exim.port, "soc@example.org"), "k1", NOTICE)).isEqualTo(DONE);
        var letter = only();
        assertThat(letter.getSubject())
                .isEqualTo("Gabion: contain-guessing for incident i1: 1 verified, 1 waiting-approval");
        assertThat(letter.getFrom()[0]).hasToString("gabion@example.org");
        assertThat(letter.getAllRecipients()[0]).hasToString("soc@example.org");
        assertThat(letter.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(letter.getContent().toString().lines())
                .containsSequence(
                        "block-address 203.0.113.7: verified (read back)",
                        "lock-account zoë@web1: waiting-approval (wartet auf jemanden)");
        assertThat(exim.kept().getFirst())
                .as("what the server says of how it came")
                .contains("with esmtpsa")
                .contains("TLS1.3");
    }

    /** Text of a log may be part of what is told. */
    @Test
    void no_text_becomes_a_header_or_a_second_message() throws Exception {
        var evil = "x\\r\\nBcc: mallory@example.org\\r\\n\\r\\n.\\r\\nMAIL FROM:<m@example.org>\\u2028\\u202e\\u0000";
        var notice = NOTICE.replace("contain-guessing", evil)
                .replace("203.0.113.7", evil)
                .replace("read back", evil)
                .replace("i1", evil);
        assertThat(send(sealed(exim.port, "soc@example.org"), "k\r\nBcc: mallory@example.org", notice))
                .isEqualTo(DONE);
        var letter = only();
        assertThat(letter.getHeader("Bcc")).isNull();
        assertThat(letter.getAllRecipients()).hasSize(1);
        assertThat(letter.getSubject()).contains("x??Bcc: mallory@example.org").doesNotContain("\u202e");
        assertThat(exim.kept().getFirst()).contains("Envelope-to: soc@example.org\n");
        assertThat(exim.kept()).hasSize(1);
    }

    @Test
    void letters_beyond_ascii_are_encoded_in_the_subject() throws Exception {
        var notice = NOTICE.replace("contain-guessing", "zürich-Übernahme-日本");
        assertThat(send(sealed(exim.port, "soc@example.org"), "k1", notice)).isEqualTo(DONE);
        assertThat(only().getSubject()).startsWith("Gabion: zürich-Übernahme-日本 for incident");
        assertThat(exim.kept().getFirst()).contains("Subject: =?UTF-8?").matches("(?s)\\p{ASCII}*");
    }

    @Test
    void one_who_is_not_known_there_does_not_keep_it_from_the_others() throws Exception {
        assertThat(send(sealed(exim.port, "nobody-here@example.org", "soc@example.org"), "k1", NOTICE))
                .isEqualTo(DONE);
        assertThat(only()).isNotNull();
        assertThat(send(sealed(exim.port, "nobody-here@example.org"), "k2", NOTICE))
                .isEqualTo(new Result.Refused("the mail server says 550"));
    }

    @Test
    void a_wrong_password_is_refused_and_not_told() throws Exception {
        Files.writeString(password, "quite another password");
        var answer = send(sealed(exim.port, "soc@example.org"), "k1", NOTICE);
        assertThat(answer).isEqualTo(new Result.Refused("the mail server does not accept the login"));
    }

    /** Somebody on the line leaves out the offer, or answers in the clear. */
    @Test
    void a_server_that_offers_no_tls_is_not_given_the_mail_nor_the_password() throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var heard = new StringBuffer();
            Thread.ofVirtual().start(() -> {
                try (var from = server.accept()) {
                    var out = from.getOutputStream();
                    out.write("220 mail.mesh ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
                    var in = from.getInputStream();
                    var line = new StringBuilder();
                    for (int c = in.read(); c >= 0; c = in.read()) {
                        line.append((char) c);
                        if (c == '\n') {
                            heard.append(line);
                            var ehlo = line.toString().startsWith("EHLO");
                            line.setLength(0);
                            out.write((ehlo ? "250-mail.mesh\r\n250 AUTH PLAIN\r\n" : "250 fine\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
                        }
                    }
                } catch (java.io.IOException e) {
                    heard.append(e.getMessage());
                }
            });
            assertThat(send(sealed(server.getLocalPort(), "soc@example.org"), "k1", NOTICE))
                    .isInstanceOf(Result.Lost.class);
            assertThat(heard.toString())
                    .startsWith("EHLO")
                    .doesNotContain("AUTH")
                    .doesNotContain("MAIL");
        }
    }

    @Test
    void a_server_that_drips_is_no_answer_by_the_deadline() throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (var from = server.accept()) {
                    while (true) {
                        from.getOutputStream().write("220-and on\r\n".getBytes(StandardCharsets.US_ASCII));
                        java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
                    }
                } catch (java.io.IOException e) {
                    // It has hung up on us.
                }
            });
            var single = Executors.newSingleThreadExecutor();
            var trust = exim.folder.resolve("mail.pem");
            var channel = new MailChannel(
                    settings(server.getLocalPort(), Optional.of(trust), "soc@example.org"),
                    Optional.of(PinnedTrust.of(trust)),
                    single,
                    InstantSource.system());
            assertThat(channel.send("k1", NOTICE, Instant.now().plusSeconds(2))
                            .toCompletableFuture()
                            .join())
                    .isInstanceOf(Result.Lost.class);
            single.shutdown();
            assertThat(single.awaitTermination(20, java.util.concurrent.TimeUnit.SECONDS))
                    .as("its thread is free again")
                    .isTrue();
        }
    }

    @Test
    void without_tls_it_goes_to_this_machine_alone() throws Exception {
        exim.open();
        var plain = new MailSettings(
                "127.0.0.1", exim.port, Optional.empty(), Optional.empty(), "gabion@example.org", List.of("soc@mesh"));
        assertThat(send(new MailChannel(plain, Optional.empty(), executor, InstantSource.system()), "k1", NOTICE))
                .isEqualTo(DONE);
        assertThat(only()).isNotNull();
        assertThatThrownBy(() -> new MailSettings(
                        "mail1", 25, Optional.empty(), Optional.empty(), "gabion@example.org", List.of("soc@mesh")))
                .hasMessage("tls: without it mail is readable on its way; only to this machine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"soc", "a@b\nBcc: c@d", "Soc <soc@example.org>", "a@b, c@d", "söc@example.org", "a b@c", "", "@b"
            })
    void what_is_no_address_is_refused_in_one_line(String to) {
        assertThatThrownBy(() -> settings(25, Optional.of(Path.of("/t")), to))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("to: not an address")
                .message()
                .doesNotContain("\n");
    }

    private Result send(MailChannel channel, String key, String json) {
        return channel.send(key, json, Instant.now().plus(PATIENCE))
                .toCompletableFuture()
                .join();
    }

    private MailChannel sealed(int port, String... to) throws Exception {
        var trust = exim.folder.resolve("mail.pem");
        return new MailChannel(
                settings(port, Optional.of(trust), to),
                Optional.of(PinnedTrust.of(trust)),
                executor,
                InstantSource.system());
    }

    private MailSettings settings(int port, Optional<Path> trust, String... to) {
        return new MailSettings(
                "127.0.0.1",
                port,
                trust,
                Optional.of(new MailSettings.Login("gabion", password)),
                "gabion@example.org",
                List.of(to));
    }

    private MimeMessage only() throws Exception {
        await().atMost(PATIENCE).until(() -> !exim.kept().isEmpty());
        assertThat(exim.kept()).hasSize(1);
        return new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(exim.kept().getFirst().getBytes(StandardCharsets.UTF_8)));
    }
}

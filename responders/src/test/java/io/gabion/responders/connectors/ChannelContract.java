package io.gabion.responders.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.responders.connector.Connector.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What every channel promises, against the real receiver that it is for: set up once, with keys of each test's own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ChannelContract<S extends ChannelStand> {
    /** Generous: a slow machine is not a broken promise. */
    protected static final Duration PATIENCE = Duration.ofSeconds(60);

    protected static final Result DONE = new Result.Done();

    private static final String NOTICE = """
            {"incident":"default/incident/i1","playbook":"contain-guessing","actions":[
             {"kind":"block-address","target":"203.0.113.7","decision":"verified","reason":"read back"}]}""";

    protected S stand;
    private List<String> before;
    private int keys;

    /** @param folder gone afterwards */
    protected abstract S open(Path folder) throws Exception;

    @BeforeAll
    void opens(@TempDir Path folder) throws Exception {
        stand = open(folder);
    }

    @BeforeEach
    void remembers_what_is_there() throws Exception {
        before = stand.arrived();
    }

    @AfterAll
    void closes() throws Exception {
        if (stand != null) {
            stand.close();
        }
    }

    private String key() {
        keys++;
        return "default/response/r" + keys + "/tell";
    }

    private static Result send(Channel by, String key, Duration left) {
        return by.send(key, NOTICE, Instant.now().plus(left))
                .toCompletableFuture()
                .join();
    }

    private Result send(Channel by) {
        return send(by, key(), PATIENCE);
    }

    private List<String> arrived() throws IOException {
        return stand.arrived().stream().filter(id -> !before.contains(id)).toList();
    }

    private List<String> arrive(int messages) {
        return await().atMost(PATIENCE).until(this::arrived, ids -> ids.size() >= messages);
    }

    /** What would have come has come before what is sent now. */
    private void nothing_has_come() throws Exception {
        assertThat(send(stand.channel())).isEqualTo(DONE);
        assertThat(arrive(1)).hasSize(1);
    }

    @Test
    void each_message_arrives_once_and_a_repetition_is_known_as_one() throws Exception {
        var repeated = key();
        assertThat(send(stand.channel(), repeated, PATIENCE)).isEqualTo(DONE);
        assertThat(arrive(1)).hasSize(1);
        assertThat(send(stand.channel(), repeated, PATIENCE)).isEqualTo(DONE);
        assertThat(send(stand.channel())).isEqualTo(DONE);
        assertThat(arrive(3)).hasSize(3);
        assertThat(arrived().stream().distinct()).hasSize(2);
    }

    @Test
    void over_a_slow_line_it_arrives() throws Exception {
        try (var line = stand.line()) {
            line.slow();
            assertThat(send(stand.channel(line))).isEqualTo(DONE);
        }
        assertThat(arrive(1)).hasSize(1);
    }

    @Test
    void a_receiver_that_hangs_is_no_answer_by_the_deadline() throws Exception {
        try (var line = stand.line()) {
            var channel = stand.channel(line);
            line.hang();
            assertThat(send(channel, key(), Duration.ofSeconds(2)))
                    .isInstanceOf(stand.speaks() ? Result.Lost.class : Result.Done.class);
            line.cut();
            line.mend();
            assertThat(send(channel)).isEqualTo(DONE);
            assertThat(arrive(1)).hasSize(1);
        }
    }

    @Test
    void where_nobody_listens_it_is_lost() throws Exception {
        var line = stand.line();
        var channel = stand.channel(line);
        line.close();
        assertThat(send(channel)).isInstanceOf(Result.Lost.class);
        nothing_has_come();
    }

    @Test
    void what_is_past_its_deadline_is_not_sent() throws Exception {
        assertThat(send(stand.channel(), key(), Duration.ofMillis(-1))).isInstanceOf(Result.Lost.class);
        nothing_has_come();
    }

    @Test
    void somebody_else_in_the_place_of_the_receiver_is_told_nothing() throws Exception {
        var astray = stand.astray();
        if (astray.isPresent()) {
            assertThat(send(astray.get())).isInstanceOf(Result.Lost.class);
        }
        nothing_has_come();
    }

    @Test
    void a_wrong_credential_is_no_way_in_and_is_not_told_to_anybody() throws Exception {
        var stranger = stand.stranger();
        if (stranger.isPresent()) {
            var said = send(stranger.get());
            assertThat(said).isInstanceOfAny(Result.Lost.class, Result.Refused.class);
            assertThat(said.toString()).doesNotContain(stand.secret());
        }
        nothing_has_come();
    }

    @Test
    void what_the_receiver_does_not_want_is_refused() throws Exception {
        var unwelcome = stand.unwelcome();
        if (unwelcome.isPresent()) {
            assertThat(send(unwelcome.get())).isInstanceOf(Result.Refused.class);
        }
        nothing_has_come();
    }

    @Test
    void a_receiver_that_has_too_much_to_do_is_asked_again_later() throws Exception {
        var now = Instant.now();
        try {
            if (stand.busy(true)) {
                assertThat(send(stand.channel()))
                        .isInstanceOfSatisfying(
                                Result.Busy.class,
                                busy -> assertThat(busy.notBefore()).isAfter(now));
            }
        } finally {
            stand.busy(false);
        }
        nothing_has_come();
    }
}

package io.gabion.node.people;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gabion.node.people.People.Person;
import io.gabion.node.people.SlackDoor.Pressed;
import io.gabion.node.people.SlackDoor.Refused;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.response.ActionState;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.NotifyOrder.Question;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.PlannedAction;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SigningTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_531_420_618);
    private static final Signing SIGNING = new Signing("8f742231b10e8888abcd99yyyzzz85a5".getBytes(UTF_8));
    private static final Button BUTTON =
            new Button("acme", "r.ask", "d".repeat(64), true, NOW.plusSeconds(60), "nonce");

    /** The example of Slack's documentation, Verifying requests from Slack. */
    @Test
    void a_request_is_verified_as_slack_documents_it() {
        var body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
                + "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
                + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
                + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
        var signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

        assertThat(SIGNING.objection("1531420618", signature, body, NOW)).isEmpty();
        assertThat(SIGNING.objection("1531420618", signature, body, NOW.plusSeconds(300)))
                .isEmpty();
        assertThat(SIGNING.objection("1531420618", signature, body, NOW.plusSeconds(301)))
                .isPresent();
        assertThat(SIGNING.objection("1531420619", signature, body, NOW)).isPresent();
        assertThat(SIGNING.objection("soon", signature, body, NOW)).isPresent();
        assertThat(SIGNING.objection("", signature, body, NOW)).isPresent();
    }

    @Test
    void a_button_is_read_by_whoever_has_the_secret_and_by_nobody_else() {
        var written = SIGNING.write(BUTTON);

        assertThat(new Signing("8f742231b10e8888abcd99yyyzzz85a5".getBytes(UTF_8)).read(written))
                .contains(BUTTON);
        assertThat(new Signing("another secret of 16".getBytes(UTF_8)).read(written))
                .isEmpty();
        for (int i = 0; i < written.length(); i++) {
            var other = new StringBuilder(written);
            other.setCharAt(i, written.charAt(i) == 'A' ? 'B' : 'A');
            assertThat(SIGNING.read(other.toString()).filter(BUTTON::equals).isEmpty()
                            || other.toString().equals(written))
                    .as("character " + i)
                    .isTrue();
        }
        assertThat(SIGNING.read("")).isEmpty();
        assertThat(SIGNING.read("g1.")).isEmpty();
        assertThat(SIGNING.read("g1." + "x".repeat(3_000))).isEmpty();
    }

    @Test
    void a_door_that_remembers_as_much_as_it_may_takes_nothing_more_until_it_may_forget() {
        var taken = new Taken(2);

        assertThat(taken.take("a", NOW.plusSeconds(5), NOW)).isEqualTo(Taken.Answer.NEW);
        assertThat(taken.take("b", NOW.plusSeconds(9), NOW)).isEqualTo(Taken.Answer.NEW);
        assertThat(taken.take("a", NOW.plusSeconds(5), NOW)).isEqualTo(Taken.Answer.SEEN);
        assertThat(taken.take("c", NOW.plusSeconds(9), NOW)).isEqualTo(Taken.Answer.FULL);
        assertThat(taken.take("c", NOW.plusSeconds(9), NOW.plusSeconds(6))).isEqualTo(Taken.Answer.NEW);
        assertThat(taken.take("b", NOW.plusSeconds(9), NOW.plusSeconds(6))).isEqualTo(Taken.Answer.SEEN);
    }

    @Test
    void names_from_logs_are_plain_text_and_no_message_is_larger_than_slack_takes() throws Exception {
        var evil = "<!channel> <https://evil.example|click>";
        var actions = IntStream.range(0, 200)
                .mapToObj(i -> new ActionState("lock-account", evil + i, Outcome.WAITING_APPROVAL, "", 60, NOW))
                .toList();
        var questions = IntStream.range(0, 30)
                .mapToObj(i -> new Question(
                        "r.ask" + i,
                        "d".repeat(64),
                        NOW.plusSeconds(60),
                        List.of("approver"),
                        1,
                        List.of(new PlannedAction(Action.LOCK_ACCOUNT, "accounts", "olga@web1", 60))))
                .toList();
        var order = new NotifyOrder(
                "k",
                "tell",
                1,
                "desk",
                "acme/incident/i",
                "p " + evil,
                actions,
                NOW,
                "level 1: " + evil,
                questions,
                "Guessed " + evil);
        var message = Signing.json(new SlackMessage(SIGNING).of(order)).orElseThrow();

        assertThat(message.path("text").asText()).doesNotContain("<").contains("&lt;!channel&gt;", "Guessed ");
        assertThat(message.path("blocks")).hasSizeLessThanOrEqualTo(50).allSatisfy(block -> {
            if (block.path("type").asText().equals("section")) {
                assertThat(block.at("/text/type").asText()).isEqualTo("plain_text");
                assertThat(block.at("/text/text").asText()).hasSizeLessThan(3_000);
            } else {
                assertThat(block.path("block_id").asText()).hasSizeLessThan(255);
                assertThat(block.path("elements"))
                        .hasSize(2)
                        .allSatisfy(b -> assertThat(b.path("value").asText()).hasSizeLessThan(2_000));
            }
        });
        assertThat(message.toString()).contains("and 190 more");
        assertThat(new SlackMessage(SIGNING).of(order))
                .as("a repeated message has the same buttons")
                .isEqualTo(message.toString());
    }

    @Test
    void a_button_is_no_good_when_its_time_has_run_out() throws Exception {
        var paula = new Person("paula", "acme", "approver", List.of(), List.of("U1"));
        var door = new SlackDoor(SIGNING, new People(Map.of("paula", paula)));
        var payload =
                "{\"type\":\"block_actions\",\"user\":{\"id\":\"U1\"},\"actions\":[{\"action_id\":\"gabion_approve\","
                        + "\"value\":\"" + SIGNING.write(BUTTON) + "\"}]}";
        var body = "payload=" + URLEncoder.encode(payload, UTF_8);

        var late = BUTTON.until();
        assertThat(door.open("" + late.getEpochSecond(), signed(late, body), body, late))
                .isEqualTo(new Refused(409, "not taken: the time to decide ran out at " + late));
        var inTime = late.minusSeconds(1);
        assertThat(door.open("" + inTime.getEpochSecond(), signed(inTime, body), body, inTime))
                .isInstanceOfSatisfying(Pressed.class, p -> assertThat(p.by()).isEqualTo(paula));
    }

    private static String signed(Instant at, String body) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("8f742231b10e8888abcd99yyyzzz85a5".getBytes(UTF_8), "HmacSHA256"));
        return "v0="
                + HexFormat.of().formatHex(mac.doFinal(("v0:" + at.getEpochSecond() + ":" + body).getBytes(UTF_8)));
    }

    @Test
    void one_token_and_one_user_are_one_person() {
        var paula = new Person("paula", "default", "approver", List.of("laptop"), List.of("U1"));
        var quentin = new Person("quentin", "default", "approver", List.of("desk"), List.of("U2"));
        var people = new People(Map.of("paula", paula, "quentin", quentin));

        assertThat(people.behind("laptop")).isEqualTo("paula");
        assertThat(people.behind("paula")).isEqualTo("paula");
        assertThat(people.behind("other")).isEqualTo("other");
        assertThat(people.ofSlack("U2")).contains(quentin);
        assertThat(people.ofSlack("U3")).isEmpty();
        for (var twice : List.of(
                new Person("quentin", "default", "approver", List.of("laptop"), List.of()),
                new Person("quentin", "default", "approver", List.of("paula"), List.of()),
                new Person("quentin", "default", "approver", List.of(), List.of("U1")))) {
            assertThatThrownBy(() -> new People(Map.of("paula", paula, "quentin", twice)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is paula's already");
        }
    }
}

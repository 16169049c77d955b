package io.gabion.node.people;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.gabion.node.Ground;
import io.gabion.node.Node;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.api.Role;
import io.gabion.node.api.Tokens;
import io.gabion.node.settings.Outside;
import io.gabion.node.settings.SettingsFile;
import io.gabion.node.source.SourceSetting;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.guard.Mode;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.playbook.Playbooks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A node writes to a receiver on this machine as to Slack, and people press its buttons as Slack would send it. */
class SlackTest {
    private static final Tenant TENANT = new Tenant("default");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
    private static final String HOOK = "/services/T0/B0/XXXXsecretXXXX";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private final Locks locks = new Locks();
    private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final List<String> answers = new ArrayList<>();
    private HttpServer slack;
    private Outside outside;
    private Node node;
    private String paula;

    /** A directory of accounts that does what it is told. */
    private static final class Locks implements Connector {
        private final Set<String> locked = java.util.concurrent.ConcurrentHashMap.newKeySet();

        @Override
        public CompletionStage<Result> apply(ContainmentOrder order) {
            locked.add(order.key());
            return CompletableFuture.completedFuture(new Result.Done());
        }

        @Override
        public CompletionStage<Result> query(ContainmentOrder order) {
            return CompletableFuture.completedFuture(
                    locked.contains(order.key()) ? new Result.Done() : new Result.Absent());
        }

        @Override
        public CompletionStage<Result> release(ContainmentOrder order) {
            locked.remove(order.key());
            return CompletableFuture.completedFuture(new Result.Done());
        }
    }

    @BeforeEach
    void starts_a_receiver_and_a_node_that_asks_two_people_there() throws Exception {
        logged.list = new CopyOnWriteArrayList<>();
        logged.start();
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).addAppender(logged);
        slack = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        slack.createContext(HOOK, exchange -> {
            received.add(JSON.readTree(exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(200, -1);
        });
        slack.start();
        var url = Files.writeString(
                directory.resolve("url"),
                "http://127.0.0.1:" + slack.getAddress().getPort() + HOOK + "\n");
        var secret = Files.writeString(directory.resolve("secret"), SECRET + "\n");
        var settings =
                SettingsFile.read(Files.writeString(directory.resolve("gabion.yaml"), """
                channels:
                  desk: {type: slack, urlFile: %s, secretFile: %s}
                people:
                  paula: {role: approver, tokens: [paula-laptop], slack: [U1]}
                  quentin: {role: approver, slack: [U2]}
                  vera: {role: analyst, slack: [U3]}
                  elsa: {role: admin, tenant: elsewhere, slack: [U4]}
                """.formatted(url, secret)));
        var data = directory.resolve("data");
        var log = Files.createFile(directory.resolve("auth.log"));
        Files.writeString(Files.createDirectory(directory.resolve("playbooks")).resolve("lock.yaml"), """
                id: lock-taken
                title: Lock what was taken over, if two people agree
                when: {techniques: [T1110+T1078], minScore: 0.3}
                steps:
                  - {id: ask, action: approval, covers: [lock], within: 1h, people: 2}
                  - {id: tell, action: notify, channel: desk}
                  - {id: lock, action: lock-account, connector: accounts, ttl: 4h}
                """);
        outside = Outside.open(settings);
        var wiring = new Wiring(
                Playbooks.load(directory.resolve("playbooks")),
                Policies.of(Mode.LIVE, Set.of("accounts"), List.of()),
                Map.of("accounts", locks),
                outside);
        node = Node.start(
                Ground.embedded(data),
                data,
                TENANT,
                wiring,
                "127.0.0.1",
                0,
                List.of(new SourceSetting.File(log)),
                outside.desk());
        paula = Tokens.open(data, Clock.systemUTC())
                .add("paula-laptop", Role.APPROVER, "default")
                .secret();
        var lines = new ArrayList<String>();
        for (int n = 1; n <= 8; n++) {
            lines.add(line(10 + n, "Failed"));
        }
        lines.add(line(20, "Accepted"));
        Files.write(log, lines, StandardOpenOption.APPEND);
    }

    @AfterEach
    void stops_them_and_no_secret_was_written_anywhere() throws IOException {
        node.close();
        outside.close();
        slack.stop(0);
        client.close();
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(logged);
        assertThat(logged.list)
                .filteredOn(e -> e.getLevel().isGreaterOrEqual(Level.DEBUG))
                .noneMatch(e -> e.getFormattedMessage().contains(SECRET)
                        || e.getFormattedMessage().contains("XXXX"));
        assertThat(answers).noneMatch(answer -> answer.contains(SECRET) || answer.contains("XXXX"));
    }

    @Test
    void two_people_press_a_button_and_one_of_them_counts_once_wherever_she_decides() throws Exception {
        var message = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        var approve = button(message, "gabion_approve");
        assertThat(message.toString()).contains("lock-account olga@corp", "asks 2 of approver, admin");
        assertThat(approve.path("value").asText()).hasSizeLessThan(2_000);

        approvals(0);
        var first = press(approve, "U1");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body()).contains("It counts; 1 more must approve.");
        var id = approvals().path("items").path(0);
        var again = withToken(id.path("id").asText(), id.path("digest").asText());
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(again.body()).path("missing").asInt())
                .as("the same person with her token")
                .isOne();
        assertThat(locks.locked).isEmpty();

        assertThat(press(approve, "U2").body()).contains("It counts: approved.");
        assertThat(node.awaitResponse(TENANT, "olga@corp", "verified", PATIENCE))
                .isTrue();
        var votes = approvals(2).path("items").path(0).path("votes");
        assertThat(votes.valueStream().map(v -> v.path("by").asText())).containsExactly("paula", "quentin");
        assertThat(press(button(message, "gabion_deny"), "U2"))
                .satisfies(late -> assertThat(late.statusCode()).isEqualTo(409))
                .satisfies(late -> assertThat(late.body()).contains("decided before"));
    }

    @Test
    void what_does_not_come_from_slack_or_from_nobody_is_turned_away_in_one_line() throws Exception {
        var message = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        var approve = button(message, "gabion_approve");
        approvals(0);
        var now = Instant.now();
        var body = body(approve, "U1", "block_actions");

        refused(send("desk", now, "v0=" + "0".repeat(64), body), 401, "the signature is not Slack's");
        refused(send("desk", now, "", body), 401, "the signature is not Slack's");
        refused(send("desk", now, signature(now, body), body + "&x=1"), 401, "the signature is not Slack's");
        var old = now.minusSeconds(301);
        refused(send("desk", old, signature(old, body), body), 401, "older or newer than 5 minutes");
        var early = now.plusSeconds(330);
        refused(send("desk", early, signature(early, body), body), 401, "older or newer than 5 minutes");
        refused(send("none", now, signature(now, body), body), 404, "nothing here");
        refused(press(approve, "U9"), 403, "nobody with this Slack user");
        refused(press(approve, "U4"), 403, "nobody with this Slack user");
        refused(press(approve, "U3"), 403, "the role analyst may not decide this");
        refused(signed("payload=" + "x".repeat(70_000)), 413, "more than 65536 bytes");
        refused(signed("payload=%7B"), 400, "no form with a payload");
        refused(signed("payload=%zz"), 400, "no form with a payload");
        refused(signed("hello"), 400, "no form with a payload");
        refused(signed(body(approve, "U1", "view_submission")), 400, "not the press of one button");
        var forged = approve.<com.fasterxml.jackson.databind.node.ObjectNode>deepCopy();
        forged.put("value", approve.path("value").asText().replaceFirst("g1\\.e", "g1.f"));
        refused(press(forged, "U1"), 400, "no button of this node");
        forged.put("value", approve.path("value").asText()).put("action_id", "gabion_deny");
        refused(press(forged, "U1"), 400, "no button of this node");

        assertThat(send("desk", now, signature(now, body), body).statusCode()).isEqualTo(200);
        refused(send("desk", now, signature(now, body), body), 409, "this request came before");
        refused(press(approve, "U1"), 409, "paula has pressed this button before");
        assertThat(approvals().path("items").path(0).path("votes")).hasSize(1);
        assertThat(locks.locked).isEmpty();
    }

    private void refused(HttpResponse<String> answer, int status, String why) throws IOException {
        assertThat(answer.statusCode()).as(why).isEqualTo(status);
        var detail = JSON.readTree(answer.body()).path("detail").asText();
        assertThat(detail).contains(why).hasLineCount(1);
    }

    private static JsonNode button(JsonNode message, String action) {
        return message.path("blocks")
                .valueStream()
                .flatMap(block -> block.path("elements").valueStream())
                .filter(element -> element.path("action_id").asText().equals(action))
                .findFirst()
                .orElseThrow();
    }

    private HttpResponse<String> press(JsonNode button, String user) throws Exception {
        return signed(body(button, user, "block_actions") + "&n=" + answers.size());
    }

    private HttpResponse<String> signed(String body) throws Exception {
        var now = Instant.now();
        return send("desk", now, signature(now, body), body);
    }

    /** As Slack's documentation has it, the fields that do not matter left out. */
    private static String body(JsonNode button, String user, String type) {
        var payload = JSON.createObjectNode().put("type", type);
        payload.putObject("user").put("id", user).put("username", "somebody");
        payload.put("response_url", "http://127.0.0.1:1/never-called");
        payload.putArray("actions")
                .addObject()
                .put("action_id", button.path("action_id").asText())
                .put("type", "button")
                .put("value", button.path("value").asText());
        return "payload=" + URLEncoder.encode(payload.toString(), UTF_8);
    }

    private HttpResponse<String> send(String channel, Instant at, String signature, String body) throws Exception {
        var request = HttpRequest.newBuilder(uri("/api/v1/slack/" + channel))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-Slack-Request-Timestamp", "" + at.getEpochSecond())
                .header("X-Slack-Signature", signature)
                .POST(BodyPublishers.ofString(body));
        var answer = client.send(request.build(), BodyHandlers.ofString());
        answers.add(answer.body());
        return answer;
    }

    private static String signature(Instant at, String body) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        return "v0="
                + HexFormat.of().formatHex(mac.doFinal(("v0:" + at.getEpochSecond() + ":" + body).getBytes(UTF_8)));
    }

    private HttpResponse<String> withToken(String approval, String digest) throws Exception {
        var request = HttpRequest.newBuilder(uri("/api/v1/tenants/default/approvals/" + approval + "/approve"))
                .header("Authorization", "Bearer " + paula)
                .header("Idempotency-Key", "k")
                .POST(BodyPublishers.ofString("{\"digest\":\"" + digest + "\"}"));
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private JsonNode approvals() {
        return approvals(1);
    }

    /** As soon as so many have voted. */
    private JsonNode approvals(int votes) {
        return await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(
                        () -> JSON.readTree(client.send(
                                        HttpRequest.newBuilder(uri("/api/v1/tenants/default/approvals"))
                                                .header("Authorization", "Bearer " + paula)
                                                .build(),
                                        BodyHandlers.ofString())
                                .body()),
                        page -> !page.path("items").isEmpty()
                                && page.path("items").path(0).path("votes").size() >= votes);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + node.address().getPort() + path);
    }

    private static String line(int process, String how) {
        return "%s corp sshd[%d]: %s password for olga from 203.0.113.66 port 40000 ssh2"
                .formatted(Instant.now(), process, how);
    }
}

package io.gabion.node.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ApiTest {
    private static final String INCIDENTS = "/api/v1/tenants/default/incidents";
    private static final byte[] NOTHING = {};

    @TempDir
    static Path data;

    private static RunningApi api;

    @BeforeAll
    static void start() throws Exception {
        api = new RunningApi(data);
    }

    @AfterAll
    static void stop() throws Exception {
        api.close();
    }

    @Test
    void health_and_the_page_need_no_token_and_all_else_does() throws Exception {
        assertThat(api.get("/health/live", "none").statusCode()).isEqualTo(200);
        assertThat(api.get("/health/ready", "none").statusCode()).isEqualTo(200);
        var page = api.get("/", "none");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'none'")
                .doesNotContain("unsafe");
        for (String path : List.of(INCIDENTS, "/api/v1/status", "/api/v1/events")) {
            var refused = api.get(path, "gbn_wrong");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate")).isPresent();
            assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(json(refused.body()).path("status").asInt()).isEqualTo(401);
        }
    }

    @Test
    void a_token_in_a_header_that_is_not_understood_stays_out_of_the_log() throws Exception {
        var log = new ListAppender<ILoggingEvent>();
        log.list = new CopyOnWriteArrayList<>();
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        log.start();
        root.addAppender(log);
        try {
            assertThat(api.get("/api/v1/status", '"' + api.admin + '"').statusCode())
                    .isEqualTo(401);
            await().until(() -> log.list.stream()
                    .anyMatch(said -> said.getFormattedMessage().contains("authorization")));
        } finally {
            root.detachAppender(log);
        }
        assertThat(log.list).noneMatch(said -> said.getFormattedMessage().contains(api.admin));
    }

    @Test
    void the_status_tells_the_caller_who_it_is() throws Exception {
        JsonNode caller = json(api.get("/api/v1/status", api.admin).body()).path("caller");
        assertThat(caller.path("tenant").asText()).isEqualTo("default");
        assertThat(caller.path("role").asText()).isEqualTo("admin");
    }

    @Test
    void a_token_of_one_tenant_sees_nothing_of_another() throws Exception {
        String other = api.tokens.add("other", Role.ADMIN, "acme").secret();
        api.board.put("default", "incident", MemoryBoard.parse("{'id':'mine'}"));
        assertThat(api.get(INCIDENTS, other).statusCode()).isEqualTo(404);
        assertThat(api.get(INCIDENTS + "/mine", other).statusCode()).isEqualTo(404);
        assertThat(api.get("/api/v1/tenants/nobody/incidents", other).body())
                .isEqualTo(api.get(INCIDENTS, other).body());
        assertThat(api.get("/api/v1/tenants/acme/incidents", other).body()).isEqualTo("{\"items\":[],\"next\":null}");
        assertThat(api.get(INCIDENTS + "/mine", api.admin).body()).isEqualTo("{\"id\":\"mine\"}");
    }

    @Test
    void another_host_name_and_a_foreign_page_are_turned_away() throws Exception {
        assertThat(api.raw("GET /health/live HTTP/1.1\nHost: evil.example:" + api.port + "\nConnection: close\n\n"))
                .startsWith("HTTP/1.1 421");
        assertThat(api.raw("GET /health/live HTTP/1.1\nHost: [::1]:80\nConnection: close\n\n"))
                .startsWith("HTTP/1.1 200");
        for (String origin : List.of("http://evil.example", "null", "http://127.0.0.1:1")) {
            var foreign = api.request(INCIDENTS, api.admin).header("Origin", origin);
            assertThat(api.send(foreign.build()).statusCode()).isEqualTo(403);
        }
        var own = api.request(INCIDENTS, api.admin).header("Origin", "http://127.0.0.1:" + api.port);
        assertThat(api.send(own.build()).statusCode()).isEqualTo(200);
    }

    @Test
    void pages_follow_one_another_to_the_end() throws Exception {
        for (int index = 0; index < 7; index++) {
            api.board.put("default", "suspicion", MemoryBoard.parse("{'id':'s" + index + "'}"));
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        for (int page = 0; page < 3; page++) {
            JsonNode body = json(api.get("/api/v1/tenants/default/suspicions?limit=3" + cursor, api.admin)
                    .body());
            body.path("items").forEach(item -> seen.add(item.path("id").asText()));
            cursor = "&cursor=" + body.path("next").asText();
        }
        assertThat(seen).containsExactly("s0", "s1", "s2", "s3", "s4", "s5", "s6");
        assertThat(cursor).isEqualTo("&cursor=null");
        for (String bad : List.of("limit=0", "limit=501", "limit=x", "cursor=!!", "cursor=Z29uZQ")) {
            assertThat(api.get("/api/v1/tenants/default/suspicions?" + bad, api.admin)
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void the_kill_switch_needs_the_role_and_a_key() throws Exception {
        api.orders.clear();
        String viewer = api.tokens.add("viewer", Role.VIEWER, "default").secret();
        String freeze = "/api/v1/tenants/default/guard/freeze";
        assertThat(api.post(freeze, viewer, NOTHING, "Idempotency-Key", "k1").statusCode())
                .isEqualTo(403);
        assertThat(api.post(freeze, api.admin, NOTHING).statusCode()).isEqualTo(400);
        assertThat(api.get(freeze, api.admin).statusCode()).isEqualTo(405);
        assertThat(api.orders).isEmpty();
        assertThat(api.post(freeze, api.admin, NOTHING, "Idempotency-Key", "k1").statusCode())
                .isEqualTo(200);
        assertThat(api.orders).containsExactly("freeze by tester key k1");
        String release = "/api/v1/tenants/default/containments/none/release";
        assertThat(api.post(release, api.admin, NOTHING, "Idempotency-Key", "k2")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_verdict_needs_a_word_that_is_one_and_a_role_that_may_respond() throws Exception {
        api.orders.clear();
        String path = "/api/v1/tenants/default/incidents/i1/verdict";
        byte[] body = "{\"verdict\":\"false-positive\"}".getBytes(StandardCharsets.UTF_8);
        String viewer = api.tokens.add("vera", Role.VIEWER, "default").secret();
        String responder = api.tokens.add("rosa", Role.RESPONDER, "default").secret();

        assertThat(api.post(path, viewer, body, "Idempotency-Key", "k1").statusCode())
                .isEqualTo(403);
        assertThat(api.post(path, responder, new byte[0], "Idempotency-Key", "k1")
                        .statusCode())
                .isEqualTo(400);
        assertThat(api.post(path, responder, body, "Idempotency-Key", "k1").statusCode())
                .isEqualTo(200);
        assertThat(api.orders).containsExactly("false-positive i1 by rosa key k1");
    }

    @Test
    void an_approval_needs_a_key_and_a_role_that_may_decide_at_all() throws Exception {
        String approve = "/api/v1/tenants/default/approvals/r1.ask/approve";
        api.orders.clear();
        byte[] body = "{\"digest\":\"d\",\"reason\":\"seen\"}".getBytes(StandardCharsets.UTF_8);
        for (Role role : List.of(Role.VIEWER, Role.AUDITOR)) {
            String secret =
                    api.tokens.add("asked-" + role.spelling(), role, "default").secret();
            assertThat(api.post(approve, secret, body, "Idempotency-Key", "k1").statusCode())
                    .isEqualTo(403);
        }
        String approver = api.tokens.add("paula", Role.APPROVER, "default").secret();
        assertThat(api.post(approve, approver, body).statusCode()).isEqualTo(400);
        assertThat(api.post(approve.replace("/approve", "/undo"), approver, body, "Idempotency-Key", "k1")
                        .statusCode())
                .isEqualTo(404);
        assertThat(api.orders).isEmpty();
        assertThat(api.post(approve, approver, body, "Idempotency-Key", "k1").statusCode())
                .isEqualTo(200);
        assertThat(api.orders)
                .containsExactly("Decision[approval=r1.ask, role=APPROVER, approves=true, digest=d] by paula key k1");
        api.orders.clear();
        api.board.put("default", "approval", MemoryBoard.parse("{'id':'r1.ask','state':'waiting'}"));
        assertThat(api.get("/api/v1/tenants/default/approvals", approver).body())
                .isEqualTo("{\"items\":[{\"id\":\"r1.ask\",\"state\":\"waiting\"}],\"next\":null}");
    }

    @Test
    void a_change_arrives_as_an_event_and_a_revoked_token_ends_the_stream() throws Exception {
        String secret = api.tokens.add("listener", Role.VIEWER, "default").secret();
        var stream = api.client().send(api.request("/api/v1/events", secret).build(), BodyHandlers.ofInputStream());
        assertThat(stream.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        try (var lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("event: ready");
            assertThat(lines.readLine()).isEqualTo("data: {}");
            assertThat(lines.readLine()).isEmpty();
            api.board.put("acme", "response", MemoryBoard.parse("{'id':'not-yours'}"));
            api.board.put("default", "response", MemoryBoard.parse("{'id':'r1','note':'two\\nlines'}"));
            assertThat(lines.readLine()).isEqualTo("event: change");
            JsonNode change = json(lines.readLine().substring("data: ".length()));
            assertThat(change.path("kind").asText()).isEqualTo("response");
            assertThat(change.path("record").path("note").asText()).isEqualTo("two\nlines");
            assertThat(lines.readLine()).isEmpty();
            api.tokens.revoke("listener");
            api.board.put("default", "response", MemoryBoard.parse("{'id':'r2'}"));
            assertThat(lines.readLine()).isNull();
        }
        await().until(() -> api.board.listeners() == 0);
    }

    @Test
    void a_client_that_does_not_read_is_cut_off() throws Exception {
        var socket = new java.net.Socket("127.0.0.1", api.port);
        try (socket) {
            socket.setReceiveBufferSize(4096);
            String ask = "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + api.admin;
            socket.getOutputStream().write((ask + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            await().until(() -> api.board.listeners() == 1);
            var large = MemoryBoard.parse("{'id':'large','text':'" + "x".repeat(100_000) + "'}");
            await().until(() -> {
                for (int index = 0; index < 50; index++) {
                    api.board.put("default", "response", large);
                }
                return api.board.listeners() == 0;
            });
        }
    }

    @Test
    void a_port_in_use_is_named() {
        var second = Api.start(
                api.system, "127.0.0.1", api.port, api.board, api.tokens, batch -> null, api.guard(), _ -> null);
        assertThatThrownBy(() -> second.toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1:" + api.port)
                .hasMessageNotContaining("\n");
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }
}

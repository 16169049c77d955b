package io.gabion.node.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.node.api.Ingestion.Busy;
import io.gabion.node.api.Ingestion.Refused;
import io.gabion.node.parse.evtx.EventLogWriter;
import io.gabion.node.parse.evtx.Xml;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchesTest {
    private static final String PATH = "/api/v1/tenants/default/sources/sshd/batches";
    private static final byte[] LINES = "one\ntwo\n".getBytes(StandardCharsets.UTF_8);

    /** Shorter than what an unfinished batch is waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    @TempDir
    Path data;

    private RunningApi api;

    @BeforeEach
    void start() throws Exception {
        api = new RunningApi(data);
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
    }

    @Test
    void a_batch_is_accepted_when_the_port_says_it_is_durable() throws Exception {
        var accepted = api.post(PATH, api.admin, LINES, "Idempotency-Key", "b-1");

        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(accepted.body()).isEqualTo("{\"lines\":2}");
        assertThat(api.batches).singleElement().satisfies(batch -> {
            assertThat(batch.tenant()).isEqualTo("default");
            assertThat(batch.source()).isEqualTo("sshd");
            assertThat(batch.id()).isEqualTo("b-1");
            assertThat(batch.lines()).isEqualTo(LINES);
        });
    }

    @Test
    void a_gzip_batch_arrives_unpacked_and_a_damaged_one_is_refused() throws Exception {
        String[] headers = {"Idempotency-Key", "b-1", "Content-Encoding", "gzip"};
        byte[] packed = gzip(LINES);

        assertThat(api.post(PATH, api.admin, packed, headers).statusCode()).isEqualTo(202);
        assertThat(api.batches.getFirst().lines()).isEqualTo(LINES);
        byte[] half = Arrays.copyOf(packed, packed.length / 2);
        assertThat(api.post(PATH, api.admin, half, headers).statusCode()).isEqualTo(400);
        headers[3] = "br";
        assertThat(api.post(PATH, api.admin, packed, headers).statusCode()).isEqualTo(415);
        assertThat(api.batches).hasSize(1);
    }

    @Test
    void a_document_of_many_records_arrives_as_lines_whether_it_was_packed_or_not() throws Exception {
        byte[] document = "{\"Records\":[{\"a\":1},\n{\"b\":2}]}".getBytes(StandardCharsets.UTF_8);
        api.post(PATH, api.admin, document, "Idempotency-Key", "b-1");
        api.post(PATH, api.admin, gzip(document), "Idempotency-Key", "b-2", "Content-Encoding", "gzip");

        assertThat(api.batches)
                .hasSize(2)
                .allSatisfy(batch -> assertThat(batch.lines())
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo("{\"a\":1}\n{\"b\":2}\n"));
    }

    @Test
    void a_batch_with_a_byte_order_mark_arrives_as_utf_8_without_it() throws Exception {
        byte[] marked = "\ufeffone\ntwo\n".getBytes(StandardCharsets.UTF_8);
        byte[] wide = "\ufeffone\ntwo\n".getBytes(StandardCharsets.UTF_16LE);
        api.post(PATH, api.admin, marked, "Idempotency-Key", "b-1");
        api.post(PATH, api.admin, gzip(marked), "Idempotency-Key", "b-2", "Content-Encoding", "gzip");
        api.post(PATH, api.admin, wide, "Idempotency-Key", "b-3");

        assertThat(api.batches)
                .hasSize(3)
                .allSatisfy(batch -> assertThat(batch.lines()).isEqualTo(LINES));
    }

    @Test
    void a_binary_event_log_arrives_as_lines_of_its_records() throws Exception {
        byte[] log = EventLogWriter.log(Xml.element("Event", Xml.text("1")), Xml.element("Event", Xml.text("2")));
        api.post(PATH, api.admin, log, "Idempotency-Key", "b-1");
        api.post(PATH, api.admin, gzip(log), "Idempotency-Key", "b-2", "Content-Encoding", "gzip");

        assertThat(api.batches)
                .hasSize(2)
                .allSatisfy(batch -> assertThat(batch.lines())
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo("{\"Event\":\"1\"}\n{\"Event\":\"2\"}\n"));
    }

    @Test
    void a_busy_port_is_told_with_the_time_to_wait() throws Exception {
        api.receipt = new Busy(Duration.ofSeconds(7));
        var busy = api.post(PATH, api.admin, LINES, "Idempotency-Key", "b-1");

        assertThat(busy.statusCode()).isEqualTo(429);
        assertThat(busy.headers().firstValue("Retry-After")).hasValue("7");
        api.receipt = new Refused("no such source");
        assertThat(api.post(PATH, api.admin, LINES, "Idempotency-Key", "b-1").statusCode())
                .isEqualTo(422);
    }

    @Test
    void a_batch_too_large_by_its_declaration_is_refused_before_it_is_sent() throws IOException {
        assertThat(api.raw(head("Content-Length: 8388609"))).startsWith("HTTP/1.1 413");
        assertThat(api.batches).isEmpty();
    }

    @Test
    void a_batch_too_large_as_counted_is_refused_while_it_is_sent() throws IOException {
        byte[] chunk = new byte[1 << 20];
        byte[] size = "100000\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] end = "\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[][] pieces = new byte[27][];
        for (int index = 0; index < 9; index++) {
            pieces[3 * index] = size;
            pieces[3 * index + 1] = chunk;
            pieces[3 * index + 2] = end;
        }
        assertThat(api.raw(head("Transfer-Encoding: chunked"), pieces)).startsWith("HTTP/1.1 413");
        assertThat(api.batches).isEmpty();
    }

    @Test
    void a_batch_too_large_when_unpacked_is_refused() throws Exception {
        byte[] bomb = gzip(new byte[(64 << 20) + 1]);
        assertThat(bomb.length).isLessThan(1 << 20);
        var refused = api.post(PATH, api.admin, bomb, "Idempotency-Key", "b-1", "Content-Encoding", "gzip");

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(api.batches).isEmpty();
    }

    @Test
    void a_batch_needs_a_key_a_role_and_a_tenant_of_its_own() throws Exception {
        String auditor = api.tokens.add("auditor", Role.AUDITOR, "default").secret();
        String other = api.tokens.add("other", Role.ADMIN, "acme").secret();

        assertThat(api.post(PATH, api.admin, LINES).statusCode()).isEqualTo(400);
        assertThat(api.post(PATH, auditor, LINES, "Idempotency-Key", "b-1").statusCode())
                .isEqualTo(403);
        assertThat(api.post(PATH, other, LINES, "Idempotency-Key", "b-1").statusCode())
                .isEqualTo(404);
        assertThat(api.batches).isEmpty();
    }

    @Test
    void a_tenant_that_fills_its_share_waits_while_another_is_served_and_hanging_up_gives_everything_back()
            throws Exception {
        String other = api.tokens.add("other", Role.ADMIN, "acme").secret();
        byte[] large = "one\n".repeat(2 << 20).getBytes(StandardCharsets.UTF_8);
        List<Socket> half = new ArrayList<>();
        try {
            long most = Batches.MOST_AT_ONCE / 2 / (Batches.MOST_SENT + Batches.WORK);
            for (int index = 0; index < most; index++) {
                Socket socket = new Socket("127.0.0.1", api.port);
                half.add(socket);
                String begun = head("Content-Length: " + Batches.MOST_SENT).replace("\n", "\r\n") + "one";
                socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
            }
            // Who is refused before he has sent all of it may find the connection gone before he reads why.
            await().ignoreExceptionsInstanceOf(IOException.class)
                    .atMost(PATIENCE)
                    .untilAsserted(() -> {
                        var refused = api.post(PATH, api.admin, large, "Idempotency-Key", "b-2");
                        assertThat(refused.statusCode()).isEqualTo(429);
                        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
                    });
            var taken = api.post(PATH.replace("default", "acme"), other, large, "Idempotency-Key", "b-3");
            assertThat(taken.statusCode()).isEqualTo(202);
        } finally {
            for (Socket socket : half) {
                socket.close();
            }
        }
        await().ignoreExceptionsInstanceOf(IOException.class)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(api.post(PATH, api.admin, large, "Idempotency-Key", "b-4")
                                .statusCode())
                        .isEqualTo(202));
        assertThat(api.batches).extracting(Ingestion.Batch::id).contains("b-3", "b-4");
    }

    private String head(String size) {
        return "POST " + PATH + " HTTP/1.1\nHost: localhost\nAuthorization: Bearer " + api.admin
                + "\nIdempotency-Key: b-1\n" + size + "\n\n";
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }
}

package io.gabion.node.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.gabion.node.api.Ingestion.Batch;
import io.gabion.node.api.Ingestion.Durable;
import io.gabion.node.api.Ingestion.Receipt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much memory batches may take up: bounded, shared among the tenants, and given back whatever happens. */
class BatchesMemoryTest {
    private static final int MIB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "batches");
    private final Budget budget = new Budget(64 * MIB);
    private final List<Batch> held = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Receipt> receipt = new CompletableFuture<>();
    private final Batches batches = batches(PATIENCE);

    private Batches batches(Duration patience) {
        return new Batches(
                system,
                batch -> {
                    held.add(batch);
                    return receipt;
                },
                budget,
                patience);
    }

    @AfterEach
    void stop() throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void what_is_held_stays_within_the_share_and_the_rest_is_told_to_come_later() throws Exception {
        var answers = new ArrayList<CompletableFuture<HttpResponse>>();
        for (int i = 0; i < 40; i++) {
            answers.add(take(batches, "acme", body(gzip(MIB)), "gzip"));
        }
        await().atMost(PATIENCE)
                .until(() -> held.size()
                                + answers.stream()
                                        .filter(CompletableFuture::isDone)
                                        .count()
                        == 40);
        assertThat(held.size()).isBetween(1, 32 / 5);
        assertThat(budget.used()).isEqualTo(held.size() * (MIB + Batches.WORK));
        var refused =
                answers.stream().filter(CompletableFuture::isDone).findFirst().orElseThrow();
        assertBusy(refused);

        var other = take(batches, "other", body(new byte[2 * MIB]), "identity");
        await().atMost(PATIENCE).until(() -> held.getLast().tenant().equals("other"));
        receipt.complete(new Durable(1));
        assertThat(other.get(30, TimeUnit.SECONDS).status().intValue()).isEqualTo(202);
        await().atMost(PATIENCE).until(() -> budget.used() == 0);
    }

    @Test
    void a_batch_that_does_not_fit_unpacked_is_told_to_come_later_and_leaves_nothing() throws Exception {
        assertBusy(take(batches, "acme", body(gzip(30 * MIB)), "gzip"));
        assertThat(held).isEmpty();
        await().atMost(PATIENCE).until(() -> budget.used() == 0);
    }

    @Test
    void a_batch_of_unknown_length_takes_the_room_of_the_longest_until_it_is_there() {
        RequestEntity endless =
                HttpEntities.createChunked(ContentTypes.APPLICATION_OCTET_STREAM, Source.<ByteString>maybe());
        var first = take(batches, "acme", endless, "identity");
        assertThat(budget.used()).isEqualTo(Batches.MOST_SENT + Batches.WORK);
        assertThat(take(batches, "acme", endless, "identity")).isNotCompleted();
        assertBusy(take(batches, "acme", endless, "identity"));
        assertThat(first).isNotCompleted();
    }

    @Test
    void a_batch_that_does_not_arrive_in_time_leaves_nothing() {
        RequestEntity endless =
                HttpEntities.createChunked(ContentTypes.APPLICATION_OCTET_STREAM, Source.<ByteString>maybe());
        var late = take(batches(Duration.ofMillis(50)), "acme", endless, "identity");
        assertThat(refusal(late).status()).isEqualTo(408);
        await().atMost(PATIENCE).until(() -> budget.used() == 0);
    }

    @Test
    void a_body_that_breaks_off_an_ingestion_that_fails_and_a_damaged_one_leave_nothing() throws Exception {
        RequestEntity broken = HttpEntities.createChunked(
                ContentTypes.APPLICATION_OCTET_STREAM, Source.<ByteString>failed(new IOException("connection reset")));
        assertThat(refusal(take(batches, "acme", broken, "identity")).status()).isEqualTo(400);
        assertThat(refusal(take(batches, "acme", body(new byte[100]), "gzip")).status())
                .isEqualTo(400);
        receipt.completeExceptionally(new IllegalStateException("no journal"));
        assertThat(catchThrowable(() ->
                        take(batches, "acme", body(new byte[100]), "identity").get(30, TimeUnit.SECONDS)))
                .hasRootCauseMessage("no journal");
        await().atMost(PATIENCE).until(() -> budget.used() == 0);
    }

    @Test
    void beside_a_tenant_that_holds_its_half_another_can_hand_in_the_largest_batch() {
        var whole = new Budget(Batches.MOST_AT_ONCE);
        assertThat(whole.share("acme").raise(Batches.MOST_AT_ONCE / 2)).isTrue();
        assertThat(whole.share("acme").raise(1)).isFalse();
        long largest = Batches.WORK + 2 * Batches.MOST_SENT + Batches.MOST_UNPACKED;
        assertThat(whole.share("other").raise(largest)).isTrue();
        assertThat(Batches.MOST_AT_ONCE).isEqualTo(336L * MIB);
    }

    private static RequestEntity body(byte[] bytes) {
        return HttpEntities.create(ContentTypes.APPLICATION_OCTET_STREAM, bytes);
    }

    private static CompletableFuture<HttpResponse> take(
            Batches batches, String tenant, RequestEntity entity, String encoding) {
        var request = HttpRequest.POST("/")
                .withEntity(entity)
                .addHeader(RawHeader.create("Idempotency-Key", "b-1"))
                .addHeader(RawHeader.create("Content-Encoding", encoding));
        try {
            return batches.take(request, tenant, "sshd").toCompletableFuture();
        } catch (Refusal refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private static void assertBusy(CompletableFuture<HttpResponse> answer) {
        var refusal = refusal(answer);
        assertThat(refusal.status()).isEqualTo(429);
        assertThat(refusal.header()).isEqualTo("Retry-After");
    }

    private static Refusal refusal(CompletableFuture<HttpResponse> answer) {
        var failure =
                catchThrowable(() -> answer.orTimeout(30, TimeUnit.SECONDS).join());
        return (Refusal) (failure instanceof CompletionException ? failure.getCause() : failure);
    }

    private static byte[] gzip(int length) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(new byte[length]);
        }
        return packed.toByteArray();
    }
}

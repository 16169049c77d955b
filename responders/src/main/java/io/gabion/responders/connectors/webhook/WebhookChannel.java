package io.gabion.responders.connectors.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.Channel;
import io.gabion.responders.connectors.RetryAfter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;

/** Posts to one address, signed over the time and the body. No redirect is followed and no proxy asked. */
public final class WebhookChannel implements Channel, AutoCloseable {
    private static final Duration CONNECTING = Duration.ofSeconds(5);

    private final HttpClient client;
    private final URI address;
    private final byte[] secret;
    private final InstantSource clock;

    /** @param trust who vouches for its certificate; empty: whom the machine trusts */
    public WebhookChannel(URI address, byte[] secret, Optional<SSLContext> trust, InstantSource clock) {
        var made = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(CONNECTING);
        trust.ifPresent(made::sslContext);
        this.client = made.build();
        this.address = address;
        this.secret = secret.clone();
        this.clock = clock;
    }

    @Override
    public CompletionStage<Result> send(String key, String json, Instant deadline) {
        var now = clock.instant();
        var left = Duration.between(now, deadline);
        if (!left.isPositive()) {
            return CompletableFuture.completedFuture(new Result.Lost("deadline passed"));
        }
        var request = HttpRequest.newBuilder(address)
                .timeout(left)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .header("X-Gabion-Signature", signature(now.getEpochSecond(), json))
                .POST(BodyPublishers.ofString(json))
                .build();
        var exchange = client.sendAsync(request, BodyHandlers.discarding());
        return exchange.thenApply(this::result)
                .completeOnTimeout(new Result.Lost("deadline passed"), left.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(WebhookChannel::lost)
                .whenComplete((result, failure) -> exchange.cancel(true));
    }

    @Override
    public void close() {
        client.close();
    }

    /** Its message may quote what the other side has sent, and that the secret in the address. */
    private static Result lost(Throwable failure) {
        var cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return new Result.Lost("no answer: " + cause.getClass().getSimpleName());
    }

    private String signature(long seconds, String json) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            var sum = mac.doFinal((seconds + "." + json).getBytes(UTF_8));
            return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(sum);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Result result(HttpResponse<Void> response) {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return new Result.Done();
        }
        if (RetryAfter.isBusy(response)) {
            return RetryAfter.busy(response, clock.instant());
        }
        return status >= 400 && status < 500 ? new Result.Refused("HTTP " + status) : new Result.Lost("HTTP " + status);
    }
}

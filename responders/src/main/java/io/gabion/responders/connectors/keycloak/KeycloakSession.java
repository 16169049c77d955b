package io.gabion.responders.connectors.keycloak;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.Mistaken;
import io.gabion.responders.connectors.RetryAfter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/** Requests to one realm of one server, in the name of a client. Redirects and proxies are not followed. */
public final class KeycloakSession implements AutoCloseable {
    private static final int MOST = 256 * 1024;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private record Token(String text, Instant until) {}

    private final HttpClient client;
    private final KeycloakSettings settings;
    private final InstantSource clock;
    private Token token = new Token("", Instant.MIN);

    /** @param trust without it plain HTTP: only to this machine, since the secret would be readable on its way */
    public KeycloakSession(Optional<SSLContext> trust, KeycloakSettings settings, InstantSource clock) {
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(Duration.ofSeconds(5));
        trust.ifPresent(builder::sslContext);
        this.client = builder.build();
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What the administration answers, below the realm.
     *
     * @param body empty for none
     * @throws Declined if it is not done
     */
    JsonNode administer(String method, String path, String body, Instant deadline)
            throws IOException, InterruptedException, Declined {
        var response = administered(method, path, body, token(deadline), deadline);
        if (response.statusCode() == 401) {
            // It may have been taken back, or the server has forgotten it.
            response = administered(method, path, body, renewed(deadline), deadline);
        }
        return done(response);
    }

    private HttpResponse<String> administered(String method, String path, String body, String by, Instant deadline)
            throws IOException, InterruptedException {
        var content = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        return send(
                to("/admin/realms/" + settings.keycloakRealm() + path)
                        .header("Authorization", "Bearer " + by)
                        .header("Content-Type", "application/json")
                        .method(method, content),
                deadline);
    }

    private synchronized String token(Instant deadline) throws IOException, InterruptedException, Declined {
        return clock.instant().isBefore(token.until()) ? token.text() : renewed(deadline);
    }

    private synchronized String renewed(Instant deadline) throws IOException, InterruptedException, Declined {
        var asked = clock.instant();
        var response = grant(deadline);
        if (response.statusCode() == 400 || response.statusCode() == 401) {
            throw Declined.refused("the server does not accept the client, HTTP " + response.statusCode());
        }
        var given = done(response);
        // Half its life is enough: nobody is asked with a token that ends on its way.
        token = new Token(
                given.path("access_token").asText(),
                asked.plusSeconds(given.path("expires_in").asLong() / 2));
        return token.text();
    }

    private HttpResponse<String> grant(Instant deadline) throws IOException, InterruptedException {
        var secret = Files.readString(settings.secret()).strip();
        var form = "grant_type=client_credentials&client_id=" + URLEncoder.encode(settings.clientId(), UTF_8)
                + "&client_secret=" + URLEncoder.encode(secret, UTF_8);
        var request = to("/realms/" + settings.keycloakRealm() + "/protocol/openid-connect/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form));
        return send(request, deadline);
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(settings.url() + path)).header("Accept", "application/json");
    }

    private HttpResponse<String> send(HttpRequest.Builder request, Instant deadline)
            throws IOException, InterruptedException {
        long left = Duration.between(clock.instant(), deadline).toMillis();
        if (left <= 0) {
            throw new InterruptedIOException("deadline passed");
        }
        var exchange = client.sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.ofString(UTF_8), MOST));
        try {
            return exchange.get(left, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new InterruptedIOException("deadline passed");
        } catch (ExecutionException e) {
            // Its message may quote what the other side has sent.
            var why = "no answer: " + e.getCause().getClass().getSimpleName();
            throw Mistaken.isOfCertificates(e) ? new Mistaken(why, e) : new IOException(why, e);
        } finally {
            exchange.cancel(true);
        }
    }

    private JsonNode done(HttpResponse<String> response) throws IOException, Declined {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return read(response);
        }
        if (RetryAfter.isBusy(response)) {
            throw new Declined(RetryAfter.busy(response, clock.instant()));
        }
        // What was just read is gone or has changed: it is worth another look, as it is after a fault of the server's.
        boolean again = status >= 500 || status == 404 || status == 409;
        var said = "HTTP " + status;
        throw new Declined(again ? new Result.Lost(said, status < 500) : new Result.Refused(said));
    }

    private static JsonNode read(HttpResponse<String> response) throws IOException {
        try {
            return response.body().isEmpty() ? MissingNode.getInstance() : JSON.readTree(response.body());
        } catch (IOException e) {
            throw new IOException("not an answer of Keycloak's", e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}

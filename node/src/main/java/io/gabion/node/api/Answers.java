package io.gabion.node.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** The answers of the API: JSON, and problems as RFC 9457 has them. Nothing here may be cached. */
final class Answers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ContentType PROBLEM = ContentTypes.parse("application/problem+json");

    private static final ContentType METRICS = ContentTypes.parse("text/plain; version=0.0.4; charset=utf-8");

    private Answers() {}

    static HttpResponse json(int status, ObjectNode body) {
        return secured(status).withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, bytes(body)));
    }

    /** @param text as {@link Metrics} writes it */
    static HttpResponse metrics(String text) {
        return secured(200).withEntity(HttpEntities.create(METRICS, text.getBytes(StandardCharsets.UTF_8)));
    }

    static HttpResponse problem(Refusal refusal) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("type", "about:blank")
                .put("title", StatusCodes.get(refusal.status()).reason())
                .put("status", refusal.status())
                .put("detail", refusal.getMessage());
        HttpResponse answer = secured(refusal.status()).withEntity(HttpEntities.create(PROBLEM, bytes(body)));
        return refusal.header() == null
                ? answer
                : answer.addHeader(RawHeader.create(refusal.header(), refusal.headerValue()));
    }

    /**
     * A record that was asked for gets the hash of its bytes as its tag; who has this very answer already is told so.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-etag">RFC 9110</a>
     */
    static HttpResponse tagged(HttpRequest request, HttpResponse answer) {
        if (!request.method().value().equals("GET")
                || answer.status().intValue() != 200
                || !(answer.entity() instanceof HttpEntity.Strict body)
                || !body.getContentType().equals(ContentTypes.APPLICATION_JSON)) {
            return answer;
        }
        String tag = '"' + hash(body.getData().toArray()) + '"';
        boolean known = List.of(Gate.header(request, "If-None-Match").split("\\s*,\\s*"))
                .contains(tag);
        return (known ? secured(304) : answer).addHeader(header("ETag", tag));
    }

    private static String hash(byte[] body) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(body))
                    .substring(0, 32);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** An empty answer with the headers every answer carries. */
    static HttpResponse secured(int status) {
        return HttpResponse.create()
                .withStatus(status)
                .addHeader(header("Cache-Control", "no-store"))
                .addHeader(header("X-Content-Type-Options", "nosniff"));
    }

    static HttpHeader header(String name, String value) {
        return RawHeader.create(name, value);
    }

    static byte[] bytes(ObjectNode body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

package io.gabion.node.people;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs the buttons of messages, and verifies requests as Slack signs them: {@code v0=} and the HMAC-SHA256 of {@code
 * v0:timestamp:body}. One secret, from which the key of the buttons is derived: buttons outlive a restart, and every node
 * that has the secret reads them. Nothing here shows the secret.
 */
public final class Signing {
    /** For longer than that a request may be somebody's recording. */
    static final Duration WINDOW = Duration.ofMinutes(5);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final String BUTTON = "g1";

    private final byte[] secret;
    private final byte[] buttons;

    /** @param secret as Slack shows it under Signing Secret */
    public Signing(byte[] secret) {
        this.secret = secret.clone();
        this.buttons = mac(secret, "gabion-buttons/1");
    }

    /** Another key than the two above, for whoever wants to know where a message is from. */
    public byte[] forMessages() {
        return mac(secret, "gabion-messages/1");
    }

    /** Why the request is not from Slack, or not from now. */
    Optional<String> objection(String timestamp, String signature, String body, Instant now) {
        if (!timestamp.matches("\\d{1,12}")) {
            return Optional.of("no time, or none that can be read");
        }
        var said = Instant.ofEpochSecond(Long.parseLong(timestamp));
        if (Duration.between(said, now).abs().compareTo(WINDOW) > 0) {
            return Optional.of("older or newer than " + WINDOW.toMinutes() + " minutes");
        }
        var expected = "v0=" + HexFormat.of().formatHex(mac(secret, "v0:" + timestamp + ":" + body));
        return MessageDigest.isEqual(expected.getBytes(UTF_8), signature.getBytes(UTF_8))
                ? Optional.empty()
                : Optional.of("the signature is not Slack's");
    }

    /** A button's value: at most 2,000 characters, as Slack has it. */
    String write(Button button) {
        var node = JsonNodeFactory.instance
                .objectNode()
                .put("t", button.tenant())
                .put("a", button.approval())
                .put("d", button.digest())
                .put("y", button.approves())
                .put("u", button.until().getEpochSecond())
                .put("n", button.nonce());
        var content = BUTTON + "." + ENCODER.encodeToString(node.toString().getBytes(UTF_8));
        return content + "." + ENCODER.encodeToString(mac(buttons, content));
    }

    /** The same for the same notice, so that a repeated message has no further buttons. */
    String nonce(String key, String approval, boolean approves) {
        var sum = mac(buttons, key + "\n" + approval + "\n" + approves);
        return ENCODER.encodeToString(sum).substring(0, 22);
    }

    /** Empty if it was not written here. */
    Optional<Button> read(String value) {
        int end = value.lastIndexOf('.');
        if (value.length() > 2_000 || end < 0 || !value.startsWith(BUTTON + ".")) {
            return Optional.empty();
        }
        var content = value.substring(0, end);
        var sum = ENCODER.encodeToString(mac(buttons, content));
        if (!MessageDigest.isEqual(sum.getBytes(UTF_8), value.substring(end + 1).getBytes(UTF_8))) {
            return Optional.empty();
        }
        try {
            var node = JSON.readTree(Base64.getUrlDecoder().decode(content.substring(BUTTON.length() + 1)));
            return Optional.of(new Button(
                    node.path("t").asText(),
                    node.path("a").asText(),
                    node.path("d").asText(),
                    node.path("y").asBoolean(),
                    Instant.ofEpochSecond(node.path("u").asLong()),
                    node.path("n").asText()));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException("a button that was signed here cannot be read", e);
        }
    }

    static Optional<JsonNode> json(String text) {
        try {
            return Optional.ofNullable(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

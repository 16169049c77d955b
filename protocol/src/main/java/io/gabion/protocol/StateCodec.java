package io.gabion.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;

/** Writes a stored state, which has at least one field, as JSON with the version of its form, and reads every version that was ever written. */
public final class StateCodec<T> {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String VERSION = "version";

    private final EventCodec<T> codec;

    public StateCodec(EventCodec<T> codec) {
        this.codec = codec;
    }

    /** The version is the last field: a large state never becomes a tree. */
    public byte[] write(T state) {
        var json = codec.bytes(state);
        var end = (",\"" + VERSION + "\":" + codec.version() + "}").getBytes(UTF_8);
        var stored = Arrays.copyOf(json, json.length - 1 + end.length);
        System.arraycopy(end, 0, stored, json.length - 1, end.length);
        return stored;
    }

    public T read(byte[] stored) {
        try {
            var json = (ObjectNode) JSON.readTree(new String(stored, UTF_8));
            int version = json.path(VERSION).asInt();
            json.remove(VERSION);
            return codec.read(version, json.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a stored state", e);
        }
    }
}

package io.gabion.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes a stored state as JSON with the version of its form, and reads every version that was ever written. */
public final class StateCodec<T> {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String VERSION = "version";

    private final EventCodec<T> codec;

    public StateCodec(EventCodec<T> codec) {
        this.codec = codec;
    }

    public byte[] write(T state) {
        return codec.write(state).put(VERSION, codec.version()).toString().getBytes(UTF_8);
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

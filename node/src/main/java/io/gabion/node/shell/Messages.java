package io.gabion.node.shell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gabion.protocol.Versions;
import io.gabion.protocol.entity.Inner;
import io.gabion.protocol.entity.Message;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.setup.Setup;

/**
 * What entities on different nodes may say to each other: a closed set of records, each written as its name and as JSON.
 * A name is that of the class without its package, with a dot before a nested one.
 *
 * <p>Read as {@link Versions} has it.
 */
public final class Messages extends Setup {
    private static final JsonMapper JSON =
            Versions.json().addModule(Packing.reading()).build();

    private static final JsonMapper PACKED =
            JSON.rebuild().addModule(Packing.writing()).build();

    private final Map<String, Class<? extends Message>> types = new HashMap<>();

    /** All records of these families, but for those that an entity only says to itself; and how shells answer. */
    public static Messages of(Collection<Class<? extends Message>> families) {
        var messages = new Messages();
        families.forEach(messages::add);
        messages.add(Input.Journaled.class);
        messages.add(Input.Readmitted.class);
        return messages;
    }

    private Messages() {}

    private void add(Class<?> family) {
        if (family.isSealed()) {
            for (var member : family.getPermittedSubclasses()) {
                add(member);
            }
            return;
        }
        if (!family.isRecord()) {
            throw new IllegalArgumentException("neither a record nor a closed family: " + family);
        }
        if (!Inner.class.isAssignableFrom(family)) {
            var type = family.asSubclass(Message.class);
            var other = types.put(name(type), type);
            if (other != null && other != type) {
                throw new IllegalArgumentException("one name for two: " + other + ", " + type);
            }
        }
    }

    public Set<String> names() {
        return Set.copyOf(types.keySet());
    }

    /**
     * Observations packed, in a tenth of the bytes.
     *
     * @throws IllegalArgumentException if it is not to leave its node
     */
    public byte[] write(Message message) {
        var name = name(message.getClass());
        if (types.get(name) != message.getClass()) {
            throw new IllegalArgumentException("not said to other nodes: " + name);
        }
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeUTF(name);
            out.write(PACKED.writeValueAsBytes(message));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot be said to another node: " + name, e);
        }
        return bytes.toByteArray();
    }

    /** Reads to the end. @throws NotSerializableException if it is none of these messages */
    public Message read(DataInputStream in) throws IOException {
        var name = in.readUTF();
        var type = types.get(name);
        if (type == null) {
            throw new NotSerializableException("no such message: " + name);
        }
        try {
            return JSON.readValue(in.readAllBytes(), type);
        } catch (JsonProcessingException e) {
            throw (NotSerializableException) new NotSerializableException(name).initCause(e);
        }
    }

    private static String name(Class<?> type) {
        return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
    }
}

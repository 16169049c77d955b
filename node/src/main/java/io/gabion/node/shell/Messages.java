package io.gabion.node.shell;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.InjectableValues;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.gabion.protocol.entity.Inner;
import io.gabion.protocol.entity.Later;
import io.gabion.protocol.entity.Message;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.setup.Setup;

/**
 * What entities on different nodes may say to each other: a closed set of records, each written as its name and as JSON.
 * A name is that of the class without its package, with a dot before a nested one.
 *
 * <p>A field that a record does not know is left out, so that an older node understands a newer one; one that is missing
 * is a fault, unless the record says that it came {@link Later}.
 */
public final class Messages extends Setup {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .annotationIntrospector(new Latecomers())
            .injectableValues(new Empty())
            .addModule(Packing.reading())
            .build();

    private static final JsonMapper PACKED =
            JSON.rebuild().addModule(Packing.writing()).build();

    /** What came later and is missing is looked for elsewhere; what is there counts. */
    private static final class Latecomers extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public JacksonInject.Value findInjectableValue(AnnotatedMember member) {
            return member.hasAnnotation(Later.class)
                    ? JacksonInject.Value.construct(member.getRawType(), true, null)
                    : super.findInjectableValue(member);
        }
    }

    private static final class Empty extends InjectableValues {
        @Override
        public Object findInjectableValue(Object type, DeserializationContext context, BeanProperty property, Object of)
                throws JsonMappingException {
            if (type == String.class) {
                return "";
            }
            if (type == List.class) {
                return List.of();
            }
            throw JsonMappingException.from(context, "nothing is empty of " + type);
        }
    }

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

package io.gabion.node.shell;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.type.CollectionType;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.PackedObservations;
import java.io.IOException;
import java.util.List;

/** Lists of observations, of which nearly all that nodes say consists: packed as one text in Base64, or as they always were. */
final class Packing {
    private Packing() {}

    /** Understands both. */
    static SimpleModule reading() {
        var module = new SimpleModule("packed observations are read");
        module.setDeserializerModifier(new BeanDeserializerModifier() {
            private static final long serialVersionUID = 1;

            @Override
            public JsonDeserializer<?> modifyCollectionDeserializer(
                    DeserializationConfig config,
                    CollectionType type,
                    BeanDescription bean,
                    JsonDeserializer<?> plain) {
                return isOfObservations(type) ? new Unpacked(plain) : plain;
            }
        });
        return module;
    }

    /** Writes them packed. */
    static SimpleModule writing() {
        var module = new SimpleModule("observations are packed");
        module.setSerializerModifier(new BeanSerializerModifier() {
            private static final long serialVersionUID = 1;

            @Override
            public JsonSerializer<?> modifyCollectionSerializer(
                    SerializationConfig config, CollectionType type, BeanDescription bean, JsonSerializer<?> plain) {
                return isOfObservations(type) ? new Packed() : plain;
            }
        });
        return module;
    }

    private static boolean isOfObservations(JavaType type) {
        return type.getContentType().hasRawClass(Observation.class);
    }

    private static final class Packed extends JsonSerializer<List<Observation>> {
        @Override
        public void serialize(List<Observation> observations, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeBinary(PackedObservations.write(observations));
        }
    }

    private static final class Unpacked extends DelegatingDeserializer {
        private static final long serialVersionUID = 1;

        Unpacked(JsonDeserializer<?> plain) {
            super(plain);
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> plain) {
            return new Unpacked(plain);
        }

        @Override
        public Object deserialize(JsonParser in, DeserializationContext context) throws IOException {
            if (!in.hasToken(JsonToken.VALUE_STRING)) {
                return super.deserialize(in, context);
            }
            try {
                return PackedObservations.read(in.getBinaryValue());
            } catch (IllegalArgumentException e) {
                return context.reportInputMismatch(this, "%s", e.getMessage());
            }
        }
    }
}

package io.gabion.protocol;

import com.fasterxml.jackson.annotation.JacksonInject;
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
import io.gabion.protocol.entity.Later;
import java.util.List;

/**
 * How records are read that another version wrote. A field that a record does not know is left out, so that an older version
 * reads a newer one; one that is missing is a fault, unless the record says that it came {@link Later}.
 */
public final class Versions {
    public static JsonMapper.Builder json() {
        return JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                // A field that was renamed must fail here, not read back as null.
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .annotationIntrospector(new Latecomers())
                .injectableValues(new Empty());
    }

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

    private Versions() {}
}

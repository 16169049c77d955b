package io.gabion.node.shell;

import io.gabion.protocol.entity.Inner;
import io.gabion.protocol.entity.Message;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.setup.Setup;

/**
 * What entities on different nodes may say to each other: a closed set of records, by name. A name is that of the class
 * without its package, with a dot before a nested one.
 */
public final class Messages extends Setup {
    private final Map<String, Class<? extends Message>> types = new HashMap<>();

    /** All records of these families, but for those that an entity only says to itself. */
    public static Messages of(Collection<Class<? extends Message>> families) {
        var messages = new Messages();
        families.forEach(messages::add);
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

    Optional<Class<? extends Message>> type(String name) {
        return Optional.ofNullable(types.get(name));
    }

    /** @throws IllegalArgumentException if it is not to leave its node */
    String name(Message message) {
        var name = name(message.getClass());
        if (!types.containsKey(name)) {
            throw new IllegalArgumentException("not said to other nodes: " + name);
        }
        return name;
    }

    private static String name(Class<?> type) {
        return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
    }
}

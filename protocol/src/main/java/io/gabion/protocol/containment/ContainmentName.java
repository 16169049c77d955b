package io.gabion.protocol.containment;

import io.gabion.protocol.entity.EntityId;

/**
 * The name of a containment's entity: {@code connector/action/target}.
 *
 * @param action as {@link Action#word} spells it
 * @param target may have slashes, as networks and files do
 */
public record ContainmentName(String connector, String action, String target) {
    public static ContainmentName of(EntityId containment) {
        var parts = containment.name().split("/", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a containment: '" + containment + "'");
        }
        return new ContainmentName(parts[0], parts[1], parts[2]);
    }

    @Override
    public String toString() {
        return connector + "/" + action + "/" + target;
    }
}

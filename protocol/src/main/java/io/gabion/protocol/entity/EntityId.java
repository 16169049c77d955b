package io.gabion.protocol.entity;

import io.gabion.protocol.Tenant;

/** The address of an entity, tenant first. {@code name} may contain slashes, the kind may not. */
public record EntityId(Tenant tenant, String kind, String name) {
    public EntityId {
        if (kind.isEmpty() || kind.contains("/") || name.isEmpty()) {
            throw new IllegalArgumentException("not an entity: " + tenant.id() + "/" + kind + "/" + name);
        }
    }

    public static EntityId parse(String text) {
        var parts = text.split("/", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not an entity: '" + text + "'");
        }
        return new EntityId(new Tenant(parts[0]), parts[1], parts[2]);
    }

    @Override
    public String toString() {
        return tenant.id() + "/" + kind + "/" + name;
    }
}

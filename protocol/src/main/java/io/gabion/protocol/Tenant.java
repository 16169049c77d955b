package io.gabion.protocol;

/** Whose data it is. A type of its own, so that no other string can stand in for it. */
public record Tenant(String id) {
    public Tenant {
        if (id.isBlank() || id.contains("/")) {
            throw new IllegalArgumentException("not a tenant: '" + id + "'");
        }
    }
}

package io.gabion.node.api;

import java.util.Locale;

/** What the holder of a token may do. Every role may read its own tenant. */
public enum Role {
    VIEWER,
    ANALYST,
    RESPONDER,
    APPROVER,
    AUDITOR,
    ADMIN;

    /** Whether this role may lift containments and work the kill switch. */
    boolean mayRespond() {
        return this == RESPONDER || this == ADMIN;
    }

    /** Whether this role may be asked for approvals at all; the playbook names those that are. */
    boolean mayDecide() {
        return this == APPROVER || mayIngest();
    }

    /** Whether this role may hand in telemetry. */
    boolean mayIngest() {
        return this == ANALYST || mayRespond();
    }

    /** The spelling in files and answers. */
    public String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a role as people write it.
     *
     * @throws IllegalArgumentException naming the text and the roles there are
     */
    public static Role of(String text) {
        for (Role role : values()) {
            if (role.spelling().equals(text)) {
                return role;
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not a role; use viewer, analyst, responder, approver, auditor or admin");
    }
}

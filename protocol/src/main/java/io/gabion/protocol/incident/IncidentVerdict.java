package io.gabion.protocol.incident;

import java.util.Locale;

/** What people say of an incident. Stored names are those of the constants. */
public enum IncidentVerdict {
    /** Nobody has said, or it was taken back. */
    OPEN,
    TRUE_POSITIVE,
    FALSE_POSITIVE;

    /** As people write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

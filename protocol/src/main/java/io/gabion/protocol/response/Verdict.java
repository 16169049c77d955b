package io.gabion.protocol.response;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What somebody who may decide says. */
public enum Verdict {
    @JsonProperty("approve")
    APPROVE,
    @JsonProperty("deny")
    DENY;

    /** As people and files name it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

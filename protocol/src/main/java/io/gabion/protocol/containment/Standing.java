package io.gabion.protocol.containment;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How things stood when another holder came. */
public enum Standing {
    @JsonProperty("under-way")
    UNDER_WAY,
    @JsonProperty("verified")
    VERIFIED,
    @JsonProperty("unknown")
    UNKNOWN,
    @JsonProperty("waiting")
    WAITING
}

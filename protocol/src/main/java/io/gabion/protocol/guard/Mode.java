package io.gabion.protocol.guard;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether containment may touch anything at all. */
public enum Mode {
    @JsonProperty("observe")
    OBSERVE,
    @JsonProperty("live")
    LIVE
}

package io.gabion.protocol.suspicion;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Sigma's levels, least first. */
public enum Severity {
    @JsonProperty("informational")
    INFORMATIONAL,
    @JsonProperty("low")
    LOW,
    @JsonProperty("medium")
    MEDIUM,
    @JsonProperty("high")
    HIGH,
    @JsonProperty("critical")
    CRITICAL
}

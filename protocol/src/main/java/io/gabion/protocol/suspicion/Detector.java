package io.gabion.protocol.suspicion;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What raised a suspicion. @param version with {@code id} names the exact content that decided */
public record Detector(Kind kind, String id, String version) {
    public enum Kind {
        @JsonProperty("sigma")
        SIGMA,
        @JsonProperty("intel")
        INTEL,
        @JsonProperty("baseline")
        BASELINE,
        @JsonProperty("model")
        MODEL,
        @JsonProperty("threshold")
        THRESHOLD,
        @JsonProperty("alert")
        ALERT
    }
}

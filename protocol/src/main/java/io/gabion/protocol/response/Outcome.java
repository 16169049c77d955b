package io.gabion.protocol.response;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What has become of one action. */
public enum Outcome {
    @JsonProperty("would-apply")
    WOULD_APPLY,
    @JsonProperty("waiting-approval")
    WAITING_APPROVAL,
    @JsonProperty("refused")
    REFUSED,
    @JsonProperty("applied")
    APPLIED,
    @JsonProperty("verified")
    VERIFIED,
    @JsonProperty("unknown")
    UNKNOWN,
    @JsonProperty("drifted")
    DRIFTED,
    @JsonProperty("failed")
    FAILED,
    @JsonProperty("expired")
    EXPIRED,
    @JsonProperty("released")
    RELEASED;

    /** As people and files name it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

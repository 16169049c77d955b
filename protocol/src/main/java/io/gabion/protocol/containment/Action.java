package io.gabion.protocol.containment;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What is done to a target. */
public enum Action {
    @JsonProperty("block-address")
    BLOCK_ADDRESS,
    @JsonProperty("disable-account")
    DISABLE_ACCOUNT,
    @JsonProperty("isolate-host")
    ISOLATE_HOST,
    @JsonProperty("lock-account")
    LOCK_ACCOUNT,
    @JsonProperty("block-domain")
    BLOCK_DOMAIN;

    /** As people and files name it, such as {@code block-address}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

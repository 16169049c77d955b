package io.gabion.protocol.intel;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an indicator names. */
public enum IndicatorType {
    @JsonProperty("address")
    ADDRESS,
    @JsonProperty("network")
    NETWORK,
    /** That name alone. */
    @JsonProperty("domain")
    DOMAIN,
    /** A domain and what is below it. */
    @JsonProperty("zone")
    ZONE,
    @JsonProperty("url")
    URL,
    @JsonProperty("hash")
    HASH,
    @JsonProperty("mail")
    MAIL
}

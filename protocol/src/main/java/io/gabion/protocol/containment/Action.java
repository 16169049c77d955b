package io.gabion.protocol.containment;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.gabion.protocol.asset.Kind;
import java.util.Locale;

/** What is done to a target. */
public enum Action {
    @JsonProperty("block-address")
    BLOCK_ADDRESS,
    @JsonProperty("block-network")
    BLOCK_NETWORK,
    @JsonProperty("disable-account")
    DISABLE_ACCOUNT,
    @JsonProperty("end-sessions")
    END_SESSIONS,
    @JsonProperty("isolate-host")
    ISOLATE_HOST,
    @JsonProperty("lock-account")
    LOCK_ACCOUNT,
    @JsonProperty("block-domain")
    BLOCK_DOMAIN,
    @JsonProperty("quarantine-file")
    QUARANTINE_FILE,
    /** Contains nothing: in force means that there is a verdict of the file, and that it is bad. */
    @JsonProperty("scan-file")
    SCAN_FILE,
    /** Contains nothing: in force means that what was collected on the host is kept, whole. */
    @JsonProperty("collect")
    COLLECT;

    /** Of its targets. */
    public Kind of() {
        return switch (this) {
            case BLOCK_ADDRESS -> Kind.ADDRESS;
            case BLOCK_NETWORK -> Kind.NETWORK;
            case LOCK_ACCOUNT, DISABLE_ACCOUNT, END_SESSIONS -> Kind.ACCOUNT;
            case BLOCK_DOMAIN -> Kind.DOMAIN;
            case ISOLATE_HOST, COLLECT -> Kind.HOST;
            case QUARANTINE_FILE, SCAN_FILE -> Kind.FILE;
        };
    }

    /** A look 0, a flow or a file 1, a session 2, an account or a network 3, a host 4: who loses more is disturbed more. */
    public int disruption() {
        return switch (this) {
            case SCAN_FILE, COLLECT -> 0;
            case BLOCK_ADDRESS, BLOCK_DOMAIN, QUARANTINE_FILE -> 1;
            case END_SESSIONS -> 2;
            case LOCK_ACCOUNT, DISABLE_ACCOUNT, BLOCK_NETWORK -> 3;
            case ISOLATE_HOST -> 4;
        };
    }

    /** As people and files name it, such as {@code block-address}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

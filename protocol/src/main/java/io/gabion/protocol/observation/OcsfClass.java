package io.gabion.protocol.observation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The OCSF 1.x classes in use; {@code uid} as in the schema. */
public enum OcsfClass {
    BASE_EVENT(0),
    FILE_ACTIVITY(1001),
    MODULE_ACTIVITY(1005),
    PROCESS_ACTIVITY(1007),
    REGISTRY_KEY_ACTIVITY(201001),
    SCHEDULED_JOB_ACTIVITY(1006),
    DETECTION_FINDING(2004),
    ACCOUNT_CHANGE(3001),
    AUTHENTICATION(3002),
    NETWORK_ACTIVITY(4001),
    HTTP_ACTIVITY(4002),
    DNS_ACTIVITY(4003),
    SSH_ACTIVITY(4007),
    SMB_ACTIVITY(4006),
    RDP_ACTIVITY(4005),
    FTP_ACTIVITY(4008),
    EMAIL_ACTIVITY(4009),
    NETWORK_FILE_ACTIVITY(4010),
    API_ACTIVITY(6003);

    private final int uid;

    OcsfClass(int uid) {
        this.uid = uid;
    }

    @JsonValue
    public int uid() {
        return uid;
    }

    @JsonCreator
    public static OcsfClass of(int uid) {
        for (var type : values()) {
            if (type.uid == uid) {
                return type;
            }
        }
        throw new IllegalArgumentException("not an OCSF class in use: " + uid);
    }
}

package io.gabion.node.parse;

import io.gabion.protocol.observation.OcsfClass;

/** Which OCSF class a Windows event belongs to; the numbers are only known within their product. */
final class WindowsEvents {
    static final String SYSMON = "sysmon";
    static final String SECURITY = "windows-security";

    static OcsfClass type(String product, int id) {
        return switch (product) {
            case SYSMON -> sysmon(id);
            case SECURITY -> security(id);
            default -> OcsfClass.BASE_EVENT;
        };
    }

    /** Launch, logon or opening: the first activity of each class that has one here. */
    static int activity(OcsfClass type) {
        return switch (type) {
            case PROCESS_ACTIVITY, AUTHENTICATION, NETWORK_ACTIVITY -> 1;
            default -> 0;
        };
    }

    private static OcsfClass sysmon(int id) {
        return switch (id) {
            case 1 -> OcsfClass.PROCESS_ACTIVITY;
            case 3 -> OcsfClass.NETWORK_ACTIVITY;
            case 6, 7 -> OcsfClass.MODULE_ACTIVITY;
            case 2, 11, 15, 23, 26 -> OcsfClass.FILE_ACTIVITY;
            case 12, 13, 14 -> OcsfClass.REGISTRY_KEY_ACTIVITY;
            case 22 -> OcsfClass.DNS_ACTIVITY;
            default -> OcsfClass.BASE_EVENT;
        };
    }

    private static OcsfClass security(int id) {
        return switch (id) {
            case 4688 -> OcsfClass.PROCESS_ACTIVITY;
            case 4624, 4625 -> OcsfClass.AUTHENTICATION;
            case 4657 -> OcsfClass.REGISTRY_KEY_ACTIVITY;
            case 4698, 4699, 4700, 4701, 4702 -> OcsfClass.SCHEDULED_JOB_ACTIVITY;
            case 4720, 4722, 4723, 4724, 4725, 4726, 4738, 4740, 4767, 4781 -> OcsfClass.ACCOUNT_CHANGE;
            case 5154, 5156, 5158 -> OcsfClass.NETWORK_ACTIVITY;
            default -> OcsfClass.BASE_EVENT;
        };
    }

    private WindowsEvents() {}
}

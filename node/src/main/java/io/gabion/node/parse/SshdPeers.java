package io.gabion.node.parse;

import java.util.List;

/** How sshd's messages about connections start, and what may stand around an address in them. */
final class SshdPeers {
    /** The address follows at once; to be tried after {@link #BEHIND_USER}. */
    static final List<String> FRONT = List.of(
            "Connection closed by ",
            "Connection reset by ",
            "Disconnected from ",
            "Connection from ",
            "Received disconnect from ",
            "Did not receive identification string from ",
            "Bad protocol version identification from ",
            "Unable to negotiate with ",
            "Timeout before authentication for ",
            "fatal: Timeout before authentication for ",
            "fatal: Unable to negotiate with ",
            "ssh_dispatch_run_fatal: Connection from ");

    static final String ASKED = " authenticating user ";

    /** A user name follows, and the address with its port ends the message. */
    static final List<String> BEHIND_USER = List.of(
            "Disconnected from invalid user ",
            "Disconnected from authenticating user ",
            "Disconnected from user ",
            "Connection closed by invalid user ",
            "Connection closed by authenticating user ",
            "Connection reset by invalid user ",
            "Connection reset by authenticating user ",
            "Disconnecting invalid user ",
            "Disconnecting authenticating user ");

    /** An address without the punctuation that follows it: {@code 192.0.2.1:} is {@code 192.0.2.1}. */
    static String bare(String word) {
        return word.endsWith(":") && !word.endsWith("::") ? word.substring(0, word.length() - 1) : word;
    }

    /** Whether {@code : TYPE FINGERPRINT} and nothing else stands between the two places. */
    static boolean isFingerprint(String text, int from, int to) {
        if (!text.startsWith(": ", from)) {
            return false;
        }
        int space = text.indexOf(' ', from + 2);
        if (space < 0 || space >= to || text.lastIndexOf(' ', to - 1) != space) {
            return false;
        }
        return text.startsWith("SHA256:", space + 1)
                || text.startsWith("MD5:", space + 1)
                || isHexPairs(text, space + 1, to);
    }

    private static boolean isHexPairs(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (Character.digit(c, 16) < 0 && c != ':') {
                return false;
            }
        }
        return to - from == 47;
    }

    private SshdPeers() {}
}

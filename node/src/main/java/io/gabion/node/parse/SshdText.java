package io.gabion.node.parse;

import io.gabion.protocol.observation.Observation.Outcome;
import io.gabion.protocol.observation.Observation.Stage;

/** One message of sshd and what it says. */
final class SshdText {
    static final String INTERACTIVE = "keyboard-interactive";

    private static final String FROM = " from ";
    private static final String PORT = " port ";
    private static final String SSH2 = " ssh2";
    private static final String INVALID = "invalid user ";
    private static final String ILLEGAL = "illegal user ";

    private final String text;
    private final int start;
    private final int end;

    private int addressEnd;

    /** @param user,from as written, or empty */
    record Said(Outcome outcome, Stage stage, String user, String from, String method) {
        static final Said NOTHING = new Said(Outcome.NONE, Stage.NONE, "", "", "");

        /** The same as no attempt of its own. */
        Said told() {
            return new Said(Outcome.NONE, Stage.NONE, user, from, method);
        }
    }

    SshdText(String text, int start, int end) {
        this.text = text;
        this.start = start;
        this.end = end;
    }

    /** Where the message ends without trailing blanks and sshd's mark of the unprivileged process. */
    static int end(String message) {
        int end = end(message, message.length());
        var mark = " [preauth]";
        return message.startsWith(mark, end - mark.length()) ? end(message, end - mark.length()) : end;
    }

    static int end(String message, int from) {
        int end = from;
        while (end > 0 && message.charAt(end - 1) <= ' ') {
            end--;
        }
        return end;
    }

    /** The value of up to nine decimal digits, or -1. */
    static int number(String text, int from, int to) {
        if (to <= from || to - from > 9) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    Said read(boolean fromOldPam) {
        if (fromOldPam) {
            return starts("authentication failure;") ? pam() : Said.NOTHING;
        }
        if (start >= end) {
            return Said.NOTHING;
        }
        return switch (text.charAt(start)) {
            case 'F' -> starts("Failed ") ? failed() : Said.NOTHING;
            case 'A' -> starts("Accepted ") ? accepted() : Said.NOTHING;
            case 'I' -> starts("Invalid user ") ? invalid() : starts("Illegal user ") ? invalid() : Said.NOTHING;
            case 'p' -> starts("pam_") ? pamModule() : Said.NOTHING;
            case 'e' -> error();
            case 'P' -> starts("PAM ") && text.indexOf(" more authentication failure", start) > 0 ? morePam() : peer();
            default -> peer();
        };
    }

    private Said failed() {
        int method = start + "Failed ".length();
        int userAt = text.indexOf(" for ", method);
        if (userAt < 0 || userAt >= end) {
            return Said.NOTHING;
        }
        var name = slice(method, userAt);
        userAt = afterInvalid(userAt + " for ".length());
        int from = lastFrom(userAt, true);
        // a first "none" only asks which methods there are; sshd does not count it either
        boolean probe = name.equals("none");
        return new Said(
                probe ? Outcome.NONE : Outcome.FAILURE,
                probe ? Stage.NONE : Stage.FAILED,
                slice(userAt, from < 0 ? end : from),
                address(from),
                name);
    }

    private Said accepted() {
        int method = start + "Accepted ".length();
        int userAt = text.indexOf(" for ", method);
        if (userAt < 0) {
            return Said.NOTHING;
        }
        var name = slice(method, userAt);
        userAt += " for ".length();
        // an accepted user exists and has a system account's name: the first match is sshd's, a later one a key's
        // comment
        for (int at = text.indexOf(FROM, userAt); at >= 0; at = text.indexOf(FROM, at + 1)) {
            if (isFrom(at)) {
                return new Said(Outcome.SUCCESS, Stage.NONE, slice(userAt, at), address(at), name);
            }
        }
        return new Said(Outcome.SUCCESS, Stage.NONE, slice(userAt, end), "", name);
    }

    private Said invalid() {
        int userAt = start + INVALID.length();
        int from = lastFrom(userAt - 1, false);
        int userEnd = from < 0 ? end : Math.max(from, userAt);
        return new Said(Outcome.FAILURE, Stage.INVALID_USER, slice(userAt, userEnd), address(from), "");
    }

    private Said pamModule() {
        int colon = text.indexOf(": ", start);
        if (colon < 0 || !text.startsWith("sshd:", text.indexOf('(', start) + 1)) {
            return Said.NOTHING;
        }
        if (text.startsWith("authentication failure;", colon + 2)) {
            return text.startsWith("pam_unix(", start) || text.startsWith("pam_sss(", start) ? pam() : Said.NOTHING;
        }
        var opened = "session opened for user ";
        var closed = "session closed for user ";
        if (text.startsWith(opened, colon + 2) || text.startsWith(closed, colon + 2)) {
            int userAt = colon + 2 + opened.length();
            int userEnd = userAt;
            while (userEnd < end && text.charAt(userEnd) != ' ' && text.charAt(userEnd) != '(') {
                userEnd++;
            }
            return new Said(Outcome.NONE, Stage.NONE, slice(userAt, userEnd), "", "");
        }
        return Said.NOTHING;
    }

    /** What stands before {@code rhost} is the system's own; the user stands behind it and may contain anything. */
    private Said pam() {
        var said = morePam();
        return new Said(Outcome.FAILURE, Stage.PAM, said.user(), said.from(), "password");
    }

    private Said morePam() {
        int host = text.indexOf(" rhost=", start);
        if (host < 0) {
            return Said.NOTHING;
        }
        host += " rhost=".length();
        int hostEnd = text.indexOf(' ', host);
        hostEnd = hostEnd < 0 || hostEnd > end ? end : hostEnd;
        int user = text.indexOf(" user=", Math.max(host, hostEnd));
        return new Said(
                Outcome.NONE,
                Stage.NONE,
                user < 0 || user >= end ? "" : slice(user + " user=".length(), end),
                host <= hostEnd ? slice(host, hostEnd) : "",
                "");
    }

    private Said error() {
        var exceeded = "error: maximum authentication attempts exceeded for ";
        if (starts(exceeded)) {
            int userAt = afterInvalid(start + exceeded.length());
            int from = lastFrom(userAt, true);
            return new Said(Outcome.NONE, Stage.NONE, slice(userAt, from < 0 ? end : from), address(from), "");
        }
        if (starts("error: PAM: Authentication failure for ")
                || starts("error: PAM: User not known to the underlying authentication module for ")) {
            int userAt = afterInvalid(text.indexOf(" for ", start) + " for ".length());
            int from = lastFrom(userAt, false);
            return new Said(
                    Outcome.FAILURE, Stage.PAM, slice(userAt, from < 0 ? end : from), address(from), INTERACTIVE);
        }
        return starts("error: ") ? new SshdText(text, start + "error: ".length(), end).peer() : Said.NOTHING;
    }

    /** Messages about a connection, whose peer stands at the front or, behind a user name, at the end. */
    private Said peer() {
        for (var behind : SshdPeers.BEHIND_USER) {
            if (starts(behind)) {
                int port = text.lastIndexOf(PORT, end);
                int at = port < 0 ? -1 : text.lastIndexOf(' ', port - 1);
                int userAt = start + behind.length();
                if (at < userAt || number(text, port + PORT.length(), end) < 0) {
                    return Said.NOTHING;
                }
                // who leaves while he is asked, as with a key that is not wanted, has tried
                boolean tried = behind.endsWith(SshdPeers.ASKED);
                return new Said(
                        tried ? Outcome.FAILURE : Outcome.NONE,
                        tried ? Stage.FAILED : Stage.NONE,
                        slice(userAt, at),
                        slice(at + 1, port),
                        "");
            }
        }
        for (var front : SshdPeers.FRONT) {
            if (starts(front)) {
                int at = start + front.length();
                int stop = at;
                while (stop < end && text.charAt(stop) != ' ') {
                    stop++;
                }
                var word = slice(at, stop);
                return new Said(Outcome.NONE, Stage.NONE, "", SshdPeers.bare(word), "");
            }
        }
        return Said.NOTHING;
    }

    /**
     * The last {@code from A port N ssh2} that ends the message, or {@code from A [port N]} without {@code ssh2}. Text
     * behind it is allowed for a key's fingerprint only; if more follows, the place must be the only one.
     */
    private int lastFrom(int after, boolean ssh2) {
        int at = text.lastIndexOf(FROM, end);
        if (at >= after && isFrom(at)) {
            int rest = text.startsWith(SSH2, addressEnd) ? addressEnd + SSH2.length() : addressEnd;
            if (rest == end || (ssh2 && SshdPeers.isFingerprint(text, rest, end))) {
                return at;
            }
        }
        if (!ssh2) {
            return -1;
        }
        int only = -1;
        for (at = text.indexOf(FROM, after); at >= 0 && at < end; at = text.indexOf(FROM, at + 1)) {
            if (isFrom(at) && text.startsWith(SSH2, addressEnd)) {
                if (only >= 0) {
                    return -1;
                }
                only = at;
            }
        }
        return only;
    }

    /** Whether {@code from A} and perhaps a port stand here; sets {@code addressEnd} behind them. */
    private boolean isFrom(int at) {
        int from = at + FROM.length();
        int stop = text.indexOf(' ', from);
        stop = stop < 0 || stop > end ? end : stop;
        if (stop <= from) {
            return false;
        }
        addressEnd = stop;
        if (text.startsWith(PORT, stop)) {
            int digits = stop + PORT.length();
            int last = digits;
            while (last < end && text.charAt(last) >= '0' && text.charAt(last) <= '9') {
                last++;
            }
            addressEnd = last > digits ? last : stop;
        }
        return true;
    }

    private String address(int from) {
        if (from < 0) {
            return "";
        }
        int at = from + FROM.length();
        int stop = text.indexOf(' ', at);
        return slice(at, stop < 0 || stop > end ? end : stop);
    }

    private int afterInvalid(int userAt) {
        return text.startsWith(INVALID, userAt) || text.startsWith(ILLEGAL, userAt)
                ? userAt + INVALID.length()
                : userAt;
    }

    /** A message may be cut anywhere, so that the end comes before a start. */
    private String slice(int from, int to) {
        return from < to ? text.substring(from, to) : "";
    }

    private boolean starts(String prefix) {
        return text.startsWith(prefix, start);
    }
}

package io.gabion.detectors.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the headers of a mail (RFC 5322) tell about how it was made and by whom it says it was sent: which there are, what
 * sort of content it has, which program made it, and whether the domains in them agree. The addresses themselves are no
 * words: they would be learnt by heart.
 */
final class MailHeaders {
    private static final int MOST_TEXT = 32_768;
    private static final int MOST_HOPS = 8;
    private static final String FROM = "from";
    private static final List<String> OTHER_SENDERS = List.of("reply-to", "return-path", "sender", "message-id");
    private static final Set<String> KNOWN = Set.of(
            FROM,
            "reply-to",
            "return-path",
            "sender",
            "message-id",
            "to",
            "cc",
            "date",
            "in-reply-to",
            "references",
            "mime-version",
            "content-type",
            "content-transfer-encoding",
            "x-mailer",
            "user-agent",
            "x-priority",
            "importance",
            "list-unsubscribe");

    private static final Pattern FOLDED = Pattern.compile("\r?\n[ \t]+");
    private static final Pattern LINE = Pattern.compile("(?m)^([A-Za-z-]{1,40}):[ \t]*(.{0,512})");
    private static final Pattern DOMAIN = Pattern.compile("@([\\w.-]{1,255})");
    private static final Pattern NAME = Pattern.compile("[a-z]{1,24}");
    private static final Pattern TYPE = Pattern.compile("[a-z]+/[a-z0-9.+-]{1,40}|charset=\"?[a-z0-9_-]{1,24}");

    /** @param raw the lines before the body, folded or not; empty if nobody knows them */
    static List<String> words(String raw) {
        var words = new ArrayList<String>();
        var first = new HashMap<String, String>();
        int hops = 0;
        var text = FOLDED.matcher(raw.substring(0, Math.min(raw.length(), MOST_TEXT)))
                .replaceAll(" ")
                .toLowerCase(Locale.ROOT);
        for (var line = LINE.matcher(text); line.find(); ) {
            var name = line.group(1);
            if (name.equals("received")) {
                hops++;
            } else if (KNOWN.contains(name) && first.putIfAbsent(name, line.group(2)) == null) {
                words.add("header " + name);
            }
        }
        if (hops > 0) {
            words.add("hops " + Math.min(hops, MOST_HOPS));
        }
        agreement(first, words);
        all(TYPE, first.getOrDefault("content-type", ""), "type ", words);
        for (var program : List.of("x-mailer", "user-agent", "content-transfer-encoding", "x-priority", "importance")) {
            all(NAME, first.getOrDefault(program, ""), program + " ", words);
        }
        return words;
    }

    private static void agreement(Map<String, String> first, List<String> words) {
        var from = domain(first.getOrDefault(FROM, ""));
        for (var name : OTHER_SENDERS) {
            var other = domain(first.getOrDefault(name, ""));
            if (!from.isEmpty() && !other.isEmpty()) {
                words.add((other.equals(from) ? "same " : "differs ") + name);
            }
        }
    }

    /** The last two labels of the first address. */
    private static String domain(String value) {
        var found = DOMAIN.matcher(value);
        if (!found.find()) {
            return "";
        }
        var labels = found.group(1).split("\\.");
        int n = labels.length;
        return n < 2 ? found.group(1) : labels[n - 2] + "." + labels[n - 1];
    }

    private static void all(Pattern pattern, String value, String where, List<String> words) {
        pattern.matcher(value).results().limit(4).forEach(word -> words.add(where + word.group()));
    }

    private MailHeaders() {}
}

package io.gabion.node.parse;

import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Source;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One line of an access log in the common or the combined format, with or without the virtual host in front, as nginx and
 * Apache write it. Its fields have the names of W3C's extended log format, which rules use. The client is the first thing
 * that the server writes; what is behind the time is the client's own text, in which a quote is always escaped.
 */
final class WebLine {
    private static final Pattern TIME =
            Pattern.compile(" \\[(\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4})\\] \"");
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);
    private static final Pattern RESULT = Pattern.compile(" (\\d{3}|-) (\\d{1,18}|-)(?= |$)");
    private static final Pattern HOST_AND_PORT = Pattern.compile("[^\\s:]+:\\d{1,5}");

    private final String line;
    private final Map<String, String> fields = new LinkedHashMap<>();
    private final WebRequest web = new WebRequest(fields);
    private int at;

    private WebLine(String line) {
        this.line = line;
    }

    /** @param server that sent the line, if that is known */
    static Optional<Parsed> read(Source source, String line, Optional<AssetRef> server) {
        return new WebLine(line).read(source, server);
    }

    private Optional<Parsed> read(Source source, Optional<AssetRef> server) {
        var found = TIME.matcher(line);
        if (!found.find() || found.start() == 0) {
            return Optional.empty();
        }
        var time = time(found.group(1));
        at = found.end() - 1;
        var words = line.substring(0, found.start()).split(" ", 5);
        int first = first(words);
        if (first < 0) {
            return Optional.empty();
        }
        var client = CleanName.peer(words[first]);
        who(words, first);
        var request = quoted();
        var result = RESULT.matcher(line).region(at, line.length());
        if (time.isEmpty() || request.isEmpty() || !result.lookingAt()) {
            return Optional.empty();
        }
        web.line(request.get());
        at = result.end(1);
        long bytes = result.group(2).equals("-") ? 0 : Long.parseLong(result.group(2));
        fields.put("sc-bytes", Long.toString(bytes));
        at = result.end();
        quotedField("cs-referer");
        quotedField("cs-user-agent");
        if (at + 1 < line.length()) {
            fields.put("extra", line.substring(at + 1));
        }
        return Optional.of(web.seen(source, time.get(), server, client, result.group(1), bytes));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text, STAMP).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Which word is the client: the first, or the second behind a virtual host; -1 if the line is of another kind. */
    private static int first(String[] words) {
        if (words.length < 3) {
            return -1;
        }
        if (Addresses.parse(words[0]).isPresent() || words[0].equals("unix:")) {
            return 0;
        }
        if (words.length > 3
                && Addresses.parse(words[1]).isPresent()
                && HOST_AND_PORT.matcher(words[0]).matches()) {
            return 1;
        }
        // a virtual host without its port; nobody's identd is asked
        if (words.length > 3
                && words[0].indexOf('.') > 0
                && Addresses.parse(words[1]).isPresent()
                && words[2].equals("-")) {
            return 1;
        }
        // a name, which nobody's identd adds to
        return !CleanName.peer(words[0]).isEmpty() && words[1].equals("-") ? 0 : -1;
    }

    /** The client, the virtual host and the user, whose name may hold blanks. */
    private void who(String[] words, int first) {
        fields.put("c-ip", words[first]);
        if (first == 1) {
            int port = words[0].lastIndexOf(':');
            fields.put("cs-host", port < 0 ? words[0] : words[0].substring(0, port));
        }
        var user = String.join(" ", List.of(words).subList(first + 2, words.length));
        // between the identity and the user some put a number of their own
        if (!user.endsWith(" -") && !user.isBlank()) {
            web.with("cs-username", user);
        }
    }

    /** The quoted text that begins here; empty if it does not end. */
    private Optional<String> quoted() {
        for (int end = at + 1; end < line.length(); end++) {
            char c = line.charAt(end);
            if (c == '\\') {
                end++;
            } else if (c == '"') {
                var text = line.substring(at + 1, end);
                at = end + 1;
                return Optional.of(text);
            }
        }
        return Optional.empty();
    }

    private void quotedField(String name) {
        if (line.startsWith(" \"", at)) {
            at++;
            quoted().ifPresent(text -> web.with(name, text));
        }
    }
}

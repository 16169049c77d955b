package io.gabion.node.parse;

import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Observation.Network;
import io.gabion.protocol.observation.OcsfClass;
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
    static final String PRODUCT = "web";

    private static final Pattern TIME =
            Pattern.compile(" \\[(\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4})\\] \"");
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);
    private static final Pattern RESULT = Pattern.compile(" (\\d{3}|-) (\\d{1,18}|-)(?= |$)");
    private static final Pattern HOST_AND_PORT = Pattern.compile("[^\\s:]+:\\d{1,5}");

    private final String line;
    private final Map<String, String> fields = new LinkedHashMap<>();
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
        request(request.get());
        fields.put("sc-status", result.group(1));
        at = result.end(1);
        long bytes = result.group(2).equals("-") ? 0 : Long.parseLong(result.group(2));
        fields.put("sc-bytes", Long.toString(bytes));
        at = result.end();
        quotedField("cs-referer");
        quotedField("cs-user-agent");
        if (at + 1 < line.length()) {
            fields.put("extra", line.substring(at + 1));
        }
        return Optional.of(seen(source, time.get(), server, client, bytes));
    }

    private Parsed seen(Source source, Instant time, Optional<AssetRef> server, String client, long bytes) {
        var account = CleanName.account(fields.getOrDefault("cs-username", ""), PRODUCT);
        var method = fields.getOrDefault("cs-method", "");
        var status = fields.get("sc-status");
        var draft = new Draft(source, time, PRODUCT, fields)
                .type(OcsfClass.HTTP_ACTIVITY, activity(method))
                .actor(account)
                .network(new Network(client, 0, "", 0, "tcp", 0, bytes, ""));
        server.ifPresent(draft.assets()::add);
        draft.assets().peer(client).account(account);
        if (draft.assets().isEmpty()) {
            draft.assets().host(PRODUCT);
        }
        // A first request without a name only asks what is wanted; one that posts something wants to get in.
        if (status.equals("401") && (!account.isEmpty() || method.equals("POST"))) {
            draft.login(false, account, client, 1, "http");
        } else if (!account.isEmpty() && status.charAt(0) <= '3') {
            draft.login(true, account, client, 0, "http");
        }
        return draft.seen();
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
        // a name, which nobody's identd adds to
        return !CleanName.peer(words[0]).isEmpty() && words[1].equals("-") ? 0 : -1;
    }

    /** The client, the virtual host and the user, whose name may hold blanks. */
    private void who(String[] words, int first) {
        fields.put("c-ip", words[first]);
        if (first == 1) {
            fields.put("cs-host", words[0].substring(0, words[0].lastIndexOf(':')));
        }
        var user = String.join(" ", List.of(words).subList(first + 2, words.length));
        if (!user.equals("-") && !user.isBlank()) {
            fields.put("cs-username", user);
        }
    }

    private void request(String text) {
        int first = text.indexOf(' ');
        int last = text.lastIndexOf(' ');
        boolean versioned = last > first && text.startsWith("HTTP/", last + 1);
        if (first <= 0 || !text.substring(0, first).chars().allMatch(Character::isLetter)) {
            // no request at all, such as the beginning of a TLS handshake
            fields.put("cs-uri-query", text);
            return;
        }
        var target = text.substring(first + 1, versioned ? last : text.length());
        int query = target.indexOf('?');
        fields.put("cs-method", text.substring(0, first));
        fields.put("cs-uri", target);
        fields.put("cs-uri-stem", query < 0 ? target : target.substring(0, query));
        // rules look here for any part of the target
        fields.put("cs-uri-query", target);
        if (versioned) {
            fields.put("cs-version", text.substring(last + 1));
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
            quoted().filter(text -> !text.equals("-")).ifPresent(text -> fields.put(name, text));
        }
    }

    private static int activity(String method) {
        return switch (method) {
            case "CONNECT" -> 1;
            case "DELETE" -> 2;
            case "GET" -> 3;
            case "HEAD" -> 4;
            case "OPTIONS" -> 5;
            case "POST" -> 6;
            case "PUT" -> 7;
            case "TRACE" -> 8;
            default -> 0;
        };
    }
}

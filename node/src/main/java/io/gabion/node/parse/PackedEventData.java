package io.gabion.node.parse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Event data that a log service has packed into one text: as JSON, or as the event's own XML. */
final class PackedEventData {
    private static final Pattern DATA = Pattern.compile("<Data Name=\"([^\"<>]{1,256})\">([^<]*)</Data>");

    /** The data under their own names; empty if the text is neither form. */
    static Map<String, String> read(String text) {
        if (text.startsWith("{")) {
            try {
                var bytes = text.getBytes(StandardCharsets.UTF_8);
                return FlatJson.read(bytes, 0, bytes.length);
            } catch (IOException e) {
                return Map.of(); // The text itself stays among the fields.
            }
        }
        var data = new LinkedHashMap<String, String>();
        if (text.startsWith("<")) {
            var found = DATA.matcher(text);
            while (found.find()) {
                data.putIfAbsent(found.group(1), plain(found.group(2)));
            }
        }
        return data;
    }

    private static String plain(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&amp;", "&");
    }

    private PackedEventData() {}
}

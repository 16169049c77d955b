package io.gabion.node.parse;

import io.gabion.protocol.observation.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Syslog lines: RFC 3164 with or without its priority, the same with an ISO timestamp, and RFC 5424. Messages of sshd
 * are read further by {@link Sshd}; all others are base events of their host.
 */
final class SyslogFormat implements Format {
    static final String NAME = "syslog";

    private final SyslogClock clock;
    private final ProgramEvents events = new ProgramEvents(NAME);

    SyslogFormat(InstantSource reference) {
        clock = new SyslogClock(reference);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Parsed parse(Source source, byte[] bytes, int offset, int length) {
        var line = new String(bytes, offset, length, StandardCharsets.UTF_8);
        if (line.isBlank()) {
            return Parsed.SKIPPED;
        }
        int at = afterPriority(line);
        if (line.startsWith("1 ", at)) {
            return rfc5424(source, line, at + 2);
        }
        boolean iso = at < line.length() && line.charAt(at) >= '0' && line.charAt(at) <= '9';
        var time = iso ? clock.iso(line, at) : clock.bsd(line, at);
        return time.isPresent() ? tagged(source, time.get(), line, clock.end() + 1) : dead("no syslog timestamp");
    }

    private Parsed tagged(Source source, Instant time, String line, int from) {
        int hostEnd = line.indexOf(' ', from);
        if (hostEnd <= from) {
            return dead("no host name after the timestamp");
        }
        char last = line.charAt(hostEnd - 1);
        if (last == ':' || last == ']') {
            return dead("no host name before the program's name");
        }
        var host = events.host(line, from, hostEnd);
        if (host.isEmpty()) {
            return dead("no usable host name");
        }
        int tag = hostEnd + 1;
        int tagEnd = tag;
        while (tagEnd < line.length() && " :[".indexOf(line.charAt(tagEnd)) < 0) {
            tagEnd++;
        }
        var pid = "";
        int message = tagEnd;
        if (message < line.length() && line.charAt(message) == '[') {
            int close = line.indexOf(']', message);
            if (close > 0) {
                pid = line.substring(message + 1, close);
                message = close + 1;
            }
        }
        if (tagEnd == tag || message >= line.length() || line.charAt(message) != ':') {
            // no tag, such as "last message repeated 2 times": all of it is the message
            return events.of(source, time, host.get(), NAME, "", line.substring(tag), true);
        }
        message += line.startsWith(" ", message + 1) ? 2 : 1;
        return events.of(source, time, host.get(), line.substring(tag, tagEnd), pid, line.substring(message), true);
    }

    private Parsed rfc5424(Source source, String line, int from) {
        var time = clock.iso(line, from);
        if (time.isEmpty()) {
            return dead("no RFC 5424 timestamp");
        }
        var words = new String[4];
        int at = clock.end() + 1;
        int hostFrom = at;
        for (int i = 0; i < words.length; i++) {
            int end = line.indexOf(' ', at);
            if (end < 0) {
                return dead("RFC 5424 header cut short");
            }
            words[i] = line.substring(at, end);
            at = end + 1;
        }
        var host = events.host(line, hostFrom, hostFrom + words[0].length());
        if (host.isEmpty() || words[0].equals("-")) {
            return dead("no host name in the RFC 5424 header");
        }
        at = afterStructuredData(line, at);
        if (at < 0) {
            return dead("RFC 5424 structured data cut short");
        }
        var message = at < line.length() && line.charAt(at) == '\ufeff' ? line.substring(at + 1) : line.substring(at);
        return events.of(source, time.get(), host.get(), nil(words[1]), nil(words[2]), message, true);
    }

    private static String nil(String word) {
        return word.equals("-") ? "" : word;
    }

    /** Where the message begins, or -1. */
    private static int afterStructuredData(String line, int from) {
        int at = from;
        if (line.startsWith("-", at)) {
            at++;
        } else {
            boolean quoted = false;
            boolean open = false;
            for (; at < line.length(); at++) {
                char c = line.charAt(at);
                if (quoted && c == '\\') {
                    at++;
                } else if (c == '"') {
                    quoted = !quoted;
                } else if (!quoted && c == '[') {
                    open = true;
                } else if (!quoted && c == ']') {
                    open = false;
                } else if (!open && c == ' ') {
                    break;
                }
            }
            if (open || quoted) {
                return -1;
            }
        }
        return Math.min(line.length(), at + 1);
    }

    private static int afterPriority(String line) {
        if (line.charAt(0) != '<') {
            return 0;
        }
        int at = 1;
        while (at < line.length() && at < 5 && line.charAt(at) >= '0' && line.charAt(at) <= '9') {
            at++;
        }
        return at > 1 && line.startsWith(">", at) ? at + 1 : 0;
    }

    private static Parsed dead(String reason) {
        return new Parsed.Dead(reason);
    }
}

package io.gabion.node.parse;

import io.gabion.protocol.observation.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Lines of a service's own log: a time in front and text behind it. What {@link ServiceLines} knows is read further, all
 * others are base events of an unknown host.
 */
final class TextFormat implements Format {
    static final String NAME = "text";

    private static final String BETWEEN = " \t|:,;]\"'";

    private static final Pattern PRIORITY = Pattern.compile("<\\d{1,3}>");

    private final LineTime clock;

    TextFormat(InstantSource reference) {
        clock = new LineTime(reference);
    }

    /** Whether a line is of such a log; what begins as syslog does is syslog that was cut. */
    static boolean writes(String line) {
        var reference = InstantSource.fixed(Instant.EPOCH);
        return !PRIORITY.matcher(line).lookingAt()
                && new SyslogClock(reference).bsd(line, 0).isEmpty()
                && new LineTime(reference).of(line).isPresent();
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
        var time = clock.of(line);
        if (time.isEmpty()) {
            return new Parsed.Dead("no time in the line's first " + LineTime.FRONT + " characters");
        }
        var fields = new LinkedHashMap<String, String>();
        fields.put("message", line);
        int rest = clock.end();
        while (rest < line.length() && BETWEEN.indexOf(line.charAt(rest)) >= 0) {
            rest++;
        }
        return ServiceLines.read(source, time.get(), Optional.empty(), "", NAME, line.substring(rest), fields)
                .or(() -> RefusedLogin.from(line)
                        .map(from -> ServiceLines.refused(source, time.get(), Optional.empty(), NAME, from, fields)))
                .orElseGet(() -> {
                    var draft = new Draft(source, time.get(), NAME, fields);
                    draft.assets().host("unknown");
                    return draft.seen();
                });
    }
}

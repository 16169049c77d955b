package io.gabion.node.parse;

import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Logs of web servers: access logs, see {@link WebLine}, and the error logs of Apache and nginx, whose messages stay text.
 * Of an error, Apache's client is known by its place before the message; nginx's stands among the client's own text, and is
 * believed if no other stands there.
 */
final class WebFormat implements Format {
    static final String NAME = "web-access";

    private static final Pattern APACHE = Pattern.compile(
            "\\[([A-Z][a-z]{2} [A-Z][a-z]{2} +\\d{1,2} [\\d:.]{8,18} \\d{4})\\] \\[([\\w.:-]{1,64})\\] ?(.*)",
            Pattern.DOTALL);
    private static final Pattern APACHE_CLIENT =
            Pattern.compile("(?:\\[pid [\\w:. ]{1,60}\\] )?\\[client (\\S{1,80})\\] ");
    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");
    private static final Pattern NGINX = Pattern.compile(
            "(\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d) \\[(\\w{1,16})\\] (\\d{1,10})#\\d{1,20}: (.*)",
            Pattern.DOTALL);
    private static final String CLIENT = ", client: ";
    private static final Pattern NGINX_CLIENT = Pattern.compile(CLIENT + "([0-9a-fA-F.:]{2,45}), server: ");
    private static final DateTimeFormatter APACHE_TIME = new DateTimeFormatterBuilder()
            .appendPattern("EEE MMM d HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendPattern(" yyyy")
            .toFormatter(Locale.ENGLISH);
    private static final DateTimeFormatter NGINX_TIME = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss");

    static boolean writes(String line) {
        return new WebFormat().read(new Source("", 1), line).isPresent();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Parsed parse(Source source, byte[] line, int offset, int length) {
        if (ZeekTsv.isBlank(line, offset, length)) {
            return Parsed.SKIPPED;
        }
        return read(source, new String(line, offset, length, StandardCharsets.UTF_8))
                .orElseGet(() -> new Parsed.Dead("neither an access log's line nor an error of Apache or nginx"));
    }

    private Optional<Parsed> read(Source source, String line) {
        return WebLine.read(source, line, Optional.empty())
                .or(() -> apache(source, line))
                .or(() -> nginx(source, line));
    }

    private static Optional<Parsed> apache(Source source, String line) {
        var found = APACHE.matcher(line);
        if (!found.matches()) {
            return Optional.empty();
        }
        var client = APACHE_CLIENT.matcher(found.group(3));
        var from = client.lookingAt() ? peer(client.group(1)) : "";
        return time(found.group(1).replaceAll(" +", " "), APACHE_TIME)
                .map(time -> error(source, time, "apache", found.group(2), found.group(3), from));
    }

    /** Older servers leave the port out, which looks like the end of an address of IPv6. */
    private static String peer(String client) {
        var whole = CleanName.peer(client);
        return whole.isEmpty() ? CleanName.peer(PORT.matcher(client).replaceFirst("")) : whole;
    }

    private static Optional<Parsed> nginx(Source source, String line) {
        var found = NGINX.matcher(line);
        return found.matches()
                ? time(found.group(1), NGINX_TIME)
                        .map(time ->
                                error(source, time, "nginx", found.group(2), found.group(4), client(found.group(4))))
                : Optional.empty();
    }

    private static String client(String message) {
        var found = NGINX_CLIENT.matcher(message);
        return found.find() && message.indexOf(CLIENT) == message.lastIndexOf(CLIENT)
                ? CleanName.peer(found.group(1))
                : "";
    }

    private static Optional<Instant> time(String text, DateTimeFormatter how) {
        try {
            return Optional.of(LocalDateTime.parse(text, how).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Parsed error(
            Source source, Instant time, String product, String level, String message, String client) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("level", level);
        fields.put("message", message);
        var said = ServiceLines.read(source, time, Optional.empty(), product, product, message, fields);
        if (said.isPresent()) {
            return said.get();
        }
        var draft = new Draft(source, time, product, fields)
                .type(OcsfClass.BASE_EVENT, 0)
                .client(client);
        draft.assets().peer(client);
        if (draft.assets().isEmpty()) {
            draft.assets().host(product);
        }
        return draft.seen();
    }
}

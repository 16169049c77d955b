package io.gabion.node.source;

import io.gabion.node.parse.Format;
import io.gabion.node.parse.Formats;
import io.gabion.node.parse.LiveFormat;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The live sources of a node, running. */
public final class Sources implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sources.class);

    private final List<AutoCloseable> running = new ArrayList<>();

    /** @throws IOException in one line that names the source which cannot start; then none runs */
    public static Sources start(List<SourceSetting> settings, Ingest ingest, InstantSource clock) throws IOException {
        var sources = new Sources();
        try {
            for (var setting : distinct(settings)) {
                sources.running.add(started(setting, ingest, clock));
            }
            return sources;
        } catch (IOException e) {
            sources.close();
            throw e;
        }
    }

    /** Two files of one name, in two folders, are known by their paths: lines of one must not pass for the other's. */
    private static List<SourceSetting> distinct(List<SourceSetting> settings) {
        var names = settings.stream()
                .filter(SourceSetting.File.class::isInstance)
                .collect(Collectors.groupingBy(s -> ((SourceSetting.File) s).name(), Collectors.counting()));
        return settings.stream()
                .map(setting -> switch (setting) {
                    case SourceSetting.File(var path, var name, var format)
                    when names.get(name) > 1 -> new SourceSetting.File(path, path.toString(), format);
                    case SourceSetting other -> other;
                })
                .toList();
    }

    private static AutoCloseable started(SourceSetting setting, Ingest ingest, InstantSource clock) throws IOException {
        return switch (setting) {
            case SourceSetting.File file ->
                new FileTail(
                                file.path(),
                                file.name(),
                                file.source(),
                                ingest,
                                formats(file.format(), file.name(), clock),
                                Limits.DEFAULT)
                        .start();
            case SourceSetting.Journald journal ->
                new Journald(journal, "journalctl", ingest, clock, Limits.DEFAULT, start(clock));
            case SourceSetting.SyslogTcp tcp ->
                new SyslogTcp(tcp, syslog(clock), ingest, Limits.DEFAULT, SyslogTcp.Caps.DEFAULT, start(clock));
            case SourceSetting.SyslogUdp udp -> new SyslogUdp(udp, syslog(clock), ingest, Limits.DEFAULT, start(clock));
        };
    }

    private static Function<byte[], Format> formats(String format, String name, InstantSource clock)
            throws IOException {
        if (format.equals(SourceSetting.File.AUTO)) {
            return head -> new LiveFormat(Formats.detect(head, clock, name), clock);
        }
        Formats.named(format).orElseThrow(() -> new IOException(name + ": no such format: " + format));
        return _ -> new LiveFormat(Formats.named(format).orElseThrow(), clock);
    }

    private static Format syslog(InstantSource clock) {
        return new LiveFormat(Formats.syslog(clock), clock);
    }

    private static String start(InstantSource clock) {
        return String.valueOf(clock.millis());
    }

    /** Each stops before its next batch; one that is under way is finished. */
    @Override
    public void close() {
        for (var source : running.reversed()) {
            try {
                source.close();
            } catch (Exception e) {
                LOG.warn("A source did not close; nothing that was acknowledged is lost: {}", e.toString());
            }
        }
        running.clear();
    }
}

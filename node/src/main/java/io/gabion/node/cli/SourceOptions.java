package io.gabion.node.cli;

import io.gabion.node.source.SourceSetting;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that name a node's live sources. */
final class SourceOptions {
    private static final String LOOPBACK = "127.0.0.1";

    @Option(names = "--watch", paramLabel = "FILE", description = "A log file to follow; may be repeated.")
    List<Path> watched = List.of();

    @Option(
            names = "--journald",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "DIR",
            description = "Follow the journal of systemd, of this machine or in DIR.")
    String journald;

    @Option(
            names = "--syslog-tcp",
            paramLabel = "HOST:PORT",
            description = "Take syslog over TCP. A port alone is one of 127.0.0.1.")
    String syslogTcp;

    @Option(names = "--syslog-udp", paramLabel = "HOST:PORT", description = "Take syslog over UDP, which may drop.")
    String syslogUdp;

    private record Address(String host, int port) {}

    /** @throws Refused naming the option whose value is no good */
    List<SourceSetting> settings() throws Refused {
        var settings = new LinkedHashSet<SourceSetting>();
        for (var file : watched) {
            if (file.getFileName() == null || Files.isDirectory(file)) {
                throw wrong("--watch", file.toString(), "not a file");
            }
            settings.add(new SourceSetting.File(file));
        }
        if (journald != null) {
            settings.add(new SourceSetting.Journald(journalDirectory()));
        }
        if (syslogTcp != null) {
            var address = address("--syslog-tcp", syslogTcp);
            settings.add(new SourceSetting.SyslogTcp(address.host(), address.port()));
        }
        if (syslogUdp != null) {
            var address = address("--syslog-udp", syslogUdp);
            settings.add(new SourceSetting.SyslogUdp(address.host(), address.port()));
        }
        return new ArrayList<>(settings);
    }

    /** A log may come later; a wrong name never does. */
    List<Path> notThere() {
        return watched.stream().filter(Files::notExists).toList();
    }

    private Optional<Path> journalDirectory() throws Refused {
        if (journald.isEmpty()) {
            return Optional.empty();
        }
        var directory = Path.of(journald);
        if (!Files.isDirectory(directory)) {
            throw wrong("--journald", journald, "not a directory");
        }
        return Optional.of(directory);
    }

    private static Address address(String option, String text) throws Refused {
        var whole = text.matches(":?[0-9]+") ? LOOPBACK + ":" + text.replace(":", "") : text;
        try {
            var parsed = new URI("syslog", whole, null, null, null).parseServerAuthority();
            if (parsed.getPort() >= 1 && parsed.getPort() <= 65_535 && parsed.getUserInfo() == null) {
                var host = parsed.getHost();
                return new Address(
                        host.startsWith("[") ? host.substring(1, host.length() - 1) : host, parsed.getPort());
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw wrong(option, text, "not HOST:PORT, such as 127.0.0.1:5514 or [::1]:5514");
    }

    private static Refused wrong(String option, String value, String why) {
        return new Refused(Refused.WRONG_USAGE, option + " " + value + ": " + why);
    }
}

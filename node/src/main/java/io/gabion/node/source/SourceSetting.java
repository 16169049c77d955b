package io.gabion.node.source;

import java.nio.file.Path;
import java.util.Optional;

/** One live source of a node, as its settings say. */
public sealed interface SourceSetting {
    /**
     * Names the source for the ingest: one position and one order of batches. Starts with the kind of the source, so that
     * no two kinds have one in common.
     */
    String source();

    /**
     * A log file to follow.
     *
     * @param name of the file in what is read from it
     * @param format by its name, or {@link #AUTO}
     */
    record File(Path path, String name, String format) implements SourceSetting {
        public static final String AUTO = "auto";

        public File {
            path = path.toAbsolutePath().normalize();
        }

        public File(Path path) {
            this(path, path.getFileName().toString(), AUTO);
        }

        @Override
        public String source() {
            return "file:" + path;
        }
    }

    /** The journal of systemd. @param directory of the journal's files instead of this machine's own */
    record Journald(Optional<Path> directory) implements SourceSetting {
        public Journald {
            directory = directory.map(d -> d.toAbsolutePath().normalize());
        }

        @Override
        public String source() {
            return directory.map(d -> "journald:" + d).orElse("journald:");
        }
    }

    /** Syslog over TCP (RFC 6587). */
    record SyslogTcp(String host, int port) implements SourceSetting {
        @Override
        public String source() {
            return "syslog-tcp:" + host + ":" + port;
        }
    }

    /** Syslog over UDP (RFC 5426). */
    record SyslogUdp(String host, int port) implements SourceSetting {
        @Override
        public String source() {
            return "syslog-udp:" + host + ":" + port;
        }
    }
}

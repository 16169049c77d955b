package io.gabion.node.parse.evtx;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Any bytes as the first record of a chunk, or behind an {@code r} as its records. */
public final class FuzzEventLogs {
    private static final int FIRST = EventLogWriter.HEAD + 512;
    private static final int MOST = EventLogWriter.CHUNK - 512 - 28;
    private static final JsonMapper JSON = new JsonMapper();

    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        if (data.length == 0 || data.length > MOST) {
            return;
        }
        var log = ByteBuffer.allocate(EventLogWriter.HEAD + EventLogWriter.CHUNK)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(0, "ElfFile\0".getBytes(UTF_8))
                .put(EventLogWriter.HEAD, "ElfChnk\0".getBytes(UTF_8))
                .putInt(EventLogWriter.HEAD + 48, EventLogWriter.CHUNK)
                .position(FIRST);
        if (data[0] == 'r') {
            log.put(data, 1, data.length - 1);
        } else {
            int size = 28 + data.length;
            log.put(new byte[] {'*', '*', 0, 0}).putInt(size).putLong(1).putLong(0);
            log.put(data).putInt(size);
        }
        try (var lines = new EventLogLines(new ByteArrayInputStream(log.array()))) {
            new String(lines.readAllBytes(), UTF_8).lines().forEach(FuzzEventLogs::check);
        }
    }

    private static void check(String line) {
        try {
            if (!EventLogLines.isDamage(line.getBytes(UTF_8), 0, line.length())
                    && JSON.readTree(line).size() != 1) {
                throw new AssertionError("an event: " + line);
            }
        } catch (IOException e) {
            throw new AssertionError("JSON: " + line, e);
        }
    }

    private FuzzEventLogs() {}
}

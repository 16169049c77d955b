package io.gabion.node.parse.evtx;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Any bytes as the first record of a chunk, behind an {@code r} as its records, or behind an {@code o} as those of a chunk
 * whose head counts none yet. The file ends with them: a whole chunk each time would be 64 KiB that are looked through for a
 * record.
 */
public final class FuzzEventLogs {
    private static final int CHUNK = EventLogWriter.HEAD;
    private static final int FIRST = 512;
    private static final int MOST = EventLogWriter.CHUNK - FIRST - 28;
    private static final JsonMapper JSON = new JsonMapper();

    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        if (data.length == 0 || data.length > MOST) {
            return;
        }
        boolean open = data[0] == 'o';
        var records = open || data[0] == 'r' ? Arrays.copyOfRange(data, 1, data.length) : record(data);
        var log = ByteBuffer.allocate(CHUNK + FIRST + records.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(0, "ElfFile\0".getBytes(UTF_8))
                .put(CHUNK, "ElfChnk\0".getBytes(UTF_8))
                .putInt(CHUNK + 48, FIRST + (open ? 0 : records.length))
                .put(CHUNK + FIRST, records);
        try (var lines = new EventLogLines(new ByteArrayInputStream(log.array()))) {
            new String(lines.readAllBytes(), UTF_8).lines().forEach(FuzzEventLogs::check);
        }
    }

    private static byte[] record(byte[] document) {
        int size = 28 + document.length;
        return ByteBuffer.allocate(size)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {'*', '*', 0, 0})
                .putInt(size)
                .putLong(1)
                .putLong(0)
                .put(document)
                .putInt(size)
                .array();
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

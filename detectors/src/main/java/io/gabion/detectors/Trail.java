package io.gabion.detectors;

import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The latest observations that a finding will rest on, at most {@value #MAX_SOURCES} and {@value #MAX_BYTES} bytes,
 * and the time until which the same finding is not made again.
 */
public final class Trail {
    public static final int MAX_SOURCES = 10;
    public static final int MAX_BYTES = 192;
    /** Milliseconds of event time between two findings with one key. */
    public static final long QUIET = 3_600_000;

    private static final Source[] NONE = {};

    /** Never changed in place: copies share it. */
    private Source[] sources = NONE;

    private int bytes;
    private long quietUntil = Long.MIN_VALUE;

    public Trail copy() {
        var copy = new Trail();
        copy.sources = sources;
        copy.bytes = bytes;
        copy.quietUntil = quietUntil;
        return copy;
    }

    public void add(Source source) {
        if (isLast(source)) {
            return;
        }
        bytes += size(source);
        int gone = 0;
        while (gone < sources.length && (sources.length - gone >= MAX_SOURCES || bytes > MAX_BYTES)) {
            bytes -= size(sources[gone++]);
        }
        if (bytes > MAX_BYTES) {
            clear();
            return;
        }
        var next = Arrays.copyOfRange(sources, gone, sources.length + 1);
        next[next.length - 1] = source;
        sources = next;
    }

    /** Whether a finding at this time may be made; if so, none may be for the next hour. */
    public boolean speak(long millis) {
        return speak(millis, QUIET);
    }

    /** The same, with so many milliseconds between two. */
    public boolean speak(long millis, long quiet) {
        if (millis < quietUntil) {
            return false;
        }
        quietUntil = millis + quiet;
        return true;
    }

    /** Oldest first; the deciding observation is always the last. */
    public List<Source> evidence(Observation deciding) {
        var evidence = new ArrayList<>(List.of(sources));
        if (!isLast(deciding.source())) {
            evidence.add(deciding.source());
        }
        return evidence;
    }

    public void clear() {
        sources = NONE;
        bytes = 0;
    }

    public void write(DataOutput out) throws IOException {
        out.writeLong(quietUntil);
        out.writeByte(sources.length);
        for (var source : sources) {
            out.writeUTF(source.file());
            out.writeLong(source.line());
        }
    }

    public static Trail read(DataInput in) throws IOException {
        var trail = new Trail();
        trail.quietUntil = in.readLong();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            trail.add(new Source(trail.shared(in.readUTF()), in.readLong()));
        }
        return trail;
    }

    private boolean isLast(Source source) {
        return sources.length > 0 && source.equals(sources[sources.length - 1]);
    }

    /** Most of what an asset does is told by one file: its name is kept once. */
    private String shared(String file) {
        return sources.length > 0 && file.equals(sources[sources.length - 1].file())
                ? sources[sources.length - 1].file()
                : file;
    }

    private static int size(Source source) {
        return 2 + source.file().getBytes(StandardCharsets.UTF_8).length + 8;
    }
}

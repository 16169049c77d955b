package io.gabion.detectors.sigma.correlate;

import io.gabion.protocol.observation.Source;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What one group of one correlation remembers: entries by time, at most {@value #MAX_ENTRIES}. Immutable.
 *
 * @param since begin of the present window in milliseconds, where windows follow each other
 * @param events all events of that window
 */
public record GroupState(long since, long events, List<Entry> entries) {
    public static final int MAX_ENTRIES = 1_024;
    public static final GroupState EMPTY = new GroupState(0, 0, List.of());

    public GroupState {
        entries = List.copyOf(entries);
        if (entries.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException("more than " + MAX_ENTRIES + " entries: " + entries.size());
        }
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    public void write(DataOutput out) throws IOException {
        out.writeLong(since);
        out.writeLong(events);
        out.writeShort(entries.size());
        for (var entry : entries) {
            out.writeLong(entry.time());
            out.writeByte(entry.rule());
            out.writeLong(entry.value());
            out.writeDouble(entry.number());
            out.writeLong(entry.events());
            out.writeUTF(entry.source().file());
            out.writeLong(entry.source().line());
        }
    }

    public static GroupState read(DataInput in) throws IOException {
        long since = in.readLong();
        long events = in.readLong();
        int count = in.readUnsignedShort();
        if (count > MAX_ENTRIES) {
            throw new IOException("a group of " + count + " entries");
        }
        var entries = new ArrayList<Entry>(count);
        for (int i = 0; i < count; i++) {
            entries.add(new Entry(
                    in.readLong(),
                    in.readUnsignedByte(),
                    in.readLong(),
                    in.readDouble(),
                    in.readLong(),
                    new Source(in.readUTF(), in.readLong())));
        }
        return new GroupState(since, events, entries);
    }
}

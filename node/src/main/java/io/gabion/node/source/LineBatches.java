package io.gabion.node.source;

import io.gabion.node.parse.ByteOrderMark;
import io.gabion.node.parse.Format;
import io.gabion.node.parse.Formats;
import io.gabion.protocol.observation.Source;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/** Turns the lines of one file into batches. */
final class LineBatches {
    private final String name;
    private final LogFile file;
    private final LineReader reader;
    private final Function<byte[], Format> formats;
    private final Limits limits;
    private Format format;

    /** @param lines what lies between {@code start} and {@code end} */
    record Read(TailPosition start, TailPosition end, ParsedLines lines) {
        Ingest.Batch batch() {
            return lines.batch(start.key(end), end.json());
        }
    }

    LineBatches(String name, LogFile file, TailPosition start, Function<byte[], Format> formats, Limits limits)
            throws IOException {
        this.name = name;
        this.file = file;
        this.formats = formats;
        this.limits = limits;
        this.reader = new LineReader(file, start.offset(), limits.lineBytes());
    }

    /** The whole lines that there are, as far as a batch may hold them; empty if there are none. */
    Optional<Read> read(TailPosition start) throws IOException {
        var lines = new ParsedLines();
        long line = start.line();
        while (line - start.line() < limits.batchLines() && reader.offset() - start.offset() < limits.batchBytes()) {
            if (reader.next()) {
                take(reader.line(), new Source(name, ++line), start, lines);
            } else if (!reader.fill()) {
                break;
            }
        }
        return line == start.line() ? Optional.empty() : Optional.of(new Read(start, end(start, line), lines));
    }

    /** The line without an end of a file that nobody writes to any more. */
    Read rest(TailPosition start) throws IOException {
        var source = new Source(name, start.line() + 1);
        var lines = new ParsedLines();
        var rest = reader.rest();
        lines.bury(source, "the file ends within the line", rest.bytes(), rest.start(), rest.length());
        return new Read(start, end(start, source.line()), lines);
    }

    /** Why what follows cannot be read; empty if it can. */
    String damage() {
        return file.damage();
    }

    /** The time is taken after the lines, so that it is not before any of them. */
    private TailPosition end(TailPosition start, long line) throws IOException {
        return start.moved(reader.offset(), line, reader.head(), file.modified());
    }

    boolean hasRest() {
        return reader.hasRest();
    }

    /** False if the file was truncated or overwritten since it was read. */
    boolean isIntact() throws IOException {
        return reader.isIntact();
    }

    private void take(LineReader.Line line, Source source, TailPosition start, ParsedLines lines) throws IOException {
        if (line.tooLong()) {
            var reason = "line longer than " + limits.lineBytes() + " bytes";
            lines.bury(source, reason, line.bytes(), line.start(), line.length());
            return;
        }
        int from = line.start() + (source.line() == 1 ? mark(line) : 0);
        int end = line.start() + line.length();
        boolean carriage = end > from && line.bytes()[end - 1] == '\r';
        lines.parse(format(start), source, line.bytes(), from, (carriage ? end - 1 : end) - from);
    }

    private static int mark(LineReader.Line line) {
        var beginning = Arrays.copyOfRange(line.bytes(), line.start(), line.start() + Math.min(4, line.length()));
        return beginning.length - ByteOrderMark.without(beginning).length;
    }

    private Format format(TailPosition start) throws IOException {
        if (format == null) {
            var head = file.head(LogFile.MOST_HEAD);
            var sample = ByteOrderMark.without(head);
            format = Formats.foreign(head).orElseGet(() -> formats.apply(sample));
            if (start.offset() > 0) {
                readHeader(format, sample, start.offset() - (head.length - sample.length));
            }
        }
        return format;
    }

    /** A format that begins in the middle of a file is shown its header again. */
    private void readHeader(Format format, byte[] sample, long before) {
        int from = 0;
        for (int i = 0; i < Math.min(sample.length, before) && sample[from] == '#'; i++) {
            if (sample[i] == '\n') {
                new ParsedLines().parse(format, new Source(name, 1), sample, from, i - from);
                from = i + 1;
                if (from == sample.length) {
                    return;
                }
            }
        }
    }
}

package io.gabion.node.rules;

import io.gabion.node.parse.Format;
import io.gabion.node.parse.Formats;
import io.gabion.node.parse.Lines;
import io.gabion.node.parse.Parsed;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.ZipException;

/**
 * Recorded events as rules see them: read by the format that the file's content shows. A JSON object that is of no known
 * format, or lacks what a mesh needs of it, is taken as it is.
 */
public final class EventFile implements Lines.Sink {
    private static final int HEAD = 64 << 10;

    private final String name;
    private final Format format;
    private final Format plain;
    private final String product;
    private final Consumer<Observation> events;
    private long unread;

    private EventFile(String name, Format format, String product, Consumer<Observation> events) {
        this.name = name;
        this.format = format;
        this.plain = Formats.anyJson(product);
        this.product = product;
        this.events = events;
    }

    /**
     * @param product of events whose format does not tell it, or empty
     * @return how many lines could not be read
     */
    public static long read(Path path, String product, Consumer<Observation> events) throws IOException {
        var modified = Files.getLastModifiedTime(path).toInstant();
        var format = Formats.detect(head(path), modified, path.getFileName().toString());
        var file = new EventFile(path.toString(), format, product, events);
        try (var in = new BufferedInputStream(Files.newInputStream(path), HEAD)) {
            new Lines().read(in, file);
        }
        return file.unread;
    }

    private static byte[] head(Path path) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(path))) {
            return Lines.decompressed(in).readNBytes(HEAD);
        } catch (EOFException | ZipException e) {
            return new byte[0];
        }
    }

    @Override
    public void line(long number, byte[] bytes, int offset, int length) {
        var source = new Source(name, number);
        var parsed = format.parse(source, bytes, offset, length);
        if (parsed instanceof Parsed.Dead || !product.isEmpty() && isOfUnknownProduct(parsed)) {
            parsed = plain.parse(source, bytes, offset, length);
        }
        switch (parsed) {
            case Parsed.Seen(var observation) -> events.accept(observation);
            case Parsed.Skipped _ -> {}
            case Parsed.Dead _ -> unread++;
        }
    }

    private static boolean isOfUnknownProduct(Parsed parsed) {
        return parsed instanceof Parsed.Seen(var observation)
                && observation.product().isEmpty();
    }

    @Override
    public void dead(long number, String reason, byte[] beginning) {
        unread++;
    }
}

package io.gabion.node.intel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gabion.node.parse.ByteOrderMark;
import io.gabion.node.parse.Lines;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file of indicators or a warning list, plain or gzip. What it is, its content shows. */
final class ListFile {
    /** Unpacked. */
    static final long MAX_BYTES = 1L << 30;

    static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(1 << 16)
                    .maxNameLength(1 << 10)
                    .maxDocumentLength(MAX_BYTES)
                    .build())
            .build());

    enum Kind {
        CSV,
        JSON_LINES,
        /** Objects over several lines, or in an array. */
        JSON_OBJECTS,
        STIX,
        WARNING_LIST,
        /** CISA's catalogue of known exploited vulnerabilities. */
        EXPLOITED
    }

    /** @param version a hash of the bytes as they lie there */
    record Known(Path path, Kind kind, String version) {
        String name() {
            return path.getFileName().toString();
        }
    }

    /** @throws IOException in one line that names the file */
    static Known look(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new IOException(path + ": no such file");
        }
        if (Files.size(path) > MAX_BYTES) {
            throw new IOException(path + ": larger than 1 GiB");
        }
        return new Known(path, kind(path), hash(path));
    }

    static InputStream open(Path path) throws IOException {
        return new Capped(
                new BufferedInputStream(ByteOrderMark.utf8(Lines.unpacked(Files.newInputStream(path))), 1 << 16), path);
    }

    private static Kind kind(Path path) throws IOException {
        try (var in = open(path);
                var parser = JSON.createParser(in)) {
            var first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                var element = parser.nextToken();
                if (element == JsonToken.START_OBJECT || element == JsonToken.END_ARRAY) {
                    return Kind.JSON_OBJECTS;
                }
                throw new IOException(path + ":" + parser.currentTokenLocation().getLineNr()
                        + ": an array that does not begin with an object");
            }
            if (first != JsonToken.START_OBJECT) {
                return Kind.CSV;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                switch (parser.currentName()) {
                    case "objects" -> {
                        return Kind.STIX;
                    }
                    case "list" -> {
                        return Kind.WARNING_LIST;
                    }
                    case "vulnerabilities" -> {
                        return Kind.EXPLOITED;
                    }
                    case "value", "indicator", "criticality", "privilege", "alias", "cve", "role" -> {
                        return isOfLines(path) ? Kind.JSON_LINES : Kind.JSON_OBJECTS;
                    }
                    default -> {
                        parser.nextToken();
                        parser.skipChildren();
                    }
                }
            }
            throw new IOException(path
                    + ": neither a STIX bundle, nor a warning list, nor a catalogue of KEV, nor lines of indicators");
        } catch (JsonProcessingException e) {
            if (e.getLocation() != null && e.getLocation().getLineNr() == 1 && startsAsCsv(path)) {
                return Kind.CSV;
            }
            throw new IOException(at(path, e), e);
        }
    }

    /** Whether the first object, or the mistake in it, ends on the line where it begins. */
    private static boolean isOfLines(Path path) throws IOException {
        try (var parser = JSON.createParser(open(path))) {
            parser.nextToken();
            int line = parser.currentTokenLocation().getLineNr();
            try {
                parser.skipChildren();
                return parser.currentTokenLocation().getLineNr() == line;
            } catch (JsonProcessingException e) {
                return e.getLocation() != null && e.getLocation().getLineNr() == line;
            }
        }
    }

    private static boolean startsAsCsv(Path path) throws IOException {
        try (var in = open(path)) {
            int first = in.read();
            return first >= 0 && first != '{' && first != '[';
        }
    }

    static String at(Path path, JsonProcessingException e) {
        int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
        return path + ":" + line + ": "
                + e.getOriginalMessage().lines().findFirst().orElse("not JSON");
    }

    private static String hash(Path path) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(path), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Ends a stream that unpacks to more than the limit. */
    private static final class Capped extends java.io.FilterInputStream {
        private final Path path;
        private long read;

        Capped(InputStream in, Path path) {
            super(in);
            this.path = path;
        }

        @Override
        public int read() throws IOException {
            return counted(super.read(), 1);
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int n = super.read(bytes, from, length);
            return counted(n, n);
        }

        private int counted(int result, int bytes) throws IOException {
            read += result < 0 ? 0 : bytes;
            if (read > MAX_BYTES) {
                throw new IOException(path + ": unpacks to more than 1 GiB");
            }
            return result;
        }
    }

    private ListFile() {}
}

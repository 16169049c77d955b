package io.gabion.node.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.gabion.node.view.Projection;
import io.gabion.node.view.Records;
import io.gabion.node.view.SuspicionRecord;
import io.gabion.protocol.intake.DeadLetter;
import io.gabion.protocol.suspicion.Suspicion;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Writes what a replay found, one JSON object per line. */
public final class ReplayOutput implements Closeable {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final Path directory;
    private final BufferedWriter deadLetters;

    public ReplayOutput(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.deadLetters = writer("deadletters.jsonl");
    }

    public void deadLetter(DeadLetter letter) {
        try {
            line(deadLetters, Records.deadLetter(letter));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Suspicions by (time, asset, id), incidents and responses by time, then id. */
    public void finish(Projection projection, ObjectNode summary) throws IOException {
        var order = Comparator.comparing(Suspicion::time)
                .thenComparing(Suspicion::asset)
                .thenComparing(Suspicion::id);
        write("suspicions.jsonl", projection.suspicions().stream().sorted(order).map(SuspicionRecord::write));
        write("incidents.jsonl", Records.incidents(projection));
        write("responses.jsonl", Records.responses(projection));
        try (var out = writer("summary.json")) {
            line(out, summary);
        }
    }

    private void write(String name, Stream<ObjectNode> records) throws IOException {
        try (var out = writer(name)) {
            for (var record : (Iterable<ObjectNode>) records::iterator) {
                line(out, record);
            }
        }
    }

    /** Half a surrogate pair in a text from outside must not end the whole replay: it becomes a question mark. */
    private BufferedWriter writer(String name) throws IOException {
        return new BufferedWriter(new OutputStreamWriter(Files.newOutputStream(directory.resolve(name)), UTF_8));
    }

    private static void line(BufferedWriter out, ObjectNode record) throws IOException {
        out.write(JSON.writeValueAsString(record));
        out.write('\n');
    }

    @Override
    public void close() throws IOException {
        deadLetters.close();
    }
}

package io.gabion.detectors.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gabion.detectors.model.Scorer.Input;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** What a model learns from or judges: JSON lines, plain or gzip, at most {@value #MAX}. */
public final class InputFile {
    public static final int MAX = 2_000_000;
    private static final JsonMapper JSON = new JsonMapper();

    public static List<JsonNode> read(Path file) throws IOException {
        var rows = new ArrayList<JsonNode>();
        try (var in = new BufferedReader(new InputStreamReader(opened(file), StandardCharsets.UTF_8))) {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                if (rows.size() == MAX) {
                    throw new IOException("more than " + MAX + " lines");
                }
                rows.add(JSON.readTree(line));
            }
        } catch (JsonProcessingException e) {
            throw new IOException("line " + (rows.size() + 1) + " is no JSON", e);
        }
        return rows;
    }

    private static InputStream opened(Path file) throws IOException {
        var in = new BufferedInputStream(Files.newInputStream(file));
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new GZIPInputStream(in) : in;
    }

    /** What the line gives the model to judge. @throws IOException if it is of another model's form */
    public static Input input(Encoding encoding, JsonNode line) throws IOException {
        return switch (encoding) {
            case Encoding.Domain _ -> new Input.Domain(member(line, "domain").asText());
            case MailEncoding _ ->
                new Input.Mail(
                        line.path("headers").asText(),
                        line.path("subject").asText(),
                        member(line, "body").asText());
            case Encoding.Tokens _ -> new Input.Tokens(texts(line, "tokens"));
            case VectorEncoding vector -> {
                var values = texts(line, "vector");
                if (values.size() != vector.columns().size()) {
                    throw new IOException(values.size() + " values, the model was made for "
                            + vector.columns().size());
                }
                var made = made(line);
                if (!made.isEmpty() && !vector.made().isEmpty() && !made.equals(vector.made())) {
                    throw new IOException(
                            "values of \"%s\", the model was made for \"%s\"".formatted(made, vector.made()));
                }
                yield new Input.Vector(values);
            }
        };
    }

    /** What the line says its values are, or empty. */
    static String made(JsonNode line) {
        return line.path("features").asText();
    }

    /** What all of the lines say their values are. @throws IOException if they differ */
    public static String made(List<JsonNode> lines) throws IOException {
        var made = lines.isEmpty() ? "" : made(lines.getFirst());
        for (var line : lines) {
            if (!made(line).equals(made)) {
                throw new IOException("rows of \"%s\" among those of \"%s\"".formatted(made(line), made));
            }
        }
        return made;
    }

    /** An array of plain values. */
    public static List<String> texts(JsonNode line, String name) throws IOException {
        return member(line, name).valueStream().map(JsonNode::asText).toList();
    }

    private static JsonNode member(JsonNode line, String name) throws IOException {
        var member = line.get(name);
        if (member == null) {
            throw new IOException("a line without \"" + name + "\"");
        }
        return member;
    }

    private InputFile() {}
}

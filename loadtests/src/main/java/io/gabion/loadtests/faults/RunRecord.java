package io.gabion.loadtests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A file of runs, one line of JSON each, and the page that tells of them. */
final class RunRecord {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String END = "<!-- end -->";

    /** Of the code, as git describes it. */
    static String version(Path root) throws IOException, InterruptedException {
        return Commands.run("git", "-C", root.toString(), "describe", "--always", "--dirty")
                .strip();
    }

    static void append(Path file, JsonNode run) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, run + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** @throws IOException that names the line that is no run */
    static <R> List<R> read(Path file, Function<JsonNode, R> run) throws IOException {
        var runs = new ArrayList<R>();
        try {
            for (var line : Files.readAllLines(file)) {
                try {
                    runs.add(run.apply(JSON.readTree(line)));
                } catch (IOException | RuntimeException e) {
                    throw new IOException(file + ":" + (runs.size() + 1) + ": " + e.getMessage(), e);
                }
            }
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": there is no such record of runs", e);
        }
        return runs;
    }

    /** Writes the text between a line of the page and its end. @throws IOException if it has no place for it */
    static void tell(Path page, String line, String text) throws IOException {
        var whole = Files.readString(page);
        int begin = whole.indexOf(line);
        int end = whole.indexOf(END, begin);
        if (begin < 0 || end < 0) {
            throw new IOException(page + ": no lines '" + line + "' and '" + END + "'");
        }
        Files.writeString(page, whole.substring(0, begin) + line + "\n" + text + whole.substring(end));
    }

    private RunRecord() {}
}

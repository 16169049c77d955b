package io.gabion.detectors.model.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/** JSON lines to learn from, at most {@value #MAX}. */
final class Rows {
    static final int MAX = 2_000_000;
    private static final JsonMapper JSON = new JsonMapper();
    private static final int HELD_BACK = 10;

    /** @param held not learnt: thresholds and figures come from these */
    record Parts(List<JsonNode> learnt, List<JsonNode> held) {}

    static List<JsonNode> read(Path file) throws IOException {
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

    /** One in {@value #HELD_BACK} is held back, drawn by the seed. */
    static Parts split(List<JsonNode> rows, long seed) {
        var mixed = new ArrayList<>(rows);
        Collections.shuffle(mixed, new Random(seed));
        int held = mixed.size() / HELD_BACK;
        return new Parts(mixed.subList(held, mixed.size()), mixed.subList(0, held));
    }

    private Rows() {}
}

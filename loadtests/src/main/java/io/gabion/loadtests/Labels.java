package io.gabion.loadtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Reads what goes with a labelled set. */
final class Labels {
    static final JsonMapper JSON = new JsonMapper();

    static List<JsonNode> read(Path folder) throws IOException {
        var labels = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(folder.resolve("labels.jsonl"))) {
            labels.add(JSON.readTree(line));
        }
        return labels;
    }

    static BufferedReader unzipped(Path file) throws IOException {
        return new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
    }

    static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }

    /** Of a technique or of one of its subtechniques. */
    static String parent(String technique) {
        int dot = technique.indexOf('.');
        return dot < 0 ? technique : technique.substring(0, dot);
    }

    private Labels() {}
}

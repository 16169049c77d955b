package io.gabion.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.regex.Pattern;

/**
 * What a command has printed.
 *
 * @param exit its code
 * @param out without what a node in this process logs there
 */
public record Said(int exit, String out) {
    private static final Pattern LOGGED = Pattern.compile("(?m)^\\d\\d:\\d\\d:.*\n");

    /** Of {@code gabion WORDS}, in this process. */
    public static Said run(String... words) {
        var before = System.out;
        var out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, UTF_8));
        try {
            int exit = Gabion.run(words);
            return new Said(exit, LOGGED.matcher(out.toString(UTF_8)).replaceAll(""));
        } finally {
            System.setOut(before);
        }
    }

    public JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out);
    }
}

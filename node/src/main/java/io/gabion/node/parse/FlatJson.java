package io.gabion.node.parse;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** JSON objects by themselves: their leaves as {@link JsonLeaves} has them, or what they are about. */
final class FlatJson {
    /** Of one line: what the leaves mean, or why it is dead. */
    static Parsed parsed(byte[] line, int offset, int length, Function<Map<String, String>, Parsed> meaning) {
        return parsed(fresh(), line, offset, length, Integer.MAX_VALUE, meaning);
    }

    /** The same of one line of a stream. @param most fields at most */
    static Parsed parsed(
            JsonLeaves stream,
            byte[] line,
            int offset,
            int length,
            int most,
            Function<Map<String, String>, Parsed> meaning) {
        if (ZeekTsv.isBlank(line, offset, length)) {
            return Parsed.SKIPPED;
        }
        Map<String, String> leaves;
        try {
            leaves = stream.read(line, offset, length, most);
        } catch (IOException e) {
            return new Parsed.Dead("not a JSON object");
        }
        return meaning.apply(leaves);
    }

    /** @throws IOException if the bytes are not one JSON object within the limits */
    static Map<String, String> read(byte[] bytes, int offset, int length) throws IOException {
        return fresh().read(bytes, offset, length, Integer.MAX_VALUE);
    }

    private static JsonLeaves fresh() {
        return new JsonLeaves(UnaryOperator.identity());
    }

    /** The names of an object's own members, as far as the text goes. */
    static Set<String> members(String text) {
        var names = new HashSet<String>();
        try (JsonParser parser = JsonLeaves.FACTORY.createParser(text)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    names.add(parser.currentName());
                    parser.nextToken();
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            return names; // the head of a file ends where it ends
        }
        return names;
    }

    private FlatJson() {}
}

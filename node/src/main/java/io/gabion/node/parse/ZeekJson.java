package io.gabion.node.parse;

import static io.gabion.node.parse.Fields.first;

import io.gabion.protocol.observation.Source;

/** Zeek's JSON logs. A line that does not say its log's type gets the one of the file's name. */
final class ZeekJson implements Format {
    static final String NAME = "zeek-json";

    private final String filePath;

    ZeekJson(String filePath) {
        this.filePath = filePath;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Parsed parse(Source source, byte[] line, int offset, int length) {
        return FlatJson.parsed(line, offset, length, leaves -> {
            var path = first(leaves, "_path", "@stream");
            return Zeek.read(source, path.isEmpty() ? filePath : path, leaves);
        });
    }
}

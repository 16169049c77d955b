package io.gabion.node.parse;

import io.gabion.protocol.observation.Source;

/** Text of no format known here: every line is a dead letter. */
record UnknownFormat(String name) implements Format {
    static final String JSON = "json";

    @Override
    public Parsed parse(Source source, byte[] line, int offset, int length) {
        return ZeekTsv.isBlank(line, offset, length)
                ? Parsed.SKIPPED
                : new Parsed.Dead(name.equals(JSON) ? "JSON of an unknown kind" : "unknown format");
    }
}

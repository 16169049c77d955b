package io.gabion.node.parse;

import io.gabion.protocol.observation.Source;

/** Text of no format known here: every line is a dead letter. */
record UnknownFormat(String name) implements Format {
    /** Only whole files and batches are unpacked: the end of a file that grows is not known. */
    static final String DOCUMENT = "json-document";

    @Override
    public Parsed parse(Source source, byte[] line, int offset, int length) {
        return ZeekTsv.isBlank(line, offset, length)
                ? Parsed.SKIPPED
                : new Parsed.Dead(
                        name.equals(DOCUMENT)
                                ? "a document of many records: replay it, or send it over HTTP"
                                : "unknown format");
    }
}

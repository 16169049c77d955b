package io.gabion.node.parse;

import io.gabion.protocol.observation.Source;

/** Text that is not read here: every line is a dead letter with the reason. */
record UnknownFormat(String name, String reason) implements Format {
    private static final String INSTEAD = ": replay it, or send it over HTTP";

    /** Only whole files and batches are unpacked: the end of a file that grows is not known. */
    static final UnknownFormat DOCUMENT = new UnknownFormat("json-document", "a document of many records" + INSTEAD);

    /** Only whole files and batches are decoded: a line of a file that grows ends at a byte. */
    static UnknownFormat encoded(String encoding) {
        return new UnknownFormat(encoding, "text of " + encoding + ", not UTF-8" + INSTEAD);
    }

    @Override
    public Parsed parse(Source source, byte[] line, int offset, int length) {
        return ZeekTsv.isBlank(line, offset, length) ? Parsed.SKIPPED : new Parsed.Dead(reason);
    }
}

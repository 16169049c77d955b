package io.gabion.node.parse;

import io.gabion.protocol.observation.Source;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Auditd's own log, {@code audit.log}. A record without {@code node} is of an unknown host. */
final class AuditFormat implements Format {
    static final String NAME = "auditd";

    private final AuditEvents events = new AuditEvents();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Parsed parse(Source source, byte[] line, int offset, int length) {
        if (ZeekTsv.isBlank(line, offset, length)) {
            return Parsed.SKIPPED;
        }
        return AuditRecord.read(new String(line, offset, length, StandardCharsets.UTF_8), 0)
                .map(record -> events.of(source, record, Optional.empty()))
                .orElseGet(() -> new Parsed.Dead("not an audit record: no type, time and number"));
    }
}

package io.gabion.node.parse.evtx;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import io.gabion.node.parse.evtx.Xml.Filling;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** Writes binary event logs as Windows does: names and templates once in a chunk, where they are used first. */
public final class EventLogWriter {
    public static final int HEAD = 4096;
    public static final int CHUNK = 1 << 16;
    private static final int CHUNK_HEAD = 512;

    private final ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    private ByteBuffer chunk = fresh();
    private Map<String, Integer> names = new HashMap<>();
    private Map<Xml.Element, Integer> templates = new HashMap<>();
    private int lastAt = CHUNK_HEAD;
    private long firstNumber = 1;
    private long number;

    private static ByteBuffer fresh() {
        return ByteBuffer.allocate(4 * CHUNK).order(ByteOrder.LITTLE_ENDIAN).position(CHUNK_HEAD);
    }

    /** A log of these, one record each. */
    public static byte[] log(Xml... events) {
        return log(List.of(events));
    }

    public static byte[] log(List<? extends Xml> events) {
        var writer = new EventLogWriter();
        events.forEach(writer::add);
        return writer.bytes();
    }

    public EventLogWriter add(Xml event) {
        var namesBefore = new HashMap<>(names);
        var templatesBefore = new HashMap<>(templates);
        int lastBefore = lastAt;
        int from = chunk.position();
        write(event);
        if (chunk.position() > CHUNK) {
            names = namesBefore;
            templates = templatesBefore;
            lastAt = lastBefore;
            number--;
            chunk.position(from);
            endChunk();
            write(event);
        }
        return this;
    }

    /** What follows is in another chunk. */
    public EventLogWriter endChunk() {
        int free = chunk.position();
        chunks.writeBytes(sealed(chunk.array(), free));
        chunk = fresh();
        names = new HashMap<>();
        templates = new HashMap<>();
        firstNumber = number + 1;
        return this;
    }

    private byte[] sealed(byte[] written, int free) {
        var bytes = new byte[CHUNK];
        System.arraycopy(written, 0, bytes, 0, free);
        var head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        head.put("ElfChnk\0".getBytes(US_ASCII));
        head.putLong(firstNumber).putLong(number).putLong(firstNumber).putLong(number);
        head.putInt(128).putInt(lastAt).putInt(free);
        seal(bytes, 0);
        return bytes;
    }

    /** Brings the checksums of the chunk at {@code from} up to date. */
    public static byte[] seal(byte[] bytes, int from) {
        var head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        head.putInt(from + 52, checksum(bytes, from + CHUNK_HEAD, head.getInt(from + 48) - CHUNK_HEAD));
        var crc = new CRC32();
        crc.update(bytes, from, 120);
        crc.update(bytes, from + 128, CHUNK_HEAD - 128);
        head.putInt(from + 124, (int) crc.getValue());
        return bytes;
    }

    /** Brings the checksum of the file's head up to date. */
    public static void sealHead(byte[] bytes) {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(124, checksum(bytes, 0, 120));
    }

    private static int checksum(byte[] bytes, int from, int length) {
        var crc = new CRC32();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    public byte[] bytes() {
        if (chunk.position() > CHUNK_HEAD) {
            endChunk();
        }
        var head = ByteBuffer.allocate(HEAD).order(ByteOrder.LITTLE_ENDIAN);
        int count = chunks.size() / CHUNK;
        head.put("ElfFile\0".getBytes(US_ASCII));
        head.putLong(0).putLong(Math.max(0, count - 1)).putLong(number + 1);
        head.putInt(128)
                .putShort((short) 1)
                .putShort((short) 3)
                .putShort((short) HEAD)
                .putShort((short) count);
        sealHead(head.array());
        var all = new ByteArrayOutputStream();
        all.writeBytes(head.array());
        all.writeBytes(chunks.toByteArray());
        return all.toByteArray();
    }

    private void write(Xml event) {
        int from = chunk.position();
        lastAt = from;
        number++;
        chunk.put(new byte[] {'*', '*', 0, 0}).putInt(0).putLong(number).putLong(132_000_000_000_000_000L);
        document(event, false);
        chunk.put(new byte[(8 - (chunk.position() + 4 - from) % 8) % 8]);
        int size = chunk.position() + 4 - from;
        chunk.putInt(size).putInt(from + 4, size);
    }

    private void document(Xml xml, boolean isTemplate) {
        chunk.put(new byte[] {0x0f, 1, 1, 0});
        put(xml, isTemplate, false);
        chunk.put((byte) 0);
    }

    private void put(Xml xml, boolean isTemplate, boolean more) {
        int flag = more ? 0x40 : 0;
        switch (xml) {
            case Xml.Element element -> element(element, isTemplate);
            case Xml.Text(var text) -> counted(chunk.put((byte) (0x05 | flag)).put((byte) 1), text);
            case Xml.Section(var text) -> counted(chunk.put((byte) (0x07 | flag)), text);
            case Xml.Character(var code) -> chunk.put((byte) (0x08 | flag)).putChar(code);
            case Xml.Entity(var name) -> {
                chunk.put((byte) (0x09 | flag));
                name(name);
            }
            case Xml.Instruction(var target, var data) -> {
                chunk.put((byte) 0x0a);
                name(target);
                counted(chunk.put((byte) 0x0b), data);
            }
            case Xml.Slot(var slot, var type, var isOptional) ->
                chunk.put((byte) (isOptional ? 0x0e : 0x0d))
                        .putShort((short) slot)
                        .put((byte) type);
            case Xml.Instance instance -> instance(instance);
        }
    }

    private static void counted(ByteBuffer into, String text) {
        into.putShort((short) text.length()).put(text.getBytes(UTF_16LE));
    }

    private void element(Xml.Element element, boolean isTemplate) {
        chunk.put((byte) (element.attributes().isEmpty() ? 0x01 : 0x41));
        if (isTemplate) {
            chunk.putShort((short) -1);
        }
        int size = sized();
        name(element.name());
        if (!element.attributes().isEmpty()) {
            int list = sized();
            for (int i = 0; i < element.attributes().size(); i++) {
                var attribute = element.attributes().get(i);
                chunk.put((byte) (i + 1 < element.attributes().size() ? 0x46 : 0x06));
                name(attribute.name());
                all(attribute.content(), isTemplate);
            }
            size(list);
        }
        if (element.content().isEmpty()) {
            chunk.put((byte) 0x03);
        } else {
            chunk.put((byte) 0x02);
            all(element.content(), isTemplate);
            chunk.put((byte) 0x04);
        }
        size(size);
    }

    private void all(List<Xml> content, boolean isTemplate) {
        for (int i = 0; i < content.size(); i++) {
            put(content.get(i), isTemplate, i + 1 < content.size());
        }
    }

    private int sized() {
        chunk.putInt(0);
        return chunk.position();
    }

    private void size(int from) {
        chunk.putInt(from - 4, chunk.position() - from);
    }

    private void name(String name) {
        var known = names.get(name);
        if (known != null) {
            chunk.putInt(known);
            return;
        }
        int at = chunk.position() + 4;
        names.put(name, at);
        chunk.putInt(at).putInt(0).putShort((short) name.hashCode());
        counted(chunk, name);
        chunk.putChar('\0');
    }

    private void instance(Xml.Instance instance) {
        chunk.put((byte) 0x0c).put((byte) 1).putInt(instance.template().hashCode());
        var known = templates.get(instance.template());
        if (known == null) {
            int at = chunk.position() + 4;
            chunk.putInt(at).putInt(0).put(new byte[16]);
            int size = sized();
            document(instance.template(), true);
            size(size);
            templates.put(instance.template(), at);
        } else {
            chunk.putInt(known);
        }
        var fillings = instance.fillings();
        chunk.putInt(fillings.size());
        int heads = chunk.position();
        chunk.put(new byte[4 * fillings.size()]);
        for (int i = 0; i < fillings.size(); i++) {
            int from = chunk.position();
            int type =
                    switch (fillings.get(i)) {
                        case Filling.Plain(var plain, var bytes) -> {
                            chunk.put(bytes);
                            yield plain;
                        }
                        case Filling.Nested(var document) -> {
                            document(document, false);
                            yield Value.XML;
                        }
                    };
            chunk.putShort(heads + 4 * i, (short) (chunk.position() - from));
            chunk.put(heads + 4 * i + 2, (byte) type);
        }
    }
}

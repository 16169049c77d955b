package io.gabion.node.parse.evtx;

import static io.gabion.node.parse.evtx.Xml.data;
import static io.gabion.node.parse.evtx.Xml.element;
import static io.gabion.node.parse.evtx.Xml.plain;
import static io.gabion.node.parse.evtx.Xml.slot;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import io.gabion.node.parse.evtx.Xml.Filling;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A template with random fields, and values for it with what they are as JSON. */
final class RandomEvent {
    private static final int[] TYPES = {0x00, 0x01, 0x04, 0x06, 0x07, 0x0a, 0x0d, 0x14, 0x81, 0x88, Value.XML};

    private record Filled(Filling filling, Object expected) {}

    private final List<Integer> types = new ArrayList<>();
    private final Xml.Element template;

    RandomEvent(Random random, int number) {
        var fields = new Xml[1 + random.nextInt(20)];
        for (int i = 0; i < fields.length; i++) {
            types.add(TYPES[random.nextInt(TYPES.length)]);
            fields[i] = data("Field" + number + "_" + i, slot(i, types.get(i)));
        }
        template = element("Event", element("EventData", fields));
    }

    void fill(Random random, List<Xml> events, List<Object> expected) {
        var fillings = new ArrayList<Filling>();
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < types.size(); i++) {
            var filled = value(random, types.get(i));
            fillings.add(filled.filling());
            var name = ((Xml.Text)
                            ((Xml.Element) ((Xml.Element) template.content().getFirst())
                                            .content()
                                            .get(i))
                                    .attributes()
                                    .getFirst()
                                    .content()
                                    .getFirst())
                    .text();
            fields.put(name, filled.expected());
        }
        events.add(new Xml.Instance(template, fillings));
        expected.add(Map.of("Event", Map.of("EventData", fields)));
    }

    private static Filled value(Random random, int type) {
        var bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        int number = random.nextInt();
        return switch (type) {
            case 0x00 -> new Filled(plain(0), null);
            case 0x01 -> {
                var text = text(random);
                yield new Filled(plain(type, text.getBytes(UTF_16LE)), text);
            }
            case 0x04 -> new Filled(plain(type, (byte) number), "" + (number & 0xff));
            case 0x06 -> new Filled(plain(type, (byte) number, (byte) (number >> 8)), "" + (number & 0xffff));
            case 0x07 -> new Filled(of(type, bytes.putInt(number)), "" + number);
            case 0x0a -> new Filled(of(type, bytes.putLong(number)), Long.toUnsignedString(number));
            case 0x0d -> new Filled(of(type, bytes.putInt(number & 1)), number % 2 == 0 ? "false" : "true");
            case 0x14 -> new Filled(of(type, bytes.putInt(number)), "0x" + Integer.toHexString(number));
            case 0x81 -> {
                var texts = List.of(text(random), text(random), text(random));
                yield new Filled(plain(type, (String.join("\0", texts) + "\0").getBytes(UTF_16LE)), texts);
            }
            case 0x88 -> {
                bytes.putInt(number).putInt(7);
                yield new Filled(of(type, bytes), List.of(Integer.toUnsignedString(number), "7"));
            }
            default -> {
                var text = text(random);
                var nested = new Xml.Instance(
                        element("In" + (number & 3), slot(0, 0x01)), List.of(plain(0x01, text.getBytes(UTF_16LE))));
                yield new Filled(new Filling.Nested(nested), nested(number & 3, text));
            }
        };
    }

    /** {@code Data} with something in it keeps the attribute that names it. */
    private static Object nested(int number, String text) {
        return Map.of("In" + number, text);
    }

    private static Filling of(int type, ByteBuffer bytes) {
        var used = new byte[bytes.position()];
        bytes.get(0, used);
        return plain(type, used);
    }

    private static String text(Random random) {
        int length = 1 + random.nextInt(30);
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(random.nextInt(8) == 0 ? 0x1f600 + random.nextInt(50) : ' ' + random.nextInt(0x400));
        }
        return text.toString();
    }
}

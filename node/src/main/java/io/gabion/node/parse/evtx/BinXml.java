package io.gabion.node.parse.evtx;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads the binary XML of one record ([MS-EVEN6] 2.2.12, as event logs store it: names and templates stand once in a chunk,
 * and are referred to). What it costs is limited, however templates refer to each other: in depth, tokens and text.
 */
final class BinXml {
    /** Of elements, and of documents within values. */
    static final int MOST_DEPTH = 24;

    static final int MOST_TOKENS = 1 << 16;

    /** Characters, those of names included. */
    static final int MOST_TEXT = 1 << 18;

    static final int MOST_NAME = 256;

    private static final int TEMPLATE_HEAD = 24;
    private static final int NO_DEPENDENCY = 0xffff;

    /** @param isTemplate elements of a template's definition say what they depend on */
    private record Place(boolean isTemplate, List<Value> values, int depth) {
        static final Place RECORD = new Place(false, List.of(), 0);

        Place below() throws Damage {
            if (depth == MOST_DEPTH) {
                throw new Damage("more than " + MOST_DEPTH + " elements within each other");
            }
            return new Place(isTemplate, values, depth + 1);
        }
    }

    private final ChunkBytes in;
    private final Map<Integer, String> names;
    private int at;
    private int end;
    private int tokens;
    private int text;

    /** @param names of the chunk by their place; what is read is added */
    BinXml(ChunkBytes in, Map<Integer, String> names) {
        this.in = in;
        this.names = names;
    }

    /** What reading has cost so far. */
    int tokens() {
        return tokens;
    }

    /** How much text was read so far. */
    int text() {
        return text;
    }

    /** The one element of the record whose document is from {@code from} to {@code to}. */
    Element read(int from, int to) throws Damage {
        at = from;
        end = to;
        var document = new Element("");
        fragments(document, Place.RECORD);
        if (document.inner().size() != 1) {
            throw new Damage("a record of " + document.inner().size() + " elements instead of one");
        }
        return document.inner().getFirst();
    }

    private void fragments(Element into, Place place) throws Damage {
        while (at < end) {
            switch (token()) {
                case 0x00 -> {
                    return;
                }
                case 0x0f -> skip(3);
                case 0x01 -> element(into, false, place);
                case 0x41 -> element(into, true, place);
                case 0x0c -> template(into, place);
                case 0x0a -> name();
                case 0x0b -> skip(2 + 2 * in.number16(at));
                default -> throw unexpected("at the beginning of a document");
            }
        }
    }

    private void element(Element into, boolean hasAttributes, Place around) throws Damage {
        var place = around.below();
        if (place.isTemplate() || in.number16(at) == NO_DEPENDENCY) {
            skip(2);
        }
        skip(4);
        var element = new Element(name());
        into.add(element);
        if (hasAttributes) {
            skip(4);
            attributes(element, place);
        }
        switch (token()) {
            case 0x02 -> content(element, place);
            case 0x03 -> {}
            default -> throw unexpected("at the end of a start tag");
        }
    }

    private void attributes(Element element, Place place) throws Damage {
        while ((in.number8(at) & ~0x40) == 0x06) {
            token();
            var name = name();
            // What an attribute says is read as that of an element.
            var said = new Element(name);
            while (isText(in.number8(at))) {
                text(said, token(), place);
            }
            said.asAttribute(element);
        }
    }

    private static boolean isText(int token) {
        return switch (token & ~0x40) {
            case 0x05, 0x08, 0x09, 0x0d, 0x0e -> true;
            default -> false;
        };
    }

    private void content(Element element, Place place) throws Damage {
        while (true) {
            int token = token();
            switch (token) {
                case 0x04 -> {
                    return;
                }
                case 0x01 -> element(element, false, place);
                case 0x41 -> element(element, true, place);
                case 0x0c -> template(element, place);
                case 0x0a -> name();
                case 0x0b -> skip(2 + 2 * in.number16(at));
                default -> text(element, token, place);
            }
        }
    }

    private void text(Element into, int token, Place place) throws Damage {
        switch (token & ~0x40) {
            case 0x05 -> {
                int type = in.number8(at);
                skip(1);
                if (type != Value.STRING) {
                    throw new Damage("a text of type 0x%02x".formatted(type));
                }
                into.add(charged(counted()));
            }
            case 0x07 -> into.add(charged(counted()));
            case 0x08 -> {
                char named = (char) in.number16(at);
                skip(2);
                into.add(charged(Character.isSurrogate(named) ? "\ufffd" : Character.toString(named)));
            }
            case 0x09 -> into.add(charged(entity(name())));
            case 0x0d, 0x0e -> substitute(into, place);
            default -> throw unexpected("within an element");
        }
    }

    private static String entity(String name) {
        return switch (name) {
            case "lt" -> "<";
            case "gt" -> ">";
            case "amp" -> "&";
            case "quot" -> "\"";
            case "apos" -> "'";
            default -> "&" + name + ";";
        };
    }

    /** What is null leaves no text, be it optional or not. */
    private void substitute(Element into, Place place) throws Damage {
        int number = in.number16(at);
        skip(3);
        if (number >= place.values().size()) {
            throw new Damage("value " + number + " of " + place.values().size());
        }
        var value = place.values().get(number);
        if (value.isEmpty()) {
            return;
        }
        if (value.isXml()) {
            within(value.at(), value.size(), into, new Place(false, List.of(), place.depth()));
            return;
        }
        var texts = value.texts(in);
        for (var one : texts) {
            charged(one);
        }
        if (value.isArray()) {
            into.repeat(texts);
        } else {
            into.add(texts.getFirst());
        }
    }

    private void template(Element into, Place place) throws Damage {
        skip(5);
        int definition = in.count32(at);
        skip(4);
        int size = in.count32(definition + TEMPLATE_HEAD - 4);
        if (definition == at) {
            skip(TEMPLATE_HEAD + size);
        }
        int count = in.count32(at);
        skip(4);
        int first = at + 4 * count;
        var values = new ArrayList<Value>(Math.min(count, MOST_NAME));
        for (int i = 0; i < count; i++) {
            int length = in.number16(at);
            values.add(new Value(in.number8(at + 2), first, length));
            first += length;
            skip(4);
        }
        skip(first - at);
        within(definition + TEMPLATE_HEAD, size, into, new Place(true, values, place.depth()));
    }

    /** A document elsewhere in the chunk; then it goes on here. */
    private void within(int from, int size, Element into, Place place) throws Damage {
        in.check(from, size);
        int then = at;
        int thenEnd = end;
        at = from;
        end = from + size;
        fragments(into, place.below());
        at = then;
        end = thenEnd;
    }

    private int token() throws Damage {
        if (++tokens > MOST_TOKENS) {
            throw new Damage("more than " + MOST_TOKENS + " tokens");
        }
        int token = in.number8(at);
        skip(1);
        return token;
    }

    private Damage unexpected(String where) throws Damage {
        return new Damage("a token 0x%02x %s".formatted(in.number8(at - 1), where));
    }

    private void skip(int bytes) throws Damage {
        if (bytes < 0 || at > end - bytes) {
            throw new Damage("a document that is cut short");
        }
        at += bytes;
    }

    /** Stands here at its first use, elsewhere in the chunk later on. */
    private String name() throws Damage {
        int offset = in.count32(at);
        skip(4);
        int length = in.number16(offset + 6);
        if (offset == at) {
            skip(8 + 2 * length + 2);
        }
        var known = names.get(offset);
        if (known == null) {
            if (length > MOST_NAME) {
                throw new Damage("a name of more than " + MOST_NAME + " characters");
            }
            known = in.text(offset + 8, 2 * length, StandardCharsets.UTF_16LE);
            names.put(offset, known);
        }
        return charged(known);
    }

    /** A text with its length before it. */
    private String counted() throws Damage {
        int length = in.number16(at);
        skip(2);
        int from = at;
        skip(2 * length);
        return in.text(from, 2 * length, StandardCharsets.UTF_16LE);
    }

    /** An empty text costs as well: an array may hold very many. */
    private String charged(String more) throws Damage {
        text += more.length() + 1;
        if (text > MOST_TEXT) {
            throw new Damage("more than " + MOST_TEXT + " characters");
        }
        return more;
    }
}

package io.gabion.node.parse.evtx;

import java.util.List;

/** What {@link EventLogWriter} writes: XML, its templates and what they are filled with. */
public sealed interface Xml {
    record Element(String name, List<Attribute> attributes, List<Xml> content) implements Xml {}

    record Text(String text) implements Xml {}

    record Section(String text) implements Xml {}

    record Character(char code) implements Xml {}

    record Entity(String name) implements Xml {}

    record Instruction(String target, String data) implements Xml {}

    /** The place of a value in a template. */
    record Slot(int number, int type, boolean isOptional) implements Xml {}

    record Instance(Element template, List<Filling> fillings) implements Xml {}

    record Attribute(String name, List<Xml> content) {}

    sealed interface Filling {
        record Plain(int type, byte[] bytes) implements Filling {}

        record Nested(Xml document) implements Filling {}
    }

    static Element element(String name, Xml... content) {
        return new Element(name, List.of(), List.of(content));
    }

    static Element element(String name, Attribute attribute, Xml... content) {
        return new Element(name, List.of(attribute), List.of(content));
    }

    static Attribute attribute(String name, Xml... content) {
        return new Attribute(name, List.of(content));
    }

    static Attribute attribute(String name, String text) {
        return attribute(name, new Text(text));
    }

    static Element data(String name, Xml... content) {
        return element("Data", attribute("Name", name), content);
    }

    static Text text(String text) {
        return new Text(text);
    }

    static Slot slot(int number, int type) {
        return new Slot(number, type, true);
    }

    static Filling plain(int type, byte... bytes) {
        return new Filling.Plain(type, bytes);
    }
}

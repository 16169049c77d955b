package io.gabion.node.parse.evtx;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An element of an event, and how it is written as JSON: in the form of the usual converters of event logs, where
 * {@code <Data Name="X">Y</Data>} is {@code "X":"Y"} and other attributes stand in {@code #attributes}.
 */
final class Element {
    private static final String NAME = "Name";

    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>(4);
    private final StringBuilder text = new StringBuilder(0);
    private final List<String> values = new ArrayList<>(0);
    private final List<Element> inner = new ArrayList<>();

    Element(String name) {
        this.name = name;
    }

    List<Element> inner() {
        return inner;
    }

    void add(Element element) {
        inner.add(element);
    }

    /** An attribute of {@code owner}, unless it says nothing, or only what names mean; of several of one name the first. */
    void asAttribute(Element owner) {
        values.forEach(text::append);
        if (!text.isEmpty() && !name.equals("xmlns") && !name.startsWith("xmlns:")) {
            owner.attributes.putIfAbsent(name, text.toString());
        }
    }

    void add(String more) {
        text.append(more);
    }

    /** The element stands once for each of these. */
    void repeat(List<String> each) {
        values.addAll(each);
    }

    private String key() {
        return isNamed() ? attributes.get(NAME) : name;
    }

    private boolean isNamed() {
        return name.equals("Data") && attributes.containsKey(NAME);
    }

    /** As a member of an object that is open. */
    void write(JsonGenerator json) throws IOException {
        json.writeFieldName(key());
        writeValue(json);
    }

    private void writeValue(JsonGenerator json) throws IOException {
        boolean hasAttributes = attributes.size() > (isNamed() ? 1 : 0);
        if (inner.isEmpty() && !hasAttributes) {
            writeText(json);
            return;
        }
        json.writeStartObject();
        if (hasAttributes) {
            json.writeObjectFieldStart("#attributes");
            for (var attribute : attributes.entrySet()) {
                if (!isNamed() || !attribute.getKey().equals(NAME)) {
                    json.writeStringField(attribute.getKey(), attribute.getValue());
                }
            }
            json.writeEndObject();
        }
        if (!text.isEmpty() || !values.isEmpty()) {
            json.writeFieldName("#text");
            writeText(json);
        }
        writeInner(json);
        json.writeEndObject();
    }

    /** What has one name is one array. */
    private void writeInner(JsonGenerator json) throws IOException {
        var named = LinkedHashMap.<String, List<Element>>newLinkedHashMap(inner.size());
        for (var element : inner) {
            named.computeIfAbsent(element.key(), _ -> new ArrayList<>(1)).add(element);
        }
        for (var group : named.values()) {
            if (group.size() == 1) {
                group.getFirst().write(json);
            } else {
                json.writeArrayFieldStart(group.getFirst().key());
                for (var element : group) {
                    element.writeValue(json);
                }
                json.writeEndArray();
            }
        }
    }

    private void writeText(JsonGenerator json) throws IOException {
        if (text.isEmpty() && values.isEmpty()) {
            json.writeNull();
            return;
        }
        if (values.isEmpty()) {
            json.writeString(text.toString());
            return;
        }
        json.writeStartArray();
        if (!text.isEmpty()) {
            json.writeString(text.toString());
        }
        for (var value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}

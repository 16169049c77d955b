package io.gabion.detectors.sigma.rule;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A piece of a YAML document, with the line it stands on, from 1. */
public sealed interface Node {
    int line();

    /** @param text as it was written, without its quotes */
    record Scalar(String text, Form form, int line) implements Node {
        /** Of what stands for true or false. */
        boolean isTrue() {
            return List.of("true", "yes", "on").contains(text.toLowerCase(Locale.ROOT));
        }

        boolean isFalse() {
            return List.of("false", "no", "off").contains(text.toLowerCase(Locale.ROOT));
        }
    }

    record Sequence(List<Node> items, int line) implements Node {}

    /** @param entries in the order of the file */
    record Mapping(Map<String, Node> entries, int line) implements Node {}

    /** What a scalar is by the core schema of YAML 1.2, but {@code yes}, {@code no}, {@code on} and {@code off} are those of 1.1. */
    enum Form {
        TEXT,
        NUMBER,
        BOOLEAN,
        NULL
    }

    /** Accepts one item where a list may stand. */
    default List<Node> asList() {
        return this instanceof Sequence(var items, var _) ? items : List.of(this);
    }

    default Mapping asMapping(String what) throws Refusal {
        if (this instanceof Mapping mapping) {
            return mapping;
        }
        throw new Refusal(line(), what + " is not a map");
    }

    default Scalar asScalar(String what) throws Refusal {
        if (this instanceof Scalar scalar) {
            return scalar;
        }
        throw new Refusal(line(), what + " is not a single value");
    }
}

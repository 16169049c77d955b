package io.gabion.detectors.sigma.rule;

import com.google.re2j.Pattern;
import io.gabion.detectors.sigma.rule.Check.Part;
import io.gabion.detectors.sigma.rule.Check.Place;
import io.gabion.detectors.sigma.rule.Check.Relation;
import io.gabion.detectors.sigma.rule.Expression.Has;
import io.gabion.detectors.sigma.rule.Node.Form;
import io.gabion.detectors.sigma.rule.Node.Scalar;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One line of a selection: a field, its modifiers in their order, and what they make of each value. */
final class Modifiers {
    private static final Set<String> KNOWN = Set.of(
            "contains",
            "startswith",
            "endswith",
            "all",
            "cased",
            "neq",
            "exists",
            "windash",
            "re",
            "i",
            "m",
            "s",
            "ignorecase",
            "multiline",
            "dotall",
            "base64",
            "base64offset",
            "utf16",
            "utf16le",
            "utf16be",
            "wide",
            "cidr",
            "lt",
            "lte",
            "gt",
            "gte",
            "minute",
            "hour",
            "day",
            "week",
            "month",
            "year",
            "expand",
            "fieldref");

    /** Those that decide what kind of check it is; at most one of them. */
    private static final List<String> KINDS = List.of("re", "cidr", "exists", "fieldref", "lt", "lte", "gt", "gte");

    private static final List<String> PARTS = List.of("minute", "hour", "day", "week", "month", "year");
    private static final Set<String> PLACES = Set.of("contains", "startswith", "endswith");

    private final String field;
    private final List<String> names;
    private final int line;
    private final String kind;
    private final String part;

    private Modifiers(String field, List<String> names, int line) throws Refusal {
        this.field = field;
        this.names = names;
        this.line = line;
        for (var name : names) {
            if (!KNOWN.contains(name)) {
                throw new Refusal(line, "there is no modifier " + Quoted.of(name));
            }
        }
        this.kind = only(KINDS);
        this.part = only(PARTS);
        check();
    }

    /** @param key a field's name, or nothing, and its modifiers, each after a {@code |} */
    static Expression read(String key, List<Node> values, Placeholders placeholders, int line) throws Refusal {
        var words = key.split("\\|", -1);
        var item = new Modifiers(words[0], List.of(words).subList(1, words.length), line);
        var expressions = new ArrayList<Expression>();
        for (var value : values) {
            expressions.add(item.value(value.asScalar("a value of " + Quoted.of(key)), placeholders));
        }
        var linked = item.has("all") ? Expression.all(expressions) : Expression.any(expressions);
        return item.has("neq") ? new Expression.Not(linked) : linked;
    }

    private boolean has(String name) {
        return names.contains(name);
    }

    private String only(List<String> group) throws Refusal {
        var found = names.stream().filter(group::contains).toList();
        if (found.size() > 1) {
            throw new Refusal(line, "the modifiers " + found.get(0) + " and " + found.get(1) + " exclude each other");
        }
        return found.isEmpty() ? "" : found.getFirst();
    }

    /** A modifier that would have no effect is a mistake of the rule's author. */
    private void check() throws Refusal {
        var allowed = new ArrayList<>(List.of("all", "neq"));
        switch (kind) {
            case "re" ->
                allowed.addAll(List.of(
                        "re",
                        "i",
                        "m",
                        "s",
                        "ignorecase",
                        "multiline",
                        "dotall",
                        "expand",
                        "contains",
                        "startswith",
                        "endswith"));
            case "fieldref" -> allowed.addAll(List.of("fieldref", "cased", "contains", "startswith", "endswith"));
            case "cidr" -> allowed.addAll(List.of("cidr", "expand"));
            case "exists" -> allowed.add("exists");
            case "" -> {
                if (!part.isEmpty()) {
                    allowed.add(part);
                } else {
                    allowed.addAll(KNOWN);
                    allowed.removeAll(List.of("i", "m", "s", "ignorecase", "multiline", "dotall"));
                }
            }
            default -> {
                allowed.add(kind);
                allowed.addAll(PARTS);
            }
        }
        for (var name : names) {
            if (!allowed.contains(name)) {
                var other = kind.isEmpty() ? part.isEmpty() ? "" : " with " + part : " with " + kind;
                throw new Refusal(line, "the modifier " + name + " has no meaning" + other);
            }
        }
        if (field.isEmpty() && (kind.equals("exists") || kind.equals("fieldref"))) {
            throw new Refusal(line, "the modifier " + kind + " needs a field");
        }
    }

    private Expression value(Scalar value, Placeholders placeholders) throws Refusal {
        if (value.form() == Form.NULL) {
            if (field.isEmpty() || !kind.isEmpty() || !part.isEmpty()) {
                throw new Refusal(value.line(), "null is no value here");
            }
            return new Has(field, new Check.Absent());
        }
        if (kind.equals("exists")) {
            return exists(value);
        }
        var texts = has("expand") ? placeholders.expand(value.text(), value.line()) : List.of(value.text());
        var any = new ArrayList<Expression>();
        for (var text : texts) {
            for (var check : checks(new Scalar(text, value.form(), value.line()))) {
                any.add(new Has(field, check));
            }
        }
        return Expression.any(any);
    }

    private Expression exists(Scalar value) throws Refusal {
        if (value.form() != Form.BOOLEAN) {
            throw new Refusal(value.line(), "exists is true or false, not " + Quoted.of(value.text()));
        }
        var there = new Has(field, new Check.Present());
        return value.isTrue() ? there : new Expression.Not(there);
    }

    private List<? extends Check> checks(Scalar value) throws Refusal {
        return switch (kind) {
            case "re" -> List.of(regex(value));
            case "cidr" -> List.of(network(value));
            case "fieldref" -> List.of(new Check.SameAs(value.text(), place(), has("cased")));
            case "lt", "lte", "gt", "gte" ->
                List.of(number(value, Relation.valueOf(kind.toUpperCase(java.util.Locale.ROOT))));
            default -> part.isEmpty() ? texts(value) : List.of(number(value, Relation.EQ));
        };
    }

    private Check number(Scalar value, Relation relation) throws Refusal {
        double number;
        try {
            number = Double.parseDouble(value.text());
        } catch (NumberFormatException e) {
            throw new Refusal(value.line(), "not a number: " + Quoted.of(value.text()));
        }
        return part.isEmpty()
                ? new Check.Compare(relation, number)
                : new Check.DatePart(Part.valueOf(part.toUpperCase(java.util.Locale.ROOT)), relation, number);
    }

    private Check network(Scalar value) throws Refusal {
        var network = Check.Network.parse(value.text());
        if (network == null) {
            throw new Refusal(value.line(), "not an address or network: " + Quoted.of(value.text()));
        }
        return new Check.Within(network);
    }

    private Check regex(Scalar value) throws Refusal {
        int flags = 0;
        flags |= has("i") || has("ignorecase") ? Pattern.CASE_INSENSITIVE : 0;
        flags |= has("m") || has("multiline") ? Pattern.MULTILINE : 0;
        flags |= has("s") || has("dotall") ? Pattern.DOTALL : 0;
        var text =
                switch (place()) {
                    case START -> "\\A(?:" + value.text() + ")";
                    case END -> "(?:" + value.text() + ")\\z";
                    case WHOLE, ANYWHERE -> value.text();
                };
        return LinearRegex.read(text, flags, value.line());
    }

    private Place place() {
        var places = EnumSet.noneOf(Place.class);
        for (var name : names) {
            switch (name) {
                case "contains" -> places.add(Place.ANYWHERE);
                case "startswith" -> places.add(Place.START);
                case "endswith" -> places.add(Place.END);
                default -> {}
            }
        }
        return places.size() > 1
                ? Place.ANYWHERE
                : places.isEmpty() ? Place.WHOLE : places.iterator().next();
    }

    /** The transformations of a text, in the order in which they are written. */
    private List<Check> texts(Scalar value) throws Refusal {
        var globs = List.of(Glob.parse(canonical(value)));
        boolean bytes = false;
        for (var name : names) {
            var next = new ArrayList<Glob>();
            for (var glob : globs) {
                next.addAll(transformed(name, glob, bytes));
            }
            globs = next;
            bytes = switch (name) {
                case "wide", "utf16", "utf16le", "utf16be" -> true;
                case "base64", "base64offset" -> false;
                default -> bytes;
            };
        }
        if (field.isEmpty() && names.stream().noneMatch(PLACES::contains)) {
            globs = globs.stream().map(g -> g.open(true, true)).toList();
        }
        return globs.stream()
                .<Check>map(glob -> new Check.Like(glob, has("cased")))
                .toList();
    }

    private List<Glob> transformed(String name, Glob glob, boolean bytes) throws Refusal {
        return switch (name) {
            case "contains" -> List.of(glob.open(true, true));
            case "startswith" -> List.of(glob.open(false, true));
            case "endswith" -> List.of(glob.open(true, false));
            case "windash" -> List.of(glob.windash());
            case "wide", "utf16le" -> List.of(Glob.literal(Encoding.wide(plain(name, glob), false, false)));
            case "utf16be" -> List.of(Glob.literal(Encoding.wide(plain(name, glob), true, false)));
            case "utf16" -> List.of(Glob.literal(Encoding.wide(plain(name, glob), false, true)));
            case "base64" -> List.of(Glob.literal(Encoding.base64(bytes(plain(name, glob), bytes))));
            case "base64offset" -> {
                var offsets = Encoding.base64Offsets(bytes(plain(name, glob), bytes));
                if (offsets.contains("")) {
                    throw new Refusal(line, "a value too short to be known in base64");
                }
                yield offsets.stream().map(Glob::literal).toList();
            }
            default -> List.of(glob);
        };
    }

    private String plain(String name, Glob glob) throws Refusal {
        if (!glob.isPlain()) {
            throw new Refusal(line, "a wildcard cannot be encoded: " + name);
        }
        return glob.plain();
    }

    private static byte[] bytes(String text, boolean bytes) {
        return text.getBytes(bytes ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    /** A hexadecimal number without quotes is the number, as YAML has it. */
    private static String canonical(Scalar value) {
        var text = value.text();
        return value.form() == Form.NUMBER && text.startsWith("0x") ? String.valueOf(Long.decode(text)) : text;
    }
}

package io.gabion.detectors.sigma.rule;

import io.gabion.detectors.sigma.rule.Node.Form;
import io.gabion.detectors.sigma.rule.Node.Mapping;
import io.gabion.detectors.sigma.rule.Node.Scalar;
import io.gabion.detectors.sigma.rule.Node.Sequence;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The documents of a rule file. The file is untrusted: its size, depth, aliases and the nodes it unfolds to are limited,
 * and nothing in it names a Java type.
 */
public final class Yaml {
    public static final int MAX_CHARS = 1024 * 1024;

    static final int MAX_DEPTH = 32;
    static final int MAX_ALIASES = 50;
    static final int MAX_NODES = 100_000;
    static final int MAX_DOCUMENTS = 100;

    private static final Pattern NULL = Pattern.compile("|~|null|Null|NULL");
    private static final Pattern BOOLEAN = Pattern.compile("(?i:true|false|yes|no|on|off)");
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(\\d{1,18}|0x[0-9a-fA-F]{1,15}|\\d{0,18}\\.\\d{1,18}([eE][-+]?\\d{1,3})?)");

    private int nodes;

    /** @throws Refusal if the text is not YAML, or is over a limit */
    public static List<Node> read(String text) throws Refusal {
        if (text.length() > MAX_CHARS) {
            throw new Refusal(0, "larger than " + MAX_CHARS + " characters");
        }
        var options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARS);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        var documents = new ArrayList<Node>();
        var reader = new Yaml();
        try {
            for (var document : new org.yaml.snakeyaml.Yaml(options).composeAll(new StringReader(text))) {
                if (documents.size() == MAX_DOCUMENTS) {
                    throw new Refusal(0, "more than " + MAX_DOCUMENTS + " documents");
                }
                var read = reader.node(document, 0);
                // Nothing follows a mark that ends a file, or nothing stands before one.
                if (!(read instanceof Scalar(var written, var form, var _) && form == Form.NULL && written.isEmpty())) {
                    documents.add(read);
                }
            }
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw new Refusal(line, "not YAML: " + firstLine(e.getProblem()));
        } catch (YAMLException e) {
            throw new Refusal(0, "not YAML: " + firstLine(e.getMessage()));
        } catch (IllegalArgumentException e) {
            // The library reads the number of an escape as any number, and fails when there is none.
            throw new Refusal(0, "not YAML: an escape in quotes that names no character");
        }
        return documents;
    }

    private Node node(org.yaml.snakeyaml.nodes.Node node, int depth) throws Refusal {
        int line = node.getStartMark() == null ? 0 : node.getStartMark().getLine() + 1;
        // An alias is its node again: what a file unfolds to is what counts.
        if (++nodes > MAX_NODES) {
            throw new Refusal(line, "unfolds to more than " + MAX_NODES + " values");
        }
        if (depth > MAX_DEPTH) {
            throw new Refusal(line, "nested deeper than " + MAX_DEPTH);
        }
        return switch (node) {
            case ScalarNode scalar -> new Scalar(scalar.getValue(), form(scalar), line);
            case SequenceNode sequence -> {
                var items = new ArrayList<Node>();
                for (var item : sequence.getValue()) {
                    items.add(node(item, depth + 1));
                }
                yield new Sequence(List.copyOf(items), line);
            }
            case MappingNode mapping -> mapping(mapping, line, depth);
            default -> throw new Refusal(line, "a YAML node of an unknown kind");
        };
    }

    private Mapping mapping(MappingNode mapping, int line, int depth) throws Refusal {
        var entries = new LinkedHashMap<String, Node>();
        for (var tuple : mapping.getValue()) {
            int at = tuple.getKeyNode().getStartMark().getLine() + 1;
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new Refusal(at, "a key that is not a word");
            }
            if (key.getValue().equals("<<") && key.getScalarStyle() == ScalarStyle.PLAIN) {
                throw new Refusal(at, "YAML merge keys are not supported");
            }
            if (entries.put(key.getValue(), node(tuple.getValueNode(), depth + 1)) != null) {
                throw new Refusal(at, "the key " + Quoted.of(key.getValue()) + " stands twice in one map");
            }
        }
        return new Mapping(java.util.Collections.unmodifiableMap(entries), line);
    }

    private static Form form(ScalarNode scalar) {
        if (scalar.getScalarStyle() != ScalarStyle.PLAIN) {
            return Form.TEXT;
        }
        var text = scalar.getValue();
        if (NULL.matcher(text).matches()) {
            return Form.NULL;
        }
        if (BOOLEAN.matcher(text).matches()) {
            return Form.BOOLEAN;
        }
        return NUMBER.matcher(text).matches() ? Form.NUMBER : Form.TEXT;
    }

    private static String firstLine(String text) {
        return text == null ? "no reason given" : text.lines().findFirst().orElse("");
    }
}

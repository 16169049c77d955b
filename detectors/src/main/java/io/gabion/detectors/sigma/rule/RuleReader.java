package io.gabion.detectors.sigma.rule;

import io.gabion.detectors.sigma.rule.Node.Form;
import io.gabion.detectors.sigma.rule.Node.Mapping;
import io.gabion.detectors.sigma.rule.Node.Scalar;
import io.gabion.protocol.Names;
import io.gabion.protocol.suspicion.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads a rule file of the Sigma specification 2.1: detections, correlations and filters, one or several documents. */
public final class RuleReader {
    private static final int MAX_TEXT = 70_000;
    private static final int MAX_TITLE = 1_000;
    private static final int MAX_LIST = 1_000;

    /** What became of one document. */
    public sealed interface Read {
        record Loaded(SigmaRule rule) implements Read {}

        /** @param line of the file, or 0 */
        record Refused(int line, String reason) implements Read {}
    }

    /** Every document of the file, in order. @param license of rules that name none themselves, or empty */
    public static List<Read> read(String text, String license, Placeholders placeholders) {
        var all = new ArrayList<Read>();
        List<Node> documents;
        try {
            documents = Yaml.read(text);
            if (documents.isEmpty()) {
                throw new Refusal(0, "an empty file");
            }
        } catch (Refusal e) {
            return List.of(new Read.Refused(e.line(), e.getMessage()));
        }
        var version = Names.hash(text);
        for (var document : documents) {
            try {
                all.add(new Read.Loaded(
                        rule(document.asMapping("a rule"), license, version, all.size(), placeholders)));
            } catch (Refusal e) {
                all.add(new Read.Refused(e.line(), e.getMessage()));
            }
        }
        return all;
    }

    private static SigmaRule rule(
            Mapping document, String license, String version, int index, Placeholders placeholders) throws Refusal {
        var meta = meta(document, license, version, index);
        var taxonomy = text(document, "taxonomy", 100);
        if (!taxonomy.isEmpty() && !taxonomy.equals("sigma")) {
            throw new Refusal(
                    document.entries().get("taxonomy").line(),
                    "the taxonomy " + Quoted.of(taxonomy) + ", whose names are not those of the logs here");
        }
        if (document.entries().get("correlation") instanceof Node correlation) {
            return CorrelationReader.read(meta, document, correlation.asMapping("correlation"));
        }
        var source = logSource(document);
        if (document.entries().get("filter") instanceof Node node) {
            var filter = node.asMapping("filter");
            return new SigmaRule.Filter(
                    meta, source, targets(filter), DetectionReader.read(filter, Set.of("rules"), placeholders));
        }
        if (document.entries().get("detection") instanceof Node node) {
            return new SigmaRule.Detection(
                    meta, source, DetectionReader.read(node.asMapping("detection"), Set.of("timeframe"), placeholders));
        }
        throw new Refusal(document.line(), "neither a detection nor a correlation nor a filter");
    }

    private static List<String> targets(Mapping filter) throws Refusal {
        var rules = filter.entries().get("rules");
        if (rules == null) {
            throw new Refusal(filter.line(), "a filter that names no rules");
        }
        if (rules instanceof Scalar one
                && (one.text().equals("any") || one.text().equals("all"))) {
            return List.of();
        }
        var targets = texts(rules, "rules");
        if (targets.isEmpty()) {
            throw new Refusal(rules.line(), "a filter that names no rules");
        }
        return targets;
    }

    private static LogSource logSource(Mapping document) throws Refusal {
        var node = document.entries().get("logsource");
        if (node == null) {
            throw new Refusal(document.line(), "there is no logsource");
        }
        var map = node.asMapping("logsource");
        var source = new LogSource(text(map, "product", 200), text(map, "category", 200), text(map, "service", 200));
        if (source.equals(LogSource.ANY)) {
            throw new Refusal(node.line(), "a logsource without product, category and service");
        }
        return source;
    }

    private static Meta meta(Mapping document, String license, String version, int index) throws Refusal {
        var title = text(document, "title", MAX_TITLE);
        if (title.isBlank()) {
            throw new Refusal(document.line(), "there is no title");
        }
        var id = text(document, "id", 200);
        var own = text(document, "license", 200);
        var tags = document.entries().get("tags");
        var references = document.entries().get("references");
        return new Meta(
                id.isEmpty() ? Names.of(version, String.valueOf(index)) : id,
                text(document, "name", 200),
                title,
                text(document, "author", MAX_TEXT),
                own.isEmpty() ? license : own,
                level(document),
                text(document, "status", 100),
                text(document, "description", MAX_TEXT),
                tags == null ? List.of() : texts(tags, "tags"),
                references == null ? List.of() : texts(references, "references"),
                version);
    }

    private static Severity level(Mapping document) throws Refusal {
        var level = text(document, "level", 100);
        try {
            return level.isEmpty() ? Severity.INFORMATIONAL : Severity.valueOf(level.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new Refusal(document.entries().get("level").line(), "no such level: " + Quoted.of(level));
        }
    }

    /** The text of an entry that may be missing: then it is empty. */
    static String text(Mapping map, String name, int most) throws Refusal {
        var node = map.entries().get(name);
        if (node == null) {
            return "";
        }
        // Some authors write a list where one value is due.
        var words = new ArrayList<String>();
        for (var item : node.asList()) {
            var scalar = item.asScalar(name);
            words.add(scalar.form() == Form.NULL ? "" : scalar.text().strip());
        }
        var text = String.join(", ", words);
        if (text.length() > most) {
            throw new Refusal(node.line(), name + " is longer than " + most + " characters");
        }
        return text;
    }

    static List<String> texts(Node node, String name) throws Refusal {
        var texts = new ArrayList<String>();
        for (var item : node.asList()) {
            var scalar = item.asScalar(name);
            if (scalar.form() != Form.NULL) {
                texts.add(scalar.text());
            }
        }
        if (texts.size() > MAX_LIST) {
            throw new Refusal(node.line(), name + " has more than " + MAX_LIST + " entries");
        }
        return texts;
    }

    private RuleReader() {}
}

package io.gabion.node.intel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.gabion.detectors.intel.Entry;
import io.gabion.detectors.intel.IndicatorsBuilder;
import io.gabion.detectors.intel.Intelligence;
import io.gabion.detectors.intel.WarningList;
import io.gabion.node.incident.SiteContext;
import io.gabion.node.intel.ListFile.Known;
import io.gabion.node.intel.Refusals.Refusal;
import io.gabion.node.rules.Rules;
import io.gabion.protocol.rule.Fired;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Reads lists of indicators, warning lists, and what a site knows of its assets. What is wrong inside a file is told with its place; the rest loads. */
public final class Lists {
    static final int MAX_FILES = 1_000;
    private static final int MAX_LINE = 1 << 16;

    /**
     * @param idle one line for each file of which nothing is used
     */
    public record Read(Intelligence intelligence, SiteContext site, Refusals lines, List<String> idle) {
        public Read {
            idle = List.copyOf(idle);
        }

        /** One line each, with file and place. */
        public List<String> refused() {
            return lines.named().stream().map(Refusal::toString).toList();
        }

        /** How many there were. */
        public long refusals() {
            return lines.all();
        }

        /** What whoever named the files is to know, line by line. */
        public List<String> told() {
            return Stream.concat(refused().stream(), idle.stream()).toList();
        }
    }

    private final IndicatorsBuilder indicators = new IndicatorsBuilder();
    private final List<WarningList> warnings = new ArrayList<>();
    private final Facts facts = new Facts();
    private final StixObjects stix = new StixObjects();
    private final Refusals.Builder lines = new Refusals.Builder();
    private final List<String> idle = new ArrayList<>();

    /** @throws IOException in one line, if a file cannot be read at all or is of no known kind */
    public static Read read(List<Path> files) throws IOException {
        if (files.size() > MAX_FILES) {
            throw new IOException("more than " + MAX_FILES + " files of context");
        }
        var known = new ArrayList<Known>();
        for (var path : files) {
            known.add(ListFile.look(path));
        }
        var lists = new Lists();
        lists.survey(
                known.stream().filter(file -> file.kind() == ListFile.Kind.STIX).toList());
        for (var file : known) {
            read(file, lists::all);
            if (lists.lines.usedOf(file.path()) == 0) {
                lists.idle.add(file.path() + ": nothing of it is used");
            }
        }
        return new Read(
                new Intelligence(lists.indicators.build(), lists.warnings),
                lists.facts.context(),
                lists.lines.build(),
                lists.idle);
    }

    /** What is done with a file. */
    private interface Reading {
        void file(Known file) throws IOException;
    }

    private static void read(Known file, Reading reading) throws IOException {
        try {
            reading.file(file);
        } catch (JsonProcessingException e) {
            throw new IOException(ListFile.at(file.path(), e), e);
        } catch (CharacterCodingException e) {
            throw new IOException(file.path() + ": not UTF-8", e);
        }
    }

    /** What indicators of a bundle have to do with other objects, and those of one id with each other, all bundles tell together. */
    private void survey(List<Known> bundles) throws IOException {
        for (var bundle : bundles) {
            read(bundle, file -> objects(file, "objects", "id", (object, _) -> stix.note(object)));
        }
        if (stix.haveVersions()) {
            for (var bundle : bundles) {
                read(bundle, file -> objects(file, "objects", "id", (object, _) -> stix.compare(object)));
            }
        }
    }

    private void all(Known file) throws IOException {
        switch (file.kind()) {
            case CSV, JSON_LINES -> rows(file);
            case JSON_OBJECTS -> objects(file);
            case STIX -> bundle(file);
            case EXPLOITED -> exploited(file);
            case WARNING_LIST -> {
                warnings.add(WarningListFile.read(file));
                lines.used(file.path());
            }
        }
    }

    /** As rules are: before a batch is journaled. */
    public static Rules asked(Supplier<Intelligence> current) {
        return observations -> {
            var hits = current.get().ask(observations, false);
            return hits.isEmpty() ? Fired.NOTHING : Fired.ofIndicators(hits);
        };
    }

    private void rows(Known file) throws IOException {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        try (var in = new BufferedReader(new InputStreamReader(ListFile.open(file.path()), decoder))) {
            Columns columns = null;
            int number = 0;
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                try {
                    if (line.length() > MAX_LINE) {
                        throw new IllegalArgumentException("a line of more than " + MAX_LINE + " characters");
                    }
                    if (file.kind() == ListFile.Kind.JSON_LINES) {
                        take(file, Columns.json(line), number);
                    } else if (columns == null) {
                        columns = Columns.header(line);
                    } else {
                        take(file, columns.row(line), number);
                    }
                } catch (IllegalArgumentException e) {
                    if (columns == null && file.kind() == ListFile.Kind.CSV) {
                        throw new IOException(file.path() + ":" + number + ": " + e.getMessage(), e);
                    }
                    refuse(file, String.valueOf(number), "", e);
                }
            }
            if (columns == null && file.kind() == ListFile.Kind.CSV) {
                throw new IOException(file.path() + ": nothing is in it");
            }
        }
    }

    private void take(Known file, Columns.Row row, int line) {
        try {
            if (!Facts.are(row)) {
                add(file, row.entry(line));
                lines.used(file.path());
            } else if (facts.add(file, row)) {
                lines.used(file.path());
            }
        } catch (IllegalArgumentException e) {
            refuse(file, String.valueOf(line), Facts.are(row) ? Facts.about(row) : row.about(), e);
        }
    }

    private void add(Known file, Entry entry) {
        var full = indicators.add(entry, file.name(), file.version());
        if (!full.isEmpty()) {
            throw new IllegalArgumentException(full);
        }
    }

    /** Objects with the names of columns, in arrays or one after the other. */
    private void objects(Known file) throws IOException {
        try (var parser = ListFile.JSON.createParser(ListFile.open(file.path()))) {
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_ARRAY || token == JsonToken.END_ARRAY) {
                    continue;
                }
                int line = parser.currentTokenLocation().getLineNr();
                try {
                    take(file, Columns.json(parser), line);
                } catch (IllegalArgumentException e) {
                    refuse(file, String.valueOf(line), "", e);
                }
            }
        }
    }

    private void exploited(Known file) throws IOException {
        objects(file, "vulnerabilities", "cveID", (object, _) -> {
            facts.exploited(file, object);
            lines.used(file.path());
        });
    }

    private void bundle(Known file) throws IOException {
        objects(file, "objects", "id", (object, line) -> {
            for (var entry : stix.entries(object, line)) {
                add(file, entry);
                lines.used(file.path());
            }
        });
    }

    /** What is done with one object of a document. A mistake is an {@link IllegalArgumentException} in one line. */
    private interface Taken {
        void object(JsonNode object, int line);
    }

    /** One after the other: a document may be larger than memory. @param member whose elements they are @param id their name */
    private void objects(Known file, String member, String id, Taken taken) throws IOException {
        try (var parser = ListFile.JSON.createParser(ListFile.open(file.path()))) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals(member);
                var token = parser.nextToken();
                if (!wanted || token != JsonToken.START_ARRAY) {
                    parser.skipChildren();
                    continue;
                }
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    int line = parser.currentTokenLocation().getLineNr();
                    JsonNode object = ListFile.JSON.readTree(parser);
                    try {
                        taken.object(object, line);
                    } catch (IllegalArgumentException e) {
                        var name = object.path(id).asText();
                        refuse(file, line + ": " + (name.isEmpty() ? "an object without " + id : name), name, e);
                    }
                }
            }
        }
    }

    private void refuse(Known file, String place, String about, IllegalArgumentException why) {
        lines.add(new Refusal(file.path(), place, about, why.getMessage()));
    }
}

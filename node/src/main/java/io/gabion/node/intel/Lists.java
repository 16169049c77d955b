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
    /** Refusals that are kept with their places; of the others only the number. */
    static final int NAMED = 1_000;

    static final int MAX_FILES = 1_000;
    private static final int MAX_LINE = 1 << 16;

    /**
     * @param refused one line each, with file and place
     * @param refusals how many there were
     * @param idle one line for each file of which nothing is used
     */
    public record Read(
            Intelligence intelligence, SiteContext site, List<String> refused, long refusals, List<String> idle) {
        public Read {
            refused = List.copyOf(refused);
            idle = List.copyOf(idle);
        }

        /** What whoever named the files is to know, line by line. */
        public List<String> told() {
            return Stream.concat(refused.stream(), idle.stream()).toList();
        }
    }

    private final IndicatorsBuilder indicators = new IndicatorsBuilder();
    private final List<WarningList> warnings = new ArrayList<>();
    private final Facts facts = new Facts();
    private final List<String> refused = new ArrayList<>();
    private final List<String> idle = new ArrayList<>();
    private long refusals;

    /** Lines and objects that are used. */
    private long used;

    /** @throws IOException in one line, if a file cannot be read at all or is of no known kind */
    public static Read read(List<Path> files) throws IOException {
        if (files.size() > MAX_FILES) {
            throw new IOException("more than " + MAX_FILES + " files of context");
        }
        var lists = new Lists();
        for (var path : files) {
            var file = ListFile.look(path);
            long before = lists.used;
            try {
                switch (file.kind()) {
                    case CSV, JSON_LINES -> lists.lines(file);
                    case JSON_OBJECTS -> lists.objects(file);
                    case STIX -> lists.bundle(file);
                    case EXPLOITED -> lists.exploited(file);
                    case WARNING_LIST -> {
                        lists.warnings.add(WarningListFile.read(file));
                        lists.used++;
                    }
                }
            } catch (JsonProcessingException e) {
                throw new IOException(ListFile.at(path, e), e);
            } catch (CharacterCodingException e) {
                throw new IOException(path + ": not UTF-8", e);
            }
            if (lists.used == before) {
                lists.idle.add(path + ": nothing of it is used");
            }
        }
        return new Read(
                new Intelligence(lists.indicators.build(), lists.warnings),
                lists.facts.context(),
                lists.refused,
                lists.refusals,
                lists.idle);
    }

    /** As rules are: before a batch is journaled. */
    public static Rules asked(Supplier<Intelligence> current) {
        return observations -> {
            var hits = current.get().ask(observations, false);
            return hits.isEmpty() ? Fired.NOTHING : Fired.ofIndicators(hits);
        };
    }

    private void lines(Known file) throws IOException {
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
                        add(file, Columns.json(line), number);
                    } else if (columns == null) {
                        columns = Columns.header(line);
                    } else {
                        add(file, columns.row(line), number);
                    }
                } catch (IllegalArgumentException e) {
                    if (columns == null && file.kind() == ListFile.Kind.CSV) {
                        throw new IOException(file.path() + ":" + number + ": " + e.getMessage(), e);
                    }
                    refuse(file, String.valueOf(number), e.getMessage());
                }
            }
            if (columns == null && file.kind() == ListFile.Kind.CSV) {
                throw new IOException(file.path() + ": nothing is in it");
            }
        }
    }

    private void add(Known file, Columns.Row row, int line) {
        if (Facts.are(row)) {
            facts.add(file, row);
            used++;
        } else {
            add(file, row.entry(line));
        }
    }

    private void add(Known file, Entry entry) {
        var full = indicators.add(entry, file.name(), file.version());
        if (!full.isEmpty()) {
            throw new IllegalArgumentException(full);
        }
        used++;
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
                    add(file, Columns.json(parser), line);
                } catch (IllegalArgumentException e) {
                    refuse(file, String.valueOf(line), e.getMessage());
                }
            }
        }
    }

    private void exploited(Known file) throws IOException {
        objects(file, "vulnerabilities", "cveID", (object, _) -> {
            facts.exploited(file, object);
            used++;
        });
    }

    private void bundle(Known file) throws IOException {
        var techniques = new StixTechniques();
        objects(file, "objects", "id", (object, _) -> techniques.take(object));
        var objects = new StixObjects(techniques);
        objects(file, "objects", "id", (object, line) -> {
            for (var entry : objects.entries(object, line)) {
                add(file, entry);
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
                        refuse(file, line + ": " + object.path(id).asText("an object without " + id), e.getMessage());
                    }
                }
            }
        }
    }

    private void refuse(Known file, String place, String reason) {
        refusals++;
        if (refused.size() < NAMED) {
            refused.add(file.path() + ":" + place + ": " + reason);
        }
    }
}

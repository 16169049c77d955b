package io.gabion.node.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gabion.detectors.model.ModelCard.Kind;
import io.gabion.detectors.model.Scorer.Input;
import io.gabion.detectors.window.Question;
import io.gabion.detectors.window.Telemetry;
import io.gabion.detectors.window.Trace;
import io.gabion.detectors.window.Windows;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.asset.AssetCommand.Judged;
import io.gabion.node.asset.Judges;
import io.gabion.node.incident.SiteContext;
import io.gabion.node.replay.RecordedFile;
import io.gabion.node.replay.Replay;
import io.gabion.node.rules.Rules;
import io.gabion.protocol.Tenant;
import io.gabion.responders.response.Notices;
import io.gabion.responders.response.Peers;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a node would ask a model of windows or traces about in recorded telemetry, as the lines that such a model learns from. */
final class TelemetryRows {
    /** @param model such as {@code window-network} */
    static Kind kind(String model) throws Refused {
        var schema = schemas().get(model);
        if (schema == null) {
            throw new Refused(
                    Refused.WRONG_USAGE, model + ": not one of " + schemas().keySet());
        }
        return schema.isEmpty() ? Kind.sequence : Kind.autoencoder;
    }

    /**
     * @param rows gets each, a line of JSON
     * @return how many there were
     */
    static long read(String model, List<Path> files, Consumer<String> rows) throws Exception {
        kind(model);
        var recorded = new ArrayList<RecordedFile>();
        try {
            for (var file : files) {
                recorded.add(open(file));
            }
            var listening = new Listening(model, schemas().get(model), rows);
            var wiring = new Wiring(
                    List.of(),
                    Policies.observing(),
                    Map.of(),
                    Peers.NONE,
                    Notices.NOBODY,
                    Rules.NONE,
                    () -> SiteContext.NONE,
                    listening);
            new Replay(new Tenant("default"), Instant.EPOCH, wiring::register, Rules.NONE, _ -> {}).run(recorded);
            return listening.count;
        } finally {
            for (var file : recorded) {
                file.close();
            }
        }
    }

    /** By model; a trace's events say what they are themselves. */
    private static Map<String, String> schemas() {
        return Stream.concat(
                        Telemetry.ALL.stream().map(t -> Map.entry(t.model(), Windows.schema(t))),
                        Stream.of(Trace.Of.values()).map(of -> Map.entry(of.model(), "")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a, TreeMap::new));
    }

    private static RecordedFile open(Path file) throws IOException, Refused {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new Refused(Refused.UNAVAILABLE, file + ": not a readable file");
        }
        return RecordedFile.open(file, file.toString(), "auto", Instant.now());
    }

    /** Hands on what it is asked, and says nothing. */
    private static final class Listening implements Judges {
        private final String model;
        private final String schema;
        private final Consumer<String> rows;
        private long count;

        Listening(String model, String schema, Consumer<String> rows) {
            this.model = model;
            this.schema = schema;
            this.rows = rows;
        }

        @Override
        public Set<String> models() {
            return Set.of(model);
        }

        @Override
        public CompletionStage<Judged> judge(Ask ask) {
            ask.questions().forEach(question -> {
                count++;
                rows.accept(row(ask, question));
            });
            return CompletableFuture.completedFuture(new Judged(List.of()));
        }

        private String row(Ask ask, Question question) {
            var row = JsonNodeFactory.instance.objectNode();
            switch (question.input()) {
                case Input.Vector(var values) -> {
                    var vector = row.putArray("vector");
                    // The first says the kind of asset, all others are numbers.
                    vector.add(values.getFirst());
                    values.stream().skip(1).forEach(value -> vector.add(new BigDecimal(value)));
                    row.put("features", schema);
                }
                case Input.Tokens(var tokens) -> tokens.forEach(row.putArray("tokens")::add);
                case Input.Domain _, Input.Mail _ -> throw new IllegalArgumentException("no window is that");
            }
            return row.put("of", ask.key().split(" ")[0])
                    .put("from", question.from().toString())
                    .toString();
        }
    }

    private TelemetryRows() {}
}

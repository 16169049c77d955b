package io.gabion.node.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.node.store.Causes;
import io.gabion.node.view.Board;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node and one tenant in the text format of Prometheus. Everything is read when it is asked for, so that nothing is counted
 * where observations are folded, and a tenant's token shows the figures of that tenant alone.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">the format</a>
 */
final class Metrics {
    /** Whoever collects figures gives up after 10 s as a rule. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);

    private final Board board;
    private final Reading reading;
    private final GuardControl guard;
    private final PrometheusMeterRegistry process = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    Metrics(Board board, Reading reading, GuardControl guard) {
        this.board = board;
        this.reading = reading;
        this.guard = guard;
        List.of(
                        new JvmMemoryMetrics(),
                        new JvmThreadMetrics(),
                        new ClassLoaderMetrics(),
                        new ProcessorMetrics(),
                        new FileDescriptorMetrics(),
                        new UptimeMetrics())
                .forEach(binder -> binder.bindTo(process));
    }

    /** Without what does not answer in time: how many that are is told. */
    CompletionStage<String> of(String tenant) {
        return inTime(reading.sources(tenant)).thenCombineAsync(inTime(guard.show(tenant)), (sources, shown) -> {
            var figures = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            node(figures);
            sources.ifPresent(all -> sources(figures, tenant, all));
            board(figures, tenant);
            shown.ifPresent(all -> guard(figures, tenant, all));
            reading.models().forEach(model -> model(figures, model));
            unanswered(figures, tenant, "sources", sources.isPresent());
            unanswered(figures, tenant, "guard", shown.isPresent());
            return process.scrape() + figures.scrape();
        });
    }

    private static <T> CompletionStage<Optional<T>> inTime(CompletionStage<T> asked) {
        return asked.thenApply(Optional::of)
                .toCompletableFuture()
                .completeOnTimeout(Optional.empty(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    LOG.warn("Some figures are not to be had: {}", Causes.inOneLine(failure));
                    return Optional.empty();
                });
    }

    private static void unanswered(MeterRegistry to, String tenant, String part, boolean answered) {
        gauge(
                to,
                "gabion.unanswered",
                "1 while the figures of this part are not to be had",
                Tags.of("tenant", tenant, "part", part),
                answered ? 0 : 1);
    }

    private static void sources(MeterRegistry to, String tenant, List<ObjectNode> all) {
        var silent = all.stream().collect(Collectors.partitioningBy(source -> source.has("silent")));
        silent.get(false).forEach(source -> source(to, tenant, source));
        gauge(
                to,
                "gabion.sources.silent",
                "Sources whose figures are not to be had now",
                Tags.of("tenant", tenant),
                silent.get(true).size());
    }

    private void node(MeterRegistry to) {
        var vitals = reading.vitals();
        gauge(to, "gabion.entities", "Entities in memory on this node", Tags.empty(), vitals.entities());
        counter(
                to,
                "gabion.assets.turned.out",
                "Assets and groups that waited for the end of a window and left memory for others",
                Tags.empty(),
                LongNode.valueOf(vitals.turnedOut()));
        counter(
                to,
                "gabion.forks",
                "Entities in whose journal rows of replaced owners were found and dropped",
                Tags.empty(),
                LongNode.valueOf(vitals.forks()));
        counter(
                to,
                "gabion.messages.refused",
                "Messages from other nodes that no node of this mesh had sealed",
                Tags.empty(),
                LongNode.valueOf(vitals.refused()));
        counter(
                to,
                "gabion.events.uncounted",
                "Events that a correlation missed because they were counted in too many groups",
                Tags.empty(),
                LongNode.valueOf(vitals.uncounted()));
        counter(
                to,
                "gabion.groups.forgotten",
                "Groups of correlations that were deleted because nothing had come for long",
                Tags.empty(),
                LongNode.valueOf(vitals.forgotten()));
        gauge(
                to,
                "gabion.fence.holds",
                "1 while this node may acknowledge and act",
                Tags.empty(),
                vitals.fenceHolds() ? 1 : 0);
        gauge(to, "gabion.ready", "1 while the node can serve", Tags.empty(), board.isReady() ? 1 : 0);
    }

    private static void source(MeterRegistry to, String tenant, ObjectNode source) {
        var tags = Tags.of("tenant", tenant, "source", source.path("source").asText());
        counter(to, "gabion.batches", "Batches acknowledged", tags, source.path("batches"));
        counter(to, "gabion.observations", "Observations acknowledged", tags, source.path("observations"));
        counter(to, "gabion.dead.letters", "Lines that could not be read", tags, source.path("deadLetters"));
        gauge(
                to,
                "gabion.batches.open",
                "Batches that some asset has not absorbed yet",
                tags,
                source.path("open").asDouble());
    }

    private void board(MeterRegistry to, String tenant) {
        by(to, tenant, "gabion.incidents", "Incidents shown, by status", "status", board.incidents(tenant));
        var containments = board.containments(tenant);
        by(to, tenant, "gabion.containments", "Containments shown, by state", "state", containments);
        gauge(
                to,
                "gabion.containments.quarantined",
                "Containments that do nothing until an operator readmits them",
                Tags.of("tenant", tenant),
                containments.stream()
                        .filter(containment -> containment.path("quarantined").asBoolean())
                        .count());
        by(to, tenant, "gabion.approvals", "Approvals shown, by state", "state", board.approvals(tenant));
    }

    private static void by(
            MeterRegistry to, String tenant, String name, String help, String field, List<ObjectNode> records) {
        records.stream()
                .collect(Collectors.groupingBy(record -> record.path(field).asText("unknown"), Collectors.counting()))
                .forEach((word, count) -> gauge(to, name, help, Tags.of("tenant", tenant, field, word), count));
    }

    private static void guard(MeterRegistry to, String tenant, ObjectNode shown) {
        var own = Tags.of("tenant", tenant);
        gauge(
                to,
                "gabion.guard.frozen",
                "1 while nothing new may be contained",
                own,
                shown.path("frozen").asBoolean() ? 1 : 0);
        gauge(
                to,
                "gabion.guard.brakes",
                "Signatures that a brake holds back",
                own,
                shown.path("brakes").size());
        for (var budget : shown.path("budgets")) {
            var tags = own.and("action", budget.path("action").asText());
            Function<String, Double> field = name -> budget.path(name).asDouble();
            gauge(to, "gabion.guard.window.used", "New containments within the window", tags, field.apply("used"));
            gauge(to, "gabion.guard.window.limit", "The most of them", tags, field.apply("perWindow"));
            gauge(to, "gabion.guard.lent", "Containments at one time", tags, field.apply("lent"));
            gauge(to, "gabion.guard.lent.limit", "The most of them", tags, field.apply("concurrent"));
        }
    }

    private static void model(MeterRegistry to, ObjectNode model) {
        var tags = Tags.of(
                "model", model.path("model").asText(),
                "version", model.path("version").asText());
        for (var what : Set.of("asked", "flagged", "without")) {
            counter(to, "gabion.model." + what, "Inputs of the model, " + what, tags, model.path(what));
        }
        gauge(
                to,
                "gabion.model.drifts",
                "1 while the model's world is not the one it was calibrated on",
                tags,
                model.path("drifts").asBoolean() ? 1 : 0);
        model.path("psi")
                .properties()
                .forEach(feature -> gauge(
                        to,
                        "gabion.model.psi",
                        "Population stability index of a feature or the score",
                        tags.and("feature", feature.getKey()),
                        feature.getValue().asDouble()));
    }

    private static void gauge(MeterRegistry to, String name, String help, Tags tags, double value) {
        Gauge.builder(name, () -> value).description(help).tags(tags).register(to);
    }

    private static void counter(MeterRegistry to, String name, String help, Tags tags, JsonNode value) {
        FunctionCounter.builder(name, value, JsonNode::asDouble)
                .description(help)
                .tags(tags)
                .register(to);
    }
}

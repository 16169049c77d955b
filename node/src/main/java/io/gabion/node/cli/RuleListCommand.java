package io.gabion.node.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gabion.detectors.sigma.rule.Meta;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gabion rule list}. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "The rules that load, with author and licence.")
final class RuleListCommand implements Callable<Integer> {
    @Mixin
    RuleOptions options;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "table, json or yaml. Default: table")
    Printer.Style style;

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Rule files, or folders of them.")
    List<Path> rules;

    @Override
    public Integer call() throws Exception {
        var pack = options.load(rules);
        var records = JsonNodeFactory.instance.arrayNode();
        pack.detections().forEach(r -> add(records, r.meta(), r.source().toString()));
        pack.correlations().forEach(r -> add(records, r.meta(), r.type().name().toLowerCase(Locale.ROOT)));
        new Printer(System.out, style)
                .list(
                        records,
                        "no rule loads",
                        Printer.Column.of("id"),
                        Printer.Column.of("level"),
                        Printer.Column.of("source"),
                        Printer.Column.of("title"),
                        Printer.Column.of("author"),
                        Printer.Column.of("license"));
        return 0;
    }

    private static void add(ArrayNode records, Meta meta, String source) {
        var record = records.addObject()
                .put("id", meta.id())
                .put("level", meta.level().name().toLowerCase(Locale.ROOT))
                .put("source", source)
                .put("title", meta.title())
                .put("author", meta.author())
                .put("license", meta.license());
        meta.techniques().forEach(record.withArray("techniques")::add);
    }
}

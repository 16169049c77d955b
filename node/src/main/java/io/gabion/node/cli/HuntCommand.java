package io.gabion.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gabion.node.hunt.Hunt;
import io.gabion.node.hunt.Question;
import io.gabion.node.intel.Lists;
import io.gabion.node.store.embedded.JournalFile;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Tenant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gabion hunt}. */
@Command(
        name = "hunt",
        mixinStandardHelpOptions = true,
        description =
                "Which assets ever showed a value, and who contacted whom, from what is retained. Exits 1 if none did.")
final class HuntCommand implements Callable<Integer> {
    @Mixin
    NodeOptions options;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Look through the journal of this data directory, whether or not a node runs on it.")
    Path data;

    @Option(
            names = "--indicators",
            paramLabel = "FILE",
            description = "Indicators or a warning list to hunt for, with --data; may be repeated.")
    List<Path> indicators = List.of();

    @Parameters(
            arity = "0..1",
            paramLabel = "QUERY",
            description = "An address, network, domain (*.domain: and below), URL, hash, mail address or name.")
    String query;

    @Override
    public Integer call() throws Exception {
        if ((query == null) == indicators.isEmpty() || !indicators.isEmpty() && data == null) {
            throw new Refused(Refused.WRONG_USAGE, "give either QUERY, or --data DIR and --indicators FILE");
        }
        var found = data == null ? asked() : looked();
        options.printer()
                .list(
                        found,
                        "Nothing was seen.",
                        Printer.Column.of("asset"),
                        Printer.Column.of("value"),
                        Printer.Column.of("times"),
                        Printer.Column.of("first"),
                        Printer.Column.of("last"),
                        new Printer.Column("CONTACTS", HuntCommand::contacts),
                        Printer.Column.of("indicator"),
                        Printer.Column.of("evidence"));
        return found.isEmpty() ? Refused.NO : 0;
    }

    private ArrayNode asked() throws Refused, InterruptedException {
        try (var node = options.client()) {
            return node.found(query);
        }
    }

    private ArrayNode looked() throws IOException {
        Question question;
        if (indicators.isEmpty()) {
            question = Question.of(query);
        } else {
            var lists = Lists.read(indicators);
            lists.told().forEach(r -> System.err.println("gabion: " + r));
            question = Question.of(lists.intelligence());
        }
        try (var journal = JournalFile.open(data)) {
            var hunt =
                    Hunt.through(journal.rows(), new Envelopes(new Keys(data)), new Tenant(options.tenant), question);
            System.err.printf(
                    "%d observations looked through, %d rows erased, %d sightings not shown%n",
                    hunt.observations(), hunt.unreadable(), hunt.notShown());
            return JsonNodeFactory.instance.arrayNode().addAll(hunt.records());
        }
    }

    private static String contacts(JsonNode record) {
        return StreamSupport.stream(record.path("contacts").spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(", "));
    }
}

package io.gabion.node.cli;

import io.gabion.responders.connectors.collection.EvidenceStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gabion evidence}. */
@Command(
        name = "evidence",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "What was collected on hosts.")
final class EvidenceCommand {
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description =
                    "Lists what a folder holds and reads every byte of it again. Exit 1: something is not whole. The journal"
                            + " has the same hashes, see 'gabion containment show'.")
    int list(
            @Option(
                            names = "--folder",
                            required = true,
                            paramLabel = "DIR",
                            description = "As the connector of type collection has it.")
                    Path folder)
            throws IOException {
        boolean whole = true;
        for (var kept : EvidenceStore.list(folder)) {
            whole &= kept.why().isEmpty();
            System.out.printf(
                    Locale.ROOT,
                    "%s  %-24s %12d  %s  %s%n",
                    kept.at(),
                    kept.host(),
                    kept.bytes(),
                    kept.sha256(),
                    kept.why().isEmpty() ? "whole" : "NOT WHOLE: " + kept.why());
        }
        return whole ? 0 : 1;
    }
}

package io.gabion.node.cli;

import io.gabion.node.settings.Settings;
import io.gabion.node.settings.SettingsFile;
import io.gabion.node.store.cassandra.CassandraSchema;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gabion schema}. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "The tables of a Cassandra store.")
final class SchemaCommand {
    @Command(
            name = "apply",
            mixinStandardHelpOptions = true,
            description = "Makes what is missing. Once, from one machine, before the first node starts.")
    int apply(
            @Option(
                            names = "--config",
                            required = true,
                            paramLabel = "FILE",
                            description = "The node's settings; of these, store.")
                    Path config,
            @Option(
                            names = "--replicas",
                            defaultValue = "3",
                            paramLabel = "N",
                            description = "Of each row, when the keyspace is made. Default: ${DEFAULT-VALUE}")
                    int replicas)
            throws IOException, Refused {
        if (!(SettingsFile.read(config).store() instanceof Settings.Cassandra(var place))) {
            throw new Refused(Refused.WRONG_USAGE, config + ": store is embedded: it makes its tables itself");
        }
        if (replicas < 1) {
            throw new Refused(Refused.WRONG_USAGE, "--replicas: 1 or more, not " + replicas);
        }
        CassandraSchema.apply(place, replicas);
        System.out.println("gabion: the schema is there, " + place);
        return 0;
    }
}

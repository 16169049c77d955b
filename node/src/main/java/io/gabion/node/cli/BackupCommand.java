package io.gabion.node.cli;

import io.gabion.node.Ground;
import io.gabion.node.backup.BackupFolder;
import io.gabion.node.backup.LastBatch;
import io.gabion.node.settings.Settings;
import io.gabion.node.settings.SettingsFile;
import io.gabion.node.shell.JournalCheck;
import io.gabion.node.store.cassandra.CassandraStore;
import io.gabion.node.tenant.Envelopes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gabion backup}. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Copies of a data directory with an embedded store, and what a store has after a restore.")
final class BackupCommand {
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Copies a data directory as it is at one moment, whether or not a node runs on it.")
    int create(
            @Option(
                            names = "--data",
                            defaultValue = "data",
                            paramLabel = "DIR",
                            description = "Default: ${DEFAULT-VALUE}")
                    Path data,
            @Option(names = "--to", required = true, paramLabel = "DIR", description = "Is made; must not be there.")
                    Path to,
            @Option(
                            names = "--keys",
                            required = true,
                            paramLabel = "DIR",
                            description = "The keys are added here, to be kept apart: whoever has both can read all.")
                    Path keys)
            throws IOException {
        new BackupFolder(to).create(data, keys, Clock.systemUTC());
        System.out.println("gabion: " + data + " is backed up in " + to + ", its keys in " + keys);
        return 0;
    }

    @Command(
            name = "restore",
            mixinStandardHelpOptions = true,
            description = "Makes a data directory of a backup, and says what has to be brought again.")
    int restore(
            @Option(names = "--from", required = true, paramLabel = "DIR", description = "The backup.") Path from,
            @Option(names = "--keys", required = true, paramLabel = "DIR", description = "The keys.") Path keys,
            @Option(
                            names = "--data",
                            defaultValue = "data",
                            paramLabel = "DIR",
                            description = "Is made; must not be there. Default: ${DEFAULT-VALUE}")
                    Path data)
            throws IOException {
        var restored = new BackupFolder(from).restore(keys, data);
        System.out.println("gabion: " + data + " is as it was at " + restored.taken()
                + "; what was acknowledged later is lost unless it is brought again");
        restored.sources().forEach(BackupCommand::print);
        return 0;
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description =
                    "Reads all that nodes on a Cassandra store will rely on, as after a restore, and says what has to"
                            + " be brought again. No node should run.")
    int check(
            @Option(
                            names = "--config",
                            required = true,
                            paramLabel = "FILE",
                            description = "The node's settings; of these, store and cluster.keys.")
                    Path config,
            @Option(
                            names = "--data",
                            defaultValue = "data",
                            paramLabel = "DIR",
                            description = "Where the keys are without a cluster. Default: ${DEFAULT-VALUE}")
                    Path data)
            throws IOException, Refused {
        var settings = SettingsFile.read(config);
        if (!(settings.store() instanceof Settings.Cassandra(var place))) {
            throw new Refused(Refused.WRONG_USAGE, config + ": store is embedded: its restore reads it all");
        }
        var envelopes = new Envelopes(Ground.keys(settings, data));
        try (var store = CassandraStore.open(place)) {
            new JournalCheck(store, envelopes).run();
            System.out.println(
                    "gabion: " + place + " is whole; what was acknowledged later than its last batches is lost"
                            + " unless it is brought again");
            LastBatch.of(store.rows(), envelopes).forEach(BackupCommand::print);
        }
        return 0;
    }

    private static void print(LastBatch last) {
        System.out.println("  " + last.intake() + ": up to batch " + last.batch() + ", " + last.key());
    }
}

package io.gabion.node.cli;

import io.gabion.node.backup.BackupFolder;
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
        description = "Copies of a data directory with an embedded store, and what they are for.")
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
        restored.sources()
                .forEach(last ->
                        System.out.println("  " + last.intake() + ": up to batch " + last.batch() + ", " + last.key()));
        return 0;
    }
}

package io.gabion.node.cli;

import io.gabion.responders.playbook.Lint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code gabion playbook}. */
@Command(
        name = "playbook",
        mixinStandardHelpOptions = true,
        description = "Checks playbooks before they are let loose.",
        subcommands = {PlaybookCommand.Check.class, PlaybookSimulateCommand.class})
final class PlaybookCommand {
    @Command(
            name = "lint",
            mixinStandardHelpOptions = true,
            description = "Names what is wrong with playbooks, a line each; exit 1 if there is anything.")
    static final class Check implements Callable<Integer> {
        @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "Playbooks, or folders of them.")
        List<Path> paths;

        @Override
        public Integer call() throws Exception {
            boolean clean = true;
            for (var file : files(paths)) {
                for (var finding : Lint.of(file)) {
                    System.out.println(Printer.printable(file + ":" + finding.line() + ": " + finding.message()));
                    clean = false;
                }
            }
            return clean ? 0 : Refused.NO;
        }
    }

    /** Files as they are, and of folders every {@code .yaml} file by name. */
    static List<Path> files(List<Path> paths) throws Refused, IOException {
        var files = new ArrayList<Path>();
        for (var path : paths) {
            if (Files.isDirectory(path)) {
                try (var inside = Files.list(path)) {
                    inside.filter(f -> f.toString().endsWith(".yaml")).sorted().forEach(files::add);
                }
            } else if (Files.isReadable(path)) {
                files.add(path);
            } else {
                throw new Refused(Refused.UNAVAILABLE, path + ": not a readable file or folder");
            }
        }
        return files;
    }

    private PlaybookCommand() {}
}

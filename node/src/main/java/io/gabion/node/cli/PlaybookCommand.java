package io.gabion.node.cli;

import io.gabion.responders.playbook.Cacao;
import io.gabion.responders.playbook.Lint;
import io.gabion.responders.playbook.Playbook;
import io.gabion.responders.playbook.Playbooks;
import io.gabion.responders.playbook.Site;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gabion playbook}. */
@Command(
        name = "playbook",
        mixinStandardHelpOptions = true,
        description = "Checks playbooks before they are let loose.",
        subcommands = {
            PlaybookCommand.Check.class,
            PlaybookSimulateCommand.class,
            PlaybookTestCommand.class,
            PlaybookCommand.Export.class,
            PlaybookCommand.Import.class
        })
final class PlaybookCommand {
    @Command(
            name = "lint",
            mixinStandardHelpOptions = true,
            description =
                    "Names what is wrong with playbooks, a line each; exit 1 if there is more than a warning. With"
                            + " --config also what they name and the node does not have, and what it protects.")
    static final class Check implements Callable<Integer> {
        @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "Playbooks, or folders of them.")
        List<Path> paths;

        @Mixin
        SiteOptions node;

        @Override
        public Integer call() throws Exception {
            var site = node.read().map(SiteOptions.Known::site);
            var files = files(paths);
            var twice = Lint.twice(files);
            boolean clean = true;
            for (var file : files) {
                var findings = new ArrayList<>(Lint.of(file, site));
                Optional.ofNullable(twice.get(file)).ifPresent(findings::addFirst);
                for (var finding : findings) {
                    var kind = finding.warns() ? "warning: " : "";
                    System.out.println(
                            Printer.printable(file + ":" + finding.line() + ": " + kind + finding.message()));
                    clean &= finding.warns();
                }
            }
            return clean ? 0 : Refused.NO;
        }
    }

    @Command(name = "export", mixinStandardHelpOptions = true, description = "Writes a playbook as CACAO 2.0, in JSON.")
    static final class Export implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", description = "A playbook.")
        Path file;

        @Option(names = "--out", paramLabel = "FILE", description = "Default: standard output")
        Path out;

        @Override
        public Integer call() throws Exception {
            var playbook = Playbooks.load(files(List.of(file))).getFirst();
            var modified = Files.getLastModifiedTime(file).toInstant();
            write(out, Cacao.write(playbook, modified).toPrettyString() + "\n");
            return 0;
        }
    }

    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description =
                    "Writes a playbook of CACAO 2.0 as a playbook of this program; exit 1 if something was left out.")
    static final class Import implements Callable<Integer> {
        private static final long MOST = 1 << 20;

        @Parameters(paramLabel = "FILE", description = "A playbook of CACAO 2.0, in JSON.")
        Path file;

        @Option(names = "--out", paramLabel = "FILE", description = "Default: standard output")
        Path out;

        @Override
        public Integer call() throws Exception {
            if (!Files.isReadable(file) || Files.size(file) > MOST) {
                throw new Refused(Refused.UNAVAILABLE, file + ": not a readable file of at most 1 MiB");
            }
            Cacao.Imported imported;
            try {
                imported = Cacao.read(Files.readString(file));
            } catch (CharacterCodingException e) {
                throw new IOException(file + ": not UTF-8", e);
            } catch (IOException e) {
                throw new IOException(file + ": " + e.getMessage(), e);
            }
            write(out, imported.text());
            imported.notes().forEach(note -> System.err.println(Printer.printable(file + ": " + note)));
            return imported.notes().isEmpty() ? 0 : Refused.NO;
        }
    }

    /** Those of the folder, or the bundled ones. Without any nothing is answered: that is told, since a wrong folder is likelier. */
    static List<Playbook> books(Path folder) throws IOException {
        var books = folder == null ? Playbooks.bundled() : Playbooks.load(folder);
        if (books.isEmpty()) {
            System.err.println("gabion: --playbooks " + folder + ": no .yaml file is in it, nothing will be answered");
        }
        return books;
    }

    /**
     * What playbooks name and the node does not have, in one line. It refuses none of them: what a connector that is not there
     * would do is observed, and a channel that is not there fails.
     */
    static Optional<String> absent(List<Playbook> books, Site site) {
        var steps = new LinkedHashMap<String, List<String>>();
        for (var book : books) {
            for (var gap : site.gaps(book)) {
                steps.computeIfAbsent(gap.what(), _ -> new ArrayList<>()).add(book.id() + " " + gap.step());
            }
        }
        return steps.isEmpty()
                ? Optional.empty()
                : Optional.of("playbooks name what is not there, which does nothing: "
                        + steps.entrySet().stream()
                                .map(e -> e.getKey() + " (" + String.join(", ", e.getValue()) + ")")
                                .collect(Collectors.joining("; ")));
    }

    private static void write(Path out, String text) throws IOException {
        if (out == null) {
            System.out.print(text);
        } else {
            Files.writeString(out, text);
        }
    }

    /** Files as they are, and of folders every {@code .yaml} file by name. */
    static List<Path> files(List<Path> paths) throws Refused, IOException {
        var files = new ArrayList<Path>();
        for (var path : paths) {
            if (Files.isDirectory(path)) {
                files.addAll(inside(path));
            } else if (Files.isReadable(path)) {
                files.add(path);
            } else {
                throw new Refused(Refused.UNAVAILABLE, path + ": not a readable file or folder");
            }
        }
        return files;
    }

    private static List<Path> inside(Path folder) throws Refused, IOException {
        try (var all = Files.list(folder)) {
            var files = all.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
            if (files.isEmpty()) {
                throw new Refused(Refused.UNAVAILABLE, folder + ": no .yaml file is in it");
            }
            return files;
        }
    }

    private PlaybookCommand() {}
}

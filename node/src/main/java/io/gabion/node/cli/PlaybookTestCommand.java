package io.gabion.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.gabion.node.cli.PlaybookSimulateCommand.People;
import io.gabion.node.replay.Rehearsal;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.response.Verdict;
import io.gabion.responders.playbook.Playbook;
import io.gabion.responders.playbook.Playbooks;
import io.gabion.responders.playbook.YamlMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code gabion playbook test}. Beside {@code NAME.yaml} the folder {@code NAME.cases} has a pair of files for each case:
 * {@code CASE.jsonl}, lines of a replay's {@code suspicions.jsonl}, and {@code CASE.yaml}, what is to be decided.
 */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description =
                "Plays the cases kept beside playbooks; exit 1 if something is decided differently. Nothing is called.")
final class PlaybookTestCommand implements Callable<Integer> {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();

    private static final int MOST_CASES = 1_000;

    /**
     * One case as it is written.
     *
     * @param people what those who are asked say
     * @param expect every decision, in its order
     */
    record Case(String title, People people, List<String> expect) {
        Case {
            people = people == null ? People.nobody : people;
            expect = expect == null ? List.of() : List.copyOf(expect);
        }
    }

    @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "Playbooks, or folders of them.")
    List<Path> paths;

    @Option(names = "--record", description = "Writes what is decided now into the cases. Read it before you keep it.")
    boolean record;

    @Override
    public Integer call() throws Exception {
        boolean same = true;
        for (var file : PlaybookCommand.files(paths)) {
            var playbook = Playbooks.load(List.of(file)).getFirst();
            var cases = cases(file);
            int different = 0;
            for (var one : cases) {
                different += passes(playbook, one) ? 0 : 1;
            }
            System.out.println(Printer.printable(file + ": " + cases.size() + " cases"
                    + (different > 0 ? ", " + different + " decided differently" : "")));
            same &= different == 0;
        }
        return same ? 0 : Refused.NO;
    }

    private static List<Path> cases(Path playbook) throws IOException {
        var folder = playbook.resolveSibling(playbook.getFileName().toString().replaceAll("\\.yaml$", "") + ".cases");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var inside = Files.list(folder)) {
            var cases =
                    inside.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
            if (cases.size() > MOST_CASES) {
                throw new IOException(folder + ": " + cases.size() + " cases, at most " + MOST_CASES);
            }
            return cases;
        }
    }

    private boolean passes(Playbook playbook, Path file) throws IOException {
        var written = read(file);
        var recorded = file.resolveSibling(file.getFileName().toString().replaceAll("\\.yaml$", ".jsonl"));
        var evidence = PlaybookSimulateCommand.suspicions(recorded);
        if (evidence.isEmpty()) {
            throw new IOException(recorded + ": no suspicion");
        }
        var said = written.people() == People.nobody
                ? Optional.<Verdict>empty()
                : Optional.of(written.people() == People.approve ? Verdict.APPROVE : Verdict.DENY);
        var incident = new EntityId(new Tenant("default"), "incident", "case");
        var rehearsal =
                new Rehearsal(incident, evidence, List.of(playbook), Rehearsal.Circumstances.NONE, said, _ -> {});
        rehearsal.run();
        var decided = rehearsal.decisions();
        if (record) {
            Files.writeString(file, YAML.writeValueAsString(new Case(written.title(), written.people(), decided)));
            return true;
        }
        differences(written.expect(), decided)
                .forEach(line -> System.out.println(Printer.printable(file + ": " + line)));
        return decided.equals(written.expect());
    }

    private static Case read(Path file) throws IOException {
        var text = Files.readString(file);
        try {
            var read = YAML.readValue(text, Case.class);
            if (read == null || read.title() == null) {
                throw new IOException(file + ": title is needed");
            }
            return read;
        } catch (JsonProcessingException e) {
            var mistake = YamlMistake.of(e, text, "no such field:");
            throw new IOException(file + ":" + mistake.line() + ": " + mistake.why(), e);
        }
    }

    /** What is missing and what is new; if neither, what comes in another order. */
    private static List<String> differences(List<String> expected, List<String> decided) {
        var lines = new ArrayList<String>();
        var missing = new ArrayList<>(expected);
        decided.forEach(missing::remove);
        var added = new ArrayList<>(decided);
        expected.forEach(added::remove);
        missing.forEach(line -> lines.add("expected, and not decided: " + line));
        added.forEach(line -> lines.add("decided, and not expected: " + line));
        for (int i = 0; lines.isEmpty() && i < expected.size(); i++) {
            if (!expected.get(i).equals(decided.get(i))) {
                lines.add("in another order from decision " + (i + 1) + " on: " + decided.get(i));
            }
        }
        return lines;
    }
}

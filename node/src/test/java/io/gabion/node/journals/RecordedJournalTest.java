package io.gabion.node.journals;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Journals that earlier versions wrote: what this one makes of them is what they made of them. */
class RecordedJournalTest {
    private static final String JOURNAL = ".jsonl.gz";
    /** A version: writes what this program decides about that journal. For a new journal, or after a change on purpose. */
    private static final String RECORD = System.getProperty("gabion.journals.record", "");

    static List<String> versions() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(JOURNAL))
                    .map(name -> name.substring(0, name.length() - JOURNAL.length()))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_journal_of_an_earlier_version_leads_to_the_same_decisions(String version) throws IOException {
        var decisions = Recorded.read(folder().resolve(version + JOURNAL)).decisions();
        var expected = folder().resolve(version + ".decisions");
        if (RECORD.equals(version)) {
            Files.write(expected, decisions);
        }
        assertThat(decisions).isEqualTo(Files.readAllLines(expected));
    }

    @Test
    void every_kind_of_entity_is_in_a_journal() throws IOException {
        var kinds = Files.readAllLines(folder().resolve(versions().getLast() + ".decisions")).stream()
                .map(line -> line.split("/")[1])
                .toList();
        assertThat(kinds).contains("intake", "asset", "correlator", "incident", "response", "containment", "guard");
    }

    private static Path folder() {
        return Path.of(System.getProperty("gabion.root"), "node/src/test/resources/journals");
    }
}

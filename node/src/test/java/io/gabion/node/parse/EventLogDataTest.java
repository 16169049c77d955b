package io.gabion.node.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.rules.EventFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Logs of real machines, which do not come with the project: {@code -Dgabion.data=DIR}. */
@EnabledIfSystemProperty(named = "gabion.data", matches = ".+")
class EventLogDataTest {
    /** Kind, file, and the records that its head counts. */
    static Stream<Arguments> recordings() throws IOException {
        var rows = Files.readAllLines(folder().resolve("manifest.tsv"));
        return rows.stream().skip(1).map(row -> Arguments.of((Object) row.split("\t")));
    }

    private static Path folder() {
        return Path.of(System.getProperty("gabion.data"), "evtx-raw");
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void every_record_of_a_machines_log_is_an_observation(String[] row) throws IOException {
        long[] seen = {0};
        long unread = EventFile.read(folder().resolve(row[0]).resolve(row[1]), "", _ -> seen[0]++);
        assertThat(unread).isZero();
        assertThat(seen[0]).isEqualTo(Long.parseLong(row[2]));
    }
}

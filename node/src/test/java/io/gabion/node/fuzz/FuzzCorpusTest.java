package io.gabion.node.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.intel.FuzzIntel;
import io.gabion.node.parse.FuzzFormats;
import io.gabion.node.parse.evtx.FuzzEventLogs;
import io.gabion.node.source.FuzzFrames;
import io.gabion.responders.playbook.FuzzPlaybooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every input that was kept of the campaigns of {@code dev/fuzz}, and some that are made of them here: a reader answers, in
 * time, or refuses with a reason. It never fails.
 */
class FuzzCorpusTest {
    private static final String INPUTS = "/fuzz/";
    private static final String MARKS = "\"'{}[]():|*\\\n ,-=%&!<>";

    private interface Target {
        void ask(byte[] data) throws Exception;
    }

    private static Target target(String name) {
        return switch (name) {
            case "rules" -> FuzzRules::fuzzerTestOneInput;
            case "intel" -> FuzzIntel::fuzzerTestOneInput;
            case "formats" -> FuzzFormats::fuzzerTestOneInput;
            case "eventlogs" -> FuzzEventLogs::fuzzerTestOneInput;
            case "playbooks" -> FuzzPlaybooks::fuzzerTestOneInput;
            default -> FuzzFrames::fuzzerTestOneInput;
        };
    }

    private static List<byte[]> kept(String name) throws IOException {
        var folder = Path.of(FuzzCorpusTest.class.getResource(INPUTS + name).getPath());
        try (var files = Files.list(folder)) {
            var all = new ArrayList<byte[]>();
            for (var file : files.sorted().toList()) {
                all.add(Files.readAllBytes(file));
            }
            return all;
        }
    }

    @ParameterizedTest
    @CsvSource({"rules, 10", "intel, 10", "formats, 12", "frames, 4", "playbooks, 6", "eventlogs, 4"})
    @Timeout(300)
    void what_was_kept_breaks_no_reader(String name, int least) throws Exception {
        var target = target(name);
        var inputs = kept(name);
        assertThat(inputs).hasSizeGreaterThanOrEqualTo(least);
        for (var input : inputs) {
            target.ask(input);
        }
    }

    /** Not a campaign, which takes hours: enough to see a reader that has lost a check. */
    @ParameterizedTest
    @CsvSource({"rules, 100", "intel, 1000", "formats, 1000", "frames, 2000", "playbooks, 500", "eventlogs, 2000"})
    @Timeout(300)
    void what_is_made_of_it_breaks_none_either(String name, int rounds) throws Exception {
        var target = target(name);
        var inputs = kept(name);
        var random = new Random(5);
        for (int i = 0; i < rounds; i++) {
            target.ask(changed(inputs.get(random.nextInt(inputs.size())), inputs, random));
        }
    }

    private static byte[] changed(byte[] input, List<byte[]> all, Random random) {
        var data = input.clone();
        for (int left = 1 + random.nextInt(4); left > 0 && data.length > 0; left--) {
            int at = random.nextInt(data.length);
            switch (random.nextInt(4)) {
                case 0 -> data[at] = (byte) random.nextInt(256);
                case 1 -> data = Arrays.copyOf(data, at);
                case 2 -> data[at] = (byte) MARKS.charAt(random.nextInt(MARKS.length()));
                default -> {
                    var other = all.get(random.nextInt(all.size()));
                    int from = other.length == 0 ? 0 : random.nextInt(other.length);
                    var joined = Arrays.copyOf(data, at + other.length - from);
                    System.arraycopy(other, from, joined, at, other.length - from);
                    data = joined;
                }
            }
        }
        return data;
    }
}

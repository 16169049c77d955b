package io.gabion.node.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gabion.node.shell.Row.Stored;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.Tenant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A row is written SEQUENCE:EPOCH/DECISION, with an o behind it if it says that its owner begins, and after whom if it says that. */
class BranchTest {
    private static final Pattern ROW = Pattern.compile("(\\d+):(\\d+)/(\\d+)(o?)(\\d*)");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            one owner                         | 1:1/0o 2:1/1 3:1/2                          | 1:1 2:1 3:1         |
            two owners, one after the other   | 1:1/0o 2:1/1 3:2/1o 4:2/2                   | 1:1 2:1 3:2 4:2     |
            owners who say nothing about it   | 1:1/1 2:1/2 3:2/3 4:5/4                     | 1:1 2:1 3:2 4:5     |
            stale rows before the new owner's | 1:1/0o 2:1/1 3:1/2 3:2/1o 4:2/2             | 1:1 2:1 3:2 4:2     | 3:1
            stale rows after the new owner's  | 1:1/0o 2:1/1 3:2/1o 3:1/2 4:1/3 4:2/2 5:2/3 | 1:1 2:1 3:2 4:2 5:2 | 3:1 4:1
            stale rows longer than the new    | 1:1/0o 2:1/1 3:2/1o 3:1/2 4:1/2 5:1/3       | 1:1 2:1 3:2         | 3:1 4:1 5:1
            the next goes on behind them      | 1:1/0o 2:2/0o 2:1/1 3:1/2 4:3/0o 5:3/1      | 1:1 2:2 4:3 5:3     | 2:1 3:1
            a stale owner that only begins    | 1:1/0o 2:1/1 3:3/1o 3:2/1o 4:2/2 4:3/2      | 1:1 2:1 3:3 4:3     | 3:2 4:2
            a stale owner of a stale owner    | 1:1/0o 2:1/1 2:2/0o 2:3/0o 3:2/1 3:3/1      | 1:1 2:3 3:3         | 2:1 2:2 3:2
            a whole batch of a stale owner    | 1:1/0o 2:1/1 3:1/2 3:2/1o 4:1/2 4:2/2 5:1/2 | 1:1 2:1 3:2 4:2     | 3:1 4:1 5:1
            a write that the next did not see | 1:1/0o 2:1/1 3:1/2 4:1/2 5:2/1o 6:2/2       | 1:1 2:1 5:2 6:2     | 3:1 4:1
            a late one that the last never saw| 1:1/0o 2:1/1 2:2/0o 3:2/1 3:3/1o1 4:3/2   | 1:1 2:1 3:3 4:3     | 2:2 3:2
            a late one with as many decisions | 1:1/0o 2:1/1 3:1/2 2:2/0o1 3:2/1 4:2/2 4:3/2o1 5:3/3 | 1:1 2:1 3:1 4:3 5:3 | 2:2 3:2 4:2
            late, and the last goes on after  | 1:1/0o 2:1/1 2:2/0o1 3:2/1 4:3/1o2 5:3/2  | 1:1 2:2 3:2 4:3 5:3 | 2:1
            what was handed over stays so     | 1:1/0o 2:1/1 3:1/1 4:2/1o 5:2/2             | 1:1 2:1 3:1 4:2 5:2 |
            """)
    void keeps_the_history_and_drops_what_stale_owners_wrote(String what, String journal, String kept, String dropped) {
        for (long seed = 0; seed < 50; seed++) {
            var branch = new Branch<Stored<String>>(0, 0, 0);
            var certain = new ArrayList<String>();
            for (var row : shuffled(rows(journal), seed)) {
                branch.read(row).forEach(each -> certain.add(place(each)));
            }
            branch.end().forEach(each -> certain.add(place(each)));
            assertThat(certain).as("seed " + seed).containsExactlyElementsOf(words(kept));
            assertThat(branch.dropped().stream().map(Stored::row).map(BranchTest::place))
                    .as("seed " + seed)
                    .containsExactlyInAnyOrderElementsOf(words(dropped));
        }
    }

    @ParameterizedTest(name = "{2}: {0}")
    @CsvSource(delimiter = '|', textBlock = """
            1:1/0o 3:1/1               | 0:0/0  | row 2 is missing
            2:1/1                      | 0:0/0  | row 1 is missing
            1:1/0o 2:1/1 2:1/1         | 0:0/0  | row 2 is there twice
            1:1/0o 2:1/2               | 0:0/0  | decision 1 is missing
            1:1/0o 2:1/1 3:2/2o        | 0:0/0  | decision 2 is missing
            1:2/0o 2:1/1 3:2/1         | 0:0/0  | row 2 of owner 2 is missing
            1:1/0o 2:1/1 3:1/0         | 0:0/0  | row 3 knows nothing of decision 1
            1:1/0o 2:1/1 3:1/2 4:2/0o  | 0:0/0  | row 4 knows nothing of decision 1
            12:4/8                     | 10:4/7 | row 11 is missing
            11:4/9                     | 10:4/7 | decision 8 is missing
            """)
    void whatever_is_missing_is_a_fault(String journal, String from, String message) {
        assertThatThrownBy(() -> {
                    var branch = starting(from);
                    rows(journal).forEach(branch::read);
                    branch.end();
                })
                .hasMessage(message);
    }

    @Test
    void goes_on_after_a_snapshot() {
        var branch = starting("10:4/7");
        var certain = new ArrayList<String>();
        rows("11:3/7 11:4/8 12:3/8 12:5/8o 13:5/9")
                .forEach(row -> branch.read(row).forEach(each -> certain.add(place(each))));
        branch.end().forEach(each -> certain.add(place(each)));
        assertThat(certain).containsExactly("11:4", "12:5", "13:5");
        assertThat(branch.dropped().stream().map(Stored::row).map(BranchTest::place))
                .containsExactly("11:3", "12:3");
    }

    private static Branch<Stored<String>> starting(String from) {
        var parts = ROW.matcher(from);
        assertThat(parts.matches()).isTrue();
        return new Branch<>(
                Long.parseLong(parts.group(2)), Long.parseLong(parts.group(1)), Long.parseLong(parts.group(3)));
    }

    /** Rows of one number come in any order. */
    private static List<Stored<String>> shuffled(List<Stored<String>> rows, long seed) {
        var any = new ArrayList<>(rows);
        Collections.shuffle(any, new Random(seed));
        any.sort(Comparator.comparing(Stored::sequence));
        return any;
    }

    private static List<Stored<String>> rows(String journal) {
        return words(journal).stream().map(BranchTest::row).collect(Collectors.toList());
    }

    private static Stored<String> row(String text) {
        var parts = ROW.matcher(text);
        assertThat(parts.matches()).as(text).isTrue();
        long sequence = Long.parseLong(parts.group(1));
        long epoch = Long.parseLong(parts.group(2));
        long decision = Long.parseLong(parts.group(3));
        var after = parts.group(5).isEmpty() ? List.<Long>of() : List.of(Long.parseLong(parts.group(5)));
        Row<String> row = parts.group(4).isEmpty()
                ? new Row.Happened<>(sequence, decision, Instant.EPOCH, sequence + ":" + epoch)
                : new Row.Noted<>(sequence, decision, Instant.EPOCH, new Row.Owned(epoch, after));
        return new Stored<>(
                row,
                new Envelope(
                        new Tenant("default"),
                        "counter",
                        sequence,
                        decision,
                        epoch,
                        parts.group(4).isEmpty() ? "added" : Envelope.OWNED,
                        1,
                        Instant.EPOCH,
                        "key",
                        "none",
                        new byte[0]));
    }

    private static String place(Row<String> row) {
        return switch (row) {
            case Row.Happened<String> happened -> happened.event();
            case Row.Noted<String> noted -> noted.sequence() + ":" + ((Row.Owned) noted.note()).epoch();
            case Stored<String> stored -> place(stored.row());
        };
    }

    private static List<String> words(String text) {
        return text == null ? List.of() : Stream.of(text.split(" ")).toList();
    }
}

package io.gabion.responders.containment;

import static io.gabion.responders.containment.Examples.*;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.response.ActionReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The life of a containment as docs/containment.md draws it is the one that is decided. With {@code
 * -Dgabion.docs.write=true} it is drawn anew.
 */
class StatesInDocsTest {
    private static final Path PAGE = Path.of(System.getProperty("gabion.root"), "docs/containment.md");
    private static final String BEGIN = "<!-- drawn from the code: StatesInDocsTest -->\n";
    private static final String END = "<!-- end -->";

    @Test
    void every_transition_that_a_journal_may_hold_is_made_by_a_row_of_the_table() {
        var never = ContainmentEdges.all();
        never.removeAll(ContainmentEdges.decided());
        assertThat(never).isEmpty();
    }

    @Test
    void every_state_and_every_event_is_among_the_examples() {
        assertThat(ContainmentEdges.STATES.stream().<Class<?>>map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(
                        ContainmentEdges.leaves(ContainmentState.class).toList());
        assertThat(ContainmentEdges.EVENTS.stream().<Class<?>>map(Object::getClass))
                .contains(ContainmentEvent.class.getPermittedSubclasses());
    }

    @Test
    void the_page_draws_what_is_decided() throws IOException {
        var page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END, begin);
        if (Boolean.getBoolean("gabion.docs.write")) {
            Files.writeString(PAGE, page.substring(0, begin) + drawn() + page.substring(end));
        }
        assertThat(page.substring(begin, end)).isEqualTo(drawn());
    }

    private static String drawn() {
        var lines = new ArrayList<>(List.of("```mermaid", "stateDiagram-v2", "    [*] --> idle"));
        var words = new LinkedHashMap<String, TreeSet<String>>();
        var ways = new LinkedHashMap<String, TreeSet<String>>();
        for (var edge : ContainmentEdges.all()) {
            var parts = edge.split(" ");
            if (!parts[0].equals(parts[2])) {
                words.computeIfAbsent(parts[0] + " --> " + parts[2], _ -> new TreeSet<>())
                        .add(parts[1]);
            }
            ways.computeIfAbsent(parts[1], _ -> new TreeSet<>()).add(edge);
        }
        words.forEach((way, events) -> lines.add("    " + way + ": " + String.join(", ", events)));
        lines.addAll(List.of("```", "", "| event | from → to | holders are told |", "|---|---|---|"));
        var told = told();
        for (var event : ContainmentEdges.EVENTS) {
            var name = ContainmentEdges.name(event);
            var to = new HashMap<String, String>();
            ways.get(name).forEach(edge -> to.put(edge.split(" ")[0], edge.split(" ")[2]));
            var shown = to.entrySet().stream()
                    .collect(groupingBy(
                            e -> e.getKey().equals(e.getValue()) ? "the same" : e.getValue(),
                            java.util.TreeMap::new,
                            java.util.stream.Collectors.mapping(
                                    java.util.Map.Entry::getKey,
                                    java.util.stream.Collectors.toCollection(TreeSet::new))))
                    .entrySet()
                    .stream()
                    .map(e -> String.join(", ", e.getValue()) + " → " + e.getKey())
                    .collect(joining("; "));
            lines.add("| " + name + " | " + shown + " | " + told.get(name) + " |");
        }
        return String.join("\n", lines) + "\n";
    }

    private static HashMap<String, String> told() {
        var told = new HashMap<String, String>();
        for (var event : ContainmentEdges.EVENTS) {
            var outcomes = CONTAINMENT.owes(event).stream()
                    .filter(send -> send.message() instanceof ActionReport)
                    .map(send -> ((ActionReport) send.message()).outcome().word())
                    .distinct()
                    .collect(joining(", "));
            told.put(ContainmentEdges.name(event), outcomes);
        }
        return told;
    }
}

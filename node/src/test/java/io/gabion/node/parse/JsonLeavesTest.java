package io.gabion.node.parse;

import static io.gabion.node.parse.Logs.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.gabion.protocol.observation.Several;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JsonLeavesTest {
    private final JsonLeaves leaves = new JsonLeaves(path -> path.replace("wrap.", ""));

    private Map<String, String> read(String text) throws IOException {
        var bytes = json(text).getBytes(UTF_8);
        return leaves.read(bytes, 0, bytes.length, 256);
    }

    private static String several(String... values) {
        return Several.join(List.of(values));
    }

    @Test
    void leaves_stand_under_their_paths_and_nothing_is_left_of_the_line_before() throws IOException {
        assertThat(read("{'a':1,'b':{'c':'x','d':[1,{'e':2},{'e':3}]}}"))
                .isEqualTo(Map.of("a", "1", "b.c", "x", "b.d", "1", "b.d.e", several("2", "3")));
        assertThat(read("{'a':2,'b':{'d':['x','y,z','']}}"))
                .isEqualTo(Map.of("a", "2", "b.d", several("x", "y,z", "")));
    }

    @Test
    void of_two_paths_with_one_name_the_first_counts_and_of_one_path_twice_the_last() throws IOException {
        assertThat(read("{'wrap':{'a':1},'a':2}")).isEqualTo(Map.of("a", "1"));
        assertThat(read("{'a':1,'a':2}")).isEqualTo(Map.of("a", "2"));
    }

    /** Else who may add an object behind another hides the first one. */
    @Test
    void what_the_objects_of_an_array_say_is_all_there_and_each_value_once() throws IOException {
        assertThat(read("{'a':[{'b':'x','c':{'d':1}},{'b':'y','c':{'d':1}},{'b':'x'}],'e':{'f':1,'f':2}}"))
                .isEqualTo(Map.of("a.b", several("x", "y"), "a.c.d", "1", "e.f", "2"));
    }

    @Test
    void what_is_there_without_a_value_comes_last_and_gives_way_to_one() throws IOException {
        assertThat(
                        read(
                                "{'n':null,'a':1,'e':[],'o':{},'l':[null],'b':[{'c':null},{'c':2},{'c':null}],'wrap':{'a':null}}"))
                .containsExactly(
                        entry("a", "1"),
                        entry("b.c", "2"),
                        entry("n", Several.NONE),
                        entry("e", Several.NONE),
                        entry("l", Several.NONE));
        assertThat(read("{'n':1,'l':[null,'x',null]}")).isEqualTo(Map.of("n", "1", "l", "x"));
        var nulls = IntStream.range(0, 300).mapToObj(i -> "'n" + i + "':null").collect(Collectors.joining(","));
        assertThat(read("{" + nulls + ",'a':1}")).hasSize(256).containsEntry("a", "1");
    }

    /** Who may write into a list does not hide what stands behind it. */
    @Test
    void elements_past_the_limit_are_one_and_no_element_looks_like_it() throws IOException {
        assertThat(read("{'a':['x','...','y']}")).isEqualTo(Map.of("a", several("x", "...", "y")));
        var much = "z".repeat(JsonLeaves.MAX_JOINED);
        assertThat(read("{'a':['x','" + much + "','y']}")).isEqualTo(Map.of("a", several("x", JsonLeaves.MORE)));
        assertThat(read("{'a':['x','y']}")).isEqualTo(Map.of("a", several("x", "y")));
    }

    @Test
    void no_log_can_say_what_stands_between_values() throws IOException {
        assertThat(read("{'a':'x\\udfffy','b':'\\udffe','\\udfff':1}"))
                .isEqualTo(Map.of("a", "x?y", "b", "?", "?", "1"));
    }

    @Test
    void a_line_that_is_cut_short_says_nothing_and_spoils_nothing() throws IOException {
        assertThatThrownBy(() -> read("{'a':1,'b':{'c':'x'")).isInstanceOf(IOException.class);
        assertThat(read("{'b':{'c':'y'}}")).isEqualTo(Map.of("b.c", "y"));
    }

    @Test
    void half_a_pair_of_surrogates_becomes_a_question_mark() throws IOException {
        assertThat(read("{'a':'\\\\ud83d','b':'\\\\ud83d\\\\ude00','c':'Ж'}".replace("\\\\", "\\")))
                .isEqualTo(Map.of("a", "?", "b", "\ud83d\ude00", "c", "Ж"));
    }

    /** A thousand leaves below a path of 200,000 characters would be 200 MB of names. */
    @Test
    void a_path_that_is_too_long_is_left_out_and_costs_nothing() throws IOException {
        var deep = ("{'" + "n".repeat(4_000) + "':").repeat(50);
        var wide = IntStream.range(0, 20_000).mapToObj(i -> "'k" + i + "':1").collect(Collectors.joining(","));
        var line = "{'first':1,'big':" + deep + "{" + wide + "}" + "}".repeat(50) + ",'last':2}";
        assertThat(read(line)).isEqualTo(Map.of("first", "1", "last", "2"));
    }

    @Test
    void what_a_client_nests_never_pushes_out_what_the_log_says_itself() throws IOException {
        var wide = IntStream.range(0, 50_000).mapToObj(i -> "'k" + i + "':1").collect(Collectors.joining(","));
        var bytes = json("{'client':{'a':{" + wide + "}},'eventName':'x'}").getBytes(UTF_8);
        assertThat(leaves.read(bytes, 0, bytes.length, Integer.MAX_VALUE))
                .hasSize(JsonLeaves.MAX_LEAVES + 1)
                .containsEntry("eventName", "x");
        assertThat(read("{'a':1}")).isEqualTo(Map.of("a", "1"));
    }
}

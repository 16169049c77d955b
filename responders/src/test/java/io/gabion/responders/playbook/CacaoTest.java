package io.gabion.responders.playbook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gabion.protocol.response.Plan;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CacaoTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String UUID4 = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVERYTHING = """
            id: everything
            title: Every kind of step
            when: {techniques: [T1110+T1078, T1566], seen: [T1566], minScore: 0.5}
            steps:
              - {id: chain, action: escalation, of: [ask, d], levels: [{channel: pager, after: 10m, every: 90s, times: 2, roles: [admin]}, {channel: boss, after: 30m}]}
              - {id: both, action: parallel, steps: [a, d]}
              - {id: a, action: block-address, connector: firewall, ttl: 90m}
              - {id: d, action: block-domain, connector: names, ttl: 61s}
              - {id: ask, action: approval, covers: [l, x, i], within: 2d, people: 3, roles: [analyst, admin], otherwise: approve}
              - {id: w, action: wait, for: 30s}
              - {id: c, action: condition, of: [a, d], is: [verified, drifted], then: [l, n]}
              - {id: l, action: lock-account, connector: accounts, ttl: 30d}
              - {id: n, action: notify, channel: log}
              - {id: e, action: end-sessions, connector: people, ttl: 1h}
              - {id: x, action: disable-account, connector: people, ttl: 1h}
              - {id: f, action: on-failure, of: [x], then: [i]}
              - {id: i, action: isolate-host, connector: hosts, ttl: 2h}
            """;

    static Stream<Playbook> playbooks() throws IOException {
        return Stream.concat(Playbooks.bundled().stream(), Stream.of(Playbooks.parse("e", EVERYTHING, Library.EMPTY)));
    }

    @ParameterizedTest
    @MethodSource("playbooks")
    void there_and_back_is_the_same_plan(Playbook playbook) throws IOException {
        var back = Cacao.read(Cacao.write(playbook, NOW).toString());
        var read = Playbooks.parse("back", back.text(), Library.EMPTY);

        assertThat(back.notes()).isEmpty();
        assertThat(read.steps()).isEqualTo(playbook.steps());
        assertThat(read.when()).isEqualTo(playbook.when());
        assertThat(read.releaseEvery()).isEqualTo(playbook.releaseEvery());
        assertThat(read.id()).isEqualTo(playbook.id());
        assertThat(read.title()).isEqualTo(playbook.title());
    }

    /** The normative rules of the specification that a writer can break, as its JSON schemas have them. */
    @ParameterizedTest
    @MethodSource("playbooks")
    void what_is_written_is_as_the_specification_has_it(Playbook playbook) throws IOException {
        var node = JSON.readTree(Cacao.write(playbook, NOW).toString());

        for (var needed : List.of("name", "created_by", "created", "modified", "workflow_start", "workflow")) {
            assertThat(node.has(needed)).as(needed).isTrue();
        }
        assertThat(node.path("spec_version").asText()).isEqualTo("cacao-2.0");
        assertThat(node.path("id").asText()).matches("playbook--" + UUID4);
        assertThat(node.path("created_by").asText()).matches("identity--" + UUID4);
        assertThat(node.path("created").asText()).isEqualTo("2026-01-02T03:04:05.000Z");
        assertThat(node.path("playbook_activities")).isNotEmpty();
        var workflow = node.path("workflow");
        assertThat(workflow.path(node.path("workflow_start").asText())
                        .path("type")
                        .asText())
                .isEqualTo("start");
        var uuids = new HashSet<String>();
        var ends = new HashSet<String>();
        workflow.properties().forEach(entry -> {
            var step = entry.getValue();
            var type = step.path("type").asText();
            assertThat(entry.getKey()).matches(type + "--" + UUID4);
            assertThat(uuids.add(entry.getKey().split("--")[1])).isTrue();
            if (type.equals("end")) {
                ends.add(entry.getKey());
                assertThat(step.has("on_completion")).isFalse();
                return;
            }
            assertThat(workflow.has(step.path("on_completion").asText())).isTrue();
            switch (type) {
                case "action" -> action(node, step);
                case "if-condition" -> {
                    assertThat(workflow.has(step.path("on_true").asText())).isTrue();
                    assertThat(step.path("condition").asText()).startsWith("[");
                }
                case "parallel" ->
                    assertThat(step.path("next_steps"))
                            .hasSizeGreaterThan(1)
                            .allSatisfy(
                                    id -> assertThat(workflow.has(id.asText())).isTrue());
                default -> assertThat(type).isEqualTo("start");
            }
            step.path("step_extensions")
                    .fieldNames()
                    .forEachRemaining(
                            id -> assertThat(node.path("extension_definitions").has(id))
                                    .isTrue());
        });
        long branches = workflow.valueStream()
                .mapToLong(s -> s.path("next_steps").size() + (s.has("on_true") ? 1 : 0))
                .sum();
        assertThat(ends).as("each branch has an end of its own").hasSize((int) branches + 1);
    }

    private static void action(JsonNode playbook, JsonNode step) {
        assertThat(playbook.path("agent_definitions").has(step.path("agent").asText()))
                .isTrue();
        assertThat(step.path("targets"))
                .allSatisfy(id -> assertThat(playbook.path("target_definitions").has(id.asText()))
                        .isTrue());
        assertThat(step.path("in_args"))
                .allSatisfy(
                        name -> assertThat(playbook.path("playbook_variables").has(name.asText()))
                                .isTrue());
        assertThat(step.path("commands")).hasSize(1).allSatisfy(command -> {
            assertThat(command.path("type").asText()).isIn("openc2-http", "bash", "http-api", "manual");
            assertThat(playbook.path("playbook_activities").valueStream().map(JsonNode::asText))
                    .contains(command.path("playbook_activity").asText());
            if (command.path("type").asText().equals("openc2-http")) {
                assertThat(command.path("command").asText()).matches("POST \\S+ HTTP/1.1");
                assertThat(JSON.readTree(Base64.getDecoder()
                                        .decode(command.path("content_b64").asText()))
                                .path("args")
                                .path("duration")
                                .asLong())
                        .isPositive();
            }
        });
    }

    @Test
    void a_playbook_of_others_is_taken_as_far_as_it_can_be_done_here_and_the_rest_is_named() throws IOException {
        var openc2 = Base64.getEncoder().encodeToString("""
                {"action":"deny","target":{"ipv4_net":"__ip__:value"},"args":{"duration":7200000}}""".getBytes(UTF_8));
        var forever = Base64.getEncoder()
                .encodeToString("{\"action\":\"deny\",\"target\":{\"domain_name\":\"evil.example\"}}".getBytes(UTF_8));
        var text = """
                {"type":"playbook","spec_version":"cacao-2.0","id":"playbook--1","name":"Stop It!","labels":["T1071","urgent"],
                 "workflow_exception":"end--1","workflow_start":"start--1","workflow":{
                 "start--1":{"type":"start","on_completion":"parallel--1"},
                 "parallel--1":{"type":"parallel","next_steps":["action--1","action--2"],"on_completion":"action--3"},
                 "action--1":{"type":"action","name":"Block IP","commands":[{"type":"openc2-http","content_b64":"%s"}],"on_completion":"end--2"},
                 "action--2":{"type":"action","name":"Block IP","commands":[{"type":"openc2-http","content_b64":"%s"}],"on_completion":"end--3"},
                 "action--3":{"type":"action","name":"Wipe","commands":[{"type":"bash","command":"rm -rf /"}],"on_success":"if-condition--1","on_failure":"end--1"},
                 "if-condition--1":{"type":"if-condition","name":"Late?","condition":"x","on_true":"action--4","on_completion":"while-condition--1"},
                 "action--4":{"type":"action","name":"Ask","commands":[{"type":"manual","command":"Ask"}],"on_completion":"end--4"},
                 "while-condition--1":{"type":"while-condition","name":"Again","condition":"x","on_true":"action--3","on_completion":"action--3"},
                 "end--1":{"type":"end"},"end--2":{"type":"end"},"end--3":{"type":"end"},"end--4":{"type":"end"}}}
                """.formatted(openc2, forever);
        var imported = Cacao.read(text);
        var read = Playbooks.parse("i", imported.text(), Library.EMPTY);

        assertThat(read.steps())
                .containsExactly(
                        new Plan.Parallel("together", List.of("block-ip", "block-ip-2")),
                        new Plan.Block("block-ip", "firewall", 7_200),
                        new Plan.BlockDomain("block-ip-2", "names", 3_600));
        assertThat(read.id()).isEqualTo("stop-it");
        assertThat(read.when().techniques()).containsExactly("T1071");
        assertThat(imported.notes())
                .contains(
                        "Block IP: no duration; 1h was taken",
                        "Block IP: names its target itself; here it comes from the incident's evidence alone",
                        "Wipe: on_failure was left out; write an on-failure step",
                        "Wipe: left out, a command of type 'bash': only actions that can be undone are done here",
                        "Late?: left out, its condition cannot be decided here, and neither branch was taken",
                        "Again: left out, there are no loops and no switches here",
                        "workflow_exception: a step that fails is repaired by people here",
                        "when: minScore 0.6 was taken")
                .anyMatch(note -> note.startsWith("Wipe: there is no such step, it comes twice"))
                .allSatisfy(note -> assertThat(note).hasLineCount(1));
    }

    @Test
    void what_is_no_playbook_or_none_that_can_be_done_is_one_line() {
        for (var text : List.of(
                "",
                "{",
                "[]",
                "{\"type\":\"playbook\",\"spec_version\":\"1.1\"}",
                "{\"type\":\"playbook\",\"spec_version\":\"cacao-2.0\"}",
                """
                {"type":"playbook","spec_version":"cacao-2.0","workflow_start":"start--1","workflow":{
                 "start--1":{"type":"start","on_completion":"action--1"},
                 "action--1":{"type":"action","commands":[{"type":"manual"}],"on_completion":"end--1"},"end--1":{"type":"end"}}}""",
                """
                {"type":"playbook","spec_version":"cacao-2.0","workflow_start":"start--1","workflow":{
                 "start--1":{"type":"start","on_completion":"action--1"},
                 "action--1":{"type":"action","on_completion":"end--1","step_extensions":{"%s":{"gabion_step":{"id":"x","action":"reboot"}}}},
                 "end--1":{"type":"end"}}}""".formatted(CacaoExport.EXTENSION))) {
            assertThatThrownBy(() -> Cacao.read(text))
                    .as(text)
                    .isInstanceOf(IOException.class)
                    .message()
                    .hasLineCount(1);
        }
    }

    @Test
    void a_condition_whose_steps_do_not_follow_it_cannot_be_said() throws IOException {
        var playbook = Playbooks.parse("e", """
                id: far
                title: Far
                when: {techniques: [T1071], minScore: 0.5}
                steps:
                  - {id: a, action: block-address, connector: firewall, ttl: 1h}
                  - {id: c, action: on-failure, of: [a], then: [m]}
                  - {id: n, action: notify, channel: log}
                  - {id: m, action: notify, channel: log}
                """, Library.EMPTY);
        assertThatThrownBy(() -> Cacao.write(playbook, NOW))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "far: step c: the steps it names do not follow it directly, and CACAO has no other branches");
    }
}

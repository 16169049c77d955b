package io.gabion.loadtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gabion.responders.connectors.ChannelContract;
import io.gabion.responders.connectors.ConnectorContract;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.ReflectionSupport;

class RespondersTest {
    /** A suite that only those run who name it. */
    static final class Failing {
        @Test
        void holds() {}

        @Test
        void breaks() {
            throw new IllegalStateException("as it was told\nand more");
        }

        @Test
        @Disabled("nobody is there")
        void is_left_out() {}
    }

    @Test
    void a_channel_is_timed_asked_what_it_has_and_taken_through_its_suite() throws IOException {
        var report = report(List.of(), List.of(Channels.LABS.getLast()));
        assertThat(report.path("met").asBoolean()).as(report.toString()).isTrue();
        var slack = report.path("channels").path(0);
        assertThat(slack.path("has").asText()).isEqualTo("2 of 2, each once");
        assertThat(slack.path("suite").path("passed").asInt()).isEqualTo(9);
    }

    @Test
    void what_fails_is_told_by_name_and_keeps_nobody_else_from_being_run() throws IOException {
        var broken = new Responders.Lab(
                "broken",
                _ -> {
                    throw new IllegalStateException("no such system here");
                },
                Failing.class.getName());
        var report = report(List.of(broken, broken), List.of());
        assertThat(report.path("met").asBoolean()).isFalse();
        assertThat(report.path("connectors")).hasSize(2);
        assertThat(report.path("connectors")
                        .path(1)
                        .path("suite")
                        .path("passed")
                        .asInt())
                .isEqualTo(1);
        assertThat(report.path("wrong"))
                .extracting(JsonNode::asText)
                .hasSize(6)
                .contains(
                        "broken: no such system here",
                        "broken: suite: breaks(): java.lang.IllegalStateException: as it was told",
                        "broken: suite: is_left_out(): skipped: nobody is there");
    }

    @Test
    void every_suite_that_there_is_belongs_to_one_that_is_run() {
        var contracts = ReflectionSupport.findAllClassesInPackage(
                "io.gabion",
                type -> !Modifier.isAbstract(type.getModifiers())
                        && (ConnectorContract.class.isAssignableFrom(type)
                                || ChannelContract.class.isAssignableFrom(type)),
                _ -> true);
        var run = Stream.concat(
                Responders.LABS.stream().map(Responders.Lab::suite),
                Channels.LABS.stream().map(Channels.Lab::suite));
        assertThat(run)
                .containsExactlyInAnyOrderElementsOf(
                        contracts.stream().map(Class::getName).toList());
    }

    private static JsonNode report(List<Responders.Lab> labs, List<Channels.Lab> channels) throws IOException {
        return new JsonMapper()
                .readTree(Responders.run(2, labs, channels).json(true).toString());
    }
}

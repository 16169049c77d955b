package io.gabion.detectors.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Events;
import io.gabion.detectors.Finding;
import io.gabion.detectors.Heard;
import io.gabion.detectors.Hourly;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.suspicion.Detector.Kind;
import io.gabion.protocol.suspicion.Severity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertsTest {
    private static final String OUTSIDE = "203.0.113.7";
    private static final String OTHER = "198.51.100.9";
    private static final AssetRef INSIDE = Events.address("10.0.0.5");

    private final Alerts alerts = new Alerts();
    private final Events events = new Events("eve.json");

    private Observation alert(long second, String from, String to, String signature, String category, int severity) {
        return events.alert(second, from, to, signature, category, severity);
    }

    private List<Finding> findings(AssetRef self, Observation... batch) {
        return alerts.observe(alerts.empty(), self, List.of(batch), false).findings();
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7,10.0.0.5,10.0.0.5,203.0.113.7",
        "10.0.0.5,203.0.113.7,10.0.0.5,203.0.113.7",
        "10.0.0.6,10.0.0.5,10.0.0.6,10.0.0.6",
        "203.0.113.7,198.51.100.9,203.0.113.7,203.0.113.7",
    })
    void an_alert_is_raised_by_the_end_that_is_inside_and_only_by_it(
            String from, String to, String owner, String actor) {
        var alert = alert(0, from, to, "1", "A", 1);
        for (var end : List.of(from, to)) {
            assertThat(findings(Events.address(end), alert)).hasSize(end.equals(owner) ? 1 : 0);
        }
        assertThat(findings(Events.address(owner), alert).getFirst().actors()).containsExactly(Events.address(actor));
    }

    /** As Suricata tells of a packet that a client sends for commands, or of an answer. */
    private Observation ofACommand(String from, int fromPort, String to, int toPort, String application) {
        var alert = alert(0, from, to, "1", "A", 1);
        var fields = new HashMap<>(alert.fields());
        fields.put("alert.metadata.mitre_technique_id", "T1071");
        fields.put("app_proto", application);
        return new Observation(
                alert.source(),
                alert.time(),
                alert.type(),
                0,
                alert.product(),
                alert.assets(),
                Observation.Actor.NONE,
                Observation.Process.NONE,
                new Observation.Network(from, fromPort, to, toPort, "tcp", 0, 0, ""),
                Observation.Authentication.NONE,
                fields);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.5, 40000, 203.0.113.7, 443, tls, 203.0.113.7",
        "203.0.113.7, 443, 10.0.0.5, 40000, tls, 203.0.113.7",
        // By a proxy or a resolver inside: neither gives commands.
        "10.0.0.5, 40000, 10.0.0.80, 8080, http, ''",
        "10.0.0.5, 40000, 10.0.0.53, 53, dns, ''",
        // A public resolver only says what it is asked; what is no DNS on its port is another matter.
        "10.0.0.5, 40000, 9.9.9.9, 53, dns, ''",
        "9.9.9.9, 53, 10.0.0.5, 40000, dns, ''",
        "10.0.0.5, 40000, 203.0.113.7, 53, failed, 203.0.113.7",
        "203.0.113.7, 40000, 10.0.0.5, 53, dns, 203.0.113.7",
    })
    void of_a_client_that_asks_for_commands_only_who_answers_outside_is_who_acts(
            String from, int fromPort, String to, int toPort, String application, String actor) {
        assertThat(findings(INSIDE, ofACommand(from, fromPort, to, toPort, application)))
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.actors()).isEqualTo(actor.isEmpty() ? List.of() : List.of(Events.address(actor)));
                    assertThat(f.victims()).containsExactly(INSIDE);
                });
    }

    /** A site whose clients have public addresses is not known as one. */
    @Test
    void of_two_outside_of_which_one_asks_for_commands_nobody_knows_who_gives_them() {
        assertThat(findings(Events.address(OUTSIDE), ofACommand(OUTSIDE, 40_000, OTHER, 443, "tls")))
                .singleElement()
                .satisfies(f -> assertThat(f.actors()).isEmpty());
    }

    @Test
    void it_says_what_the_signature_says() {
        var finding = findings(INSIDE, alert(0, OUTSIDE, "10.0.0.5", "2024916", "Attempted Information Leak", 2))
                .getFirst();
        assertThat(finding.kind()).isEqualTo(Kind.ALERT);
        assertThat(finding.severity()).isEqualTo(Severity.MEDIUM);
        assertThat(finding.title()).isEqualTo("Suricata: ET 2024916");
        assertThat(finding.techniques()).containsExactly("T1190", "T1059.004");
        assertThat(finding.explanation())
                .isEqualTo("signature 2024916 (severity 2, Attempted Information Leak) on traffic from 203.0.113.7 to"
                        + " 10.0.0.5 port 22, which was allowed");
    }

    @Test
    void many_sources_and_signatures_of_one_category_are_one_matter_an_hour() {
        assertThat(findings(
                        INSIDE,
                        alert(0, OUTSIDE, "10.0.0.5", "1", "Misc Attack", 2),
                        alert(10, OTHER, "10.0.0.5", "2", "Misc Attack", 2),
                        alert(20, OTHER, "10.0.0.5", "3", "Other", 3),
                        alert(3599, OTHER, "10.0.0.5", "1", "Misc Attack", 2)))
                .hasSize(2);
        assertThat(findings(
                        INSIDE,
                        alert(0, OUTSIDE, "10.0.0.5", "1", "Misc Attack", 2),
                        alert(3601, OTHER, "10.0.0.5", "2", "Misc Attack", 2)))
                .hasSize(2);
    }

    @Test
    void a_grave_signature_speaks_for_itself() {
        assertThat(findings(
                        INSIDE,
                        alert(0, OUTSIDE, "10.0.0.5", "1", "Attempted Administrator Privilege Gain", 1),
                        alert(1, OUTSIDE, "10.0.0.5", "2", "Attempted Administrator Privilege Gain", 1),
                        alert(2, OTHER, "10.0.0.5", "1", "Attempted Administrator Privilege Gain", 1)))
                .hasSize(2);
    }

    @Test
    void of_a_flood_of_signatures_so_many_are_told_each_hour_and_the_rest_is_counted() {
        var batch = new ArrayList<Observation>();
        for (int i = 0; i < 100; i++) {
            batch.add(alert(i, OUTSIDE, "10.0.0.5", "m" + i, "Category " + i, 2));
        }
        for (int i = 0; i < 3_000; i++) {
            batch.add(alert(100 + i, OUTSIDE, "10.0.0.5", "s" + i, "A", 1));
        }
        var flooded = alerts.observe(alerts.empty(), INSIDE, batch, false);

        var single = flooded.findings().stream()
                .filter(finding -> !finding.title().contains("more alerts"))
                .toList();
        assertThat(single)
                .extracting(Finding::severity)
                .containsExactlyElementsOf(Stream.concat(
                                Collections.nCopies(Hourly.MOST, Severity.MEDIUM).stream(),
                                Collections.nCopies(Hourly.MOST, Severity.HIGH).stream())
                        .toList());
        assertThat(single.getLast().explanation()).endsWith(Hourly.LAST);
        assertThat(flooded.findings())
                .hasSize(single.size() + 8)
                .last()
                .extracting(Finding::title)
                .isEqualTo("Suricata: 2560 more alerts");

        var next = alerts.observe(
                flooded.state(), INSIDE, List.of(events.failure(3_600_000, "10.0.0.5", "a@srv1")), false);
        assertThat(next.findings()).singleElement().satisfies(rest -> {
            assertThat(rest.title()).isEqualTo("Suricata: 3060 more alerts");
            assertThat(rest.severity()).isEqualTo(Severity.HIGH);
            assertThat(rest.evidence()).containsExactly(batch.getLast().source());
        });
        assertThat(alerts.observe(next.state(), INSIDE, List.of(alert(3_601, OUTSIDE, "10.0.0.5", "n", "A", 1)), false)
                        .findings())
                .extracting(Finding::title)
                .containsExactly("Suricata: ET n");
    }

    @Test
    void what_version_1_remembers_is_kept() throws IOException {
        var state = alerts.observe(alerts.empty(), INSIDE, List.of(alert(0, OUTSIDE, "10.0.0.5", "1", "A", 1)), false)
                .state();
        var bytes = new ByteArrayOutputStream();
        state.told().write(new DataOutputStream(bytes));
        var kept = alerts.readFormer("1", new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())))
                .orElseThrow();

        assertThat(alerts.observe(kept, INSIDE, List.of(alert(9, OUTSIDE, "10.0.0.5", "1", "A", 1)), false)
                        .findings())
                .isEmpty();
    }

    @Test
    void what_version_2_counted_is_kept_and_told() throws IOException {
        var batch = new ArrayList<Observation>();
        for (int i = 0; i < 25; i++) {
            batch.add(alert(i, OUTSIDE, "10.0.0.5", "s" + i, "A", 1));
        }
        var bytes = new ByteArrayOutputStream();
        alerts.write(alerts.observe(alerts.empty(), INSIDE, batch, false).state(), new DataOutputStream(bytes));
        var former = new ByteArrayInputStream(bytes.toByteArray(), 0, bytes.size() - 2 * Long.BYTES);
        var kept = alerts.readFormer("2", new DataInputStream(former)).orElseThrow();

        assertThat(alerts.hear(kept, INSIDE, new Heard.End(1)).findings())
                .singleElement()
                .satisfies(rest -> {
                    assertThat(rest.title()).isEqualTo("Suricata: 5 more alerts");
                    assertThat(rest.time()).isEqualTo(Events.START);
                });
    }

    @Test
    void what_it_remembers_is_bounded_and_read_back_as_it_was() throws IOException {
        var batch = new ArrayList<Observation>();
        for (int i = 0; i <= Alerts.REMEMBERED; i++) {
            batch.add(alert(i, OUTSIDE, "10.0.0.5", "s" + i, "A", 1));
        }
        var state = alerts.observe(alerts.empty(), INSIDE, batch, false).state();
        var bytes = new ByteArrayOutputStream();
        alerts.write(state, new DataOutputStream(bytes));
        assertThat(bytes.size()).isLessThan(200);
        var read = alerts.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        assertThat(alerts.observe(read, INSIDE, List.of(batch.getLast()), false).findings())
                .isEmpty();
        assertThat(alerts.observe(read, INSIDE, List.of(batch.getFirst()), false)
                        .findings())
                .hasSize(1);
    }
}

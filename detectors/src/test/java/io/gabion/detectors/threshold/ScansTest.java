package io.gabion.detectors.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Detector;
import io.gabion.detectors.Events;
import io.gabion.detectors.Finding;
import io.gabion.protocol.observation.Observation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScansTest {
    private static final String FROM = "10.0.0.5";
    private final Events events = new Events("conn.log");

    private static <S> List<Finding> find(Detector<S> detector, List<Observation> batch) {
        return detector.observe(detector.empty(), Events.address(FROM), batch, false)
                .findings();
    }

    private List<Observation> ports(int count, int destinations, long gap, long received, String state) {
        var batch = new ArrayList<Observation>();
        for (int i = 0; i < count; i++) {
            for (int d = 0; d < destinations; d++) {
                batch.add(events.connection(i * gap, FROM, "10.0.1." + d, 1 + i, 0, received, state));
            }
        }
        return batch;
    }

    @Test
    void the_twentieth_unanswered_port_within_five_minutes_is_a_scan() {
        assertThat(find(new PortScan(), ports(19, 1, 10, 0, "S0"))).isEmpty();
        assertThat(find(new PortScan(), ports(20, 1, 10, 0, "S0"))).hasSize(1);
        assertThat(find(new PortScan(), ports(20, 1, 10, 40, "REJ"))).hasSize(1);
        assertThat(find(new PortScan(), ports(20, 1, 10, 4000, "SF"))).isEmpty();
        assertThat(find(new PortScan(), ports(40, 1, 16_000, 0, "S0"))).isEmpty();
    }

    @Test
    void a_record_that_does_not_say_how_a_connection_ended_is_no_try_in_vain() {
        assertThat(find(new PortScan(), ports(40, 1, 10, 0, ""))).isEmpty();
        assertThat(find(new HostScan(), ports(1, 40, 10, 0, ""))).isEmpty();
        assertThat(find(new HostScan(), ports(1, 40, 10, 0, "S0"))).hasSize(1);
    }

    @Test
    void four_destinations_scanned_in_turn_are_remembered_and_five_are_too_many() {
        assertThat(find(new PortScan(), ports(20, 4, 1000, 0, "S0"))).hasSize(1);
        assertThat(find(new PortScan(), ports(100, 5, 1000, 0, "S0"))).isEmpty();
    }

    private List<Observation> hosts(int silent, int answering) {
        var batch = new ArrayList<Observation>();
        for (int i = 0; i < answering; i++) {
            batch.add(events.connection(i, FROM, "10.0.2." + i, 445, 100, 4000, "SF"));
        }
        for (int i = 0; i < silent; i++) {
            batch.add(events.connection(1000 + i, FROM, "10.0.1." + i, 445, 0, 0, "S0"));
        }
        return batch;
    }

    @Test
    void the_fifteenth_destination_on_one_port_is_a_scan_if_most_do_not_answer() {
        assertThat(find(new HostScan(), hosts(14, 0))).isEmpty();
        assertThat(find(new HostScan(), hosts(15, 0))).hasSize(1);
        assertThat(find(new HostScan(), hosts(12, 3))).hasSize(1);
        assertThat(find(new HostScan(), hosts(20, 20))).isEmpty();
    }

    @Test
    void a_destination_that_answers_now_and_then_counts_once_and_as_answering() {
        var batch = new ArrayList<Observation>();
        for (int i = 0; i < 14; i++) {
            batch.add(events.connection(i, FROM, "10.0.1." + i, 445, 0, 0, "S0"));
        }
        batch.add(events.connection(20, FROM, "10.0.1.1", 445, 10, 10, "SF"));
        batch.add(events.connection(30, FROM, "10.0.1.1", 445, 0, 0, "S0"));
        assertThat(find(new HostScan(), batch)).isEmpty();
        batch.add(events.connection(40, FROM, "10.0.1.99", 445, 0, 0, "S0"));
        assertThat(find(new HostScan(), batch))
                .singleElement()
                .satisfies(f -> assertThat(f.explanation()).contains("of 15 destinations", "14 of them unanswered"));
    }

    @Test
    void more_destinations_than_are_remembered_push_out_the_oldest() {
        var batch = new ArrayList<Observation>();
        for (int i = 0; i < 1000; i++) {
            batch.add(events.connection(i, FROM, "10.0.1." + i / 5 % 250, 1 + i % 5, 0, 0, "S0"));
        }
        assertThat(find(new HostScan(), batch.subList(0, 70))).isEmpty();
        var scattered = new ArrayList<Observation>();
        for (int i = 0; i < 200; i++) {
            scattered.add(events.connection(i, FROM, "10.0.1." + i, 1 + i % 5, 0, 0, "S0"));
        }
        assertThat(find(new HostScan(), scattered)).isEmpty();
    }
}

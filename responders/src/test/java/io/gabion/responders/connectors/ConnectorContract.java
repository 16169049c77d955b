package io.gabion.responders.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Target;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connector.Connector.Result;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What every connector that blocks addresses promises. */
public abstract class ConnectorContract {
    protected abstract Connector connector();

    /** When the block is to end by itself. */
    protected Instant until() {
        return Instant.now().plus(Duration.ofMinutes(5));
    }

    protected final Result perform(Verb verb, String address) {
        return perform(verb, address, Duration.ofSeconds(5));
    }

    private Result perform(Verb verb, String address, Duration left) {
        var target = new Target("firewall-1", address);
        var deadline = Instant.now().plus(left);
        var order = new ContainmentOrder(verb, "containment-1", 1, Action.BLOCK_ADDRESS, target, until(), deadline);
        return connector().perform(order).toCompletableFuture().join();
    }

    private void lives_and_ends(String address) {
        assertThat(perform(Verb.QUERY, address)).isEqualTo(new Result.Absent());
        assertThat(perform(Verb.APPLY, address)).isEqualTo(new Result.Done());
        assertThat(perform(Verb.QUERY, address)).isEqualTo(new Result.Done());
        assertThat(perform(Verb.RELEASE, address)).isEqualTo(new Result.Done());
        assertThat(perform(Verb.QUERY, address)).isEqualTo(new Result.Absent());
    }

    @Test
    void an_applied_block_is_found_and_a_released_one_is_not() {
        lives_and_ends("10.66.0.9");
    }

    @Test
    void an_ipv6_block_is_found_and_released() {
        lives_and_ends("2001:db8::9");
    }

    @Test
    void an_ipv4_mapped_address_is_the_ipv4_address() {
        assertThat(perform(Verb.APPLY, "::ffff:10.66.0.8")).isEqualTo(new Result.Done());
        assertThat(perform(Verb.QUERY, "10.66.0.8")).isEqualTo(new Result.Done());
    }

    @Test
    void releasing_what_is_not_there_is_absent() {
        assertThat(perform(Verb.RELEASE, "10.66.0.7")).isEqualTo(new Result.Absent());
    }

    @Test
    void applying_twice_is_one_block() {
        perform(Verb.APPLY, "10.66.0.6");
        assertThat(perform(Verb.APPLY, "10.66.0.6")).isEqualTo(new Result.Done());
        assertThat(perform(Verb.RELEASE, "10.66.0.6")).isEqualTo(new Result.Done());
        assertThat(perform(Verb.QUERY, "10.66.0.6")).isEqualTo(new Result.Absent());
    }

    @Test
    void what_is_not_an_address_is_refused() {
        assertThat(perform(Verb.APPLY, "10.66.0.5 }; flush ruleset")).isInstanceOf(Result.Refused.class);
    }

    @Test
    void an_order_past_its_deadline_has_no_effect() {
        assertThat(perform(Verb.APPLY, "10.66.0.4", Duration.ofMillis(-1))).isInstanceOf(Result.Lost.class);
        assertThat(perform(Verb.QUERY, "10.66.0.4")).isEqualTo(new Result.Absent());
    }
}

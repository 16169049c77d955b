package io.gabion.responders.connectors.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.ConnectorContract;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every connector promises; and that an element is no proof where the table does not drop what stands in its sets. */
abstract class NftTableContract<S extends NftStand> extends ConnectorContract<S> {
    private static final int TOGETHER = 184;

    private static final String BOTH =
            "flush chain inet gabion prerouting%1$s; flush chain inet gabion output%1$s; delete chain inet gabion prerouting%1$s; ";

    private Result perform(Connector connector, Verb verb, String value) {
        return perform(connector, verb, value, PATIENCE).join();
    }

    /** The target's set stays as it is, and so does what stands in it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "flush chain inet gabion prerouting%1$s; flush chain inet gabion output%1$s",
                "insert rule inet gabion prerouting%1$s accept; insert rule inet gabion output%1$s accept",
                "add table inet gabion { flags dormant; }",
                BOTH + "delete chain inet gabion output%1$s",
                BOTH + "add chain inet gabion prerouting%1$s",
                BOTH + "add chain inet gabion prerouting%1$s { type filter hook postrouting priority -300; }",
            })
    void who_is_let_in_behind_the_back_is_not_reported_blocked_and_is_blocked_again(String altered) throws Exception {
        var before = stand.standing(target);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        stand.alter(target, altered);
        assertThat(inEffect(target)).isFalse();
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(DONE);
        assertThat(inEffect(target)).isTrue();
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(stand.standing(target)).isEqualTo(before);
    }

    /** What is left of it may still hold the one who looks. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "flush chain inet gabion output%1$s",
                "flush chain inet gabion prerouting%1$s",
                "insert rule inet gabion prerouting%1$s tcp dport 22 accept",
                BOTH + "add chain inet gabion prerouting%1$s { type filter hook prerouting priority 300; }",
            })
    void a_table_that_drops_less_than_it_should_is_not_in_force_and_is_put_right(String altered) throws Exception {
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        stand.alter(target, altered);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(DONE);
        assertThat(inEffect(target)).isTrue();
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
    }

    @Test
    void without_its_table_nothing_is_in_force() throws Exception {
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        stand.alter(target, "delete table inet gabion");
        assertThat(inEffect(target)).isFalse();
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(ABSENT);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(inEffect(target)).isTrue();
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
    }

    @Test
    void a_release_takes_it_out_of_its_set_whatever_became_of_the_table() throws Exception {
        var before = stand.standing(target);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        stand.alter(target, "flush chain inet gabion prerouting%1$s");
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(stand.standing(target)).isEqualTo(before);
    }

    /** Nobody releases what is said to be absent. */
    @Test
    void what_was_said_to_be_absent_does_not_come_back_when_the_table_is_put_right() throws Exception {
        var connector = stand.connector();
        var kept = stand.target();
        for (var value : List.of(target, other, kept)) {
            assertThat(perform(connector, Verb.APPLY, value)).isEqualTo(DONE);
        }
        stand.alter(target, "flush chain inet gabion prerouting%1$s; flush chain inet gabion output%1$s");
        assertThat(perform(connector, Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(perform(connector, Verb.QUERY, other)).isEqualTo(ABSENT);

        assertThat(perform(connector, Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(perform(connector, Verb.QUERY, other)).isEqualTo(ABSENT);
        assertThat(inEffect(other)).isFalse();
        assertThat(inEffect(target)).isTrue();
        assertThat(inEffect(kept)).as("nobody has said that it is absent").isTrue();
        assertThat(perform(connector, Verb.QUERY, kept)).isEqualTo(DONE);
        assertThat(perform(connector, Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(perform(connector, Verb.RELEASE, kept)).isEqualTo(DONE);
    }

    @Test
    void more_that_an_altered_table_hides_than_can_be_put_right_at_once_is_unknown() throws Exception {
        var connector = stand.connector();
        int many = NftablesConnector.HIDDEN + 40;
        var hidden = IntStream.range(0, many).mapToObj(stand::anybody).toList();
        assertThat(perform(connector, Verb.APPLY, target)).isEqualTo(DONE);
        stand.stands(hidden);
        stand.alter(target, "flush chain inet gabion prerouting%1$s");

        var found = query(connector, hidden);
        assertThat(found.subList(0, NftablesConnector.HIDDEN)).containsOnly(ABSENT);
        assertThat(found.subList(NftablesConnector.HIDDEN, many))
                .allSatisfy(one -> assertThat(one).isInstanceOf(Result.Lost.class));
        assertThat(perform(connector, Verb.APPLY, target)).isEqualTo(DONE);
        found = query(connector, hidden);
        assertThat(found.subList(0, NftablesConnector.HIDDEN)).containsOnly(ABSENT);
        assertThat(found.subList(NftablesConnector.HIDDEN, many)).containsOnly(DONE);
        stand.alter(target, "delete table inet gabion");
    }

    /** A round after the other. */
    private List<Result> query(Connector connector, List<String> targets) {
        return IntStream.range(0, targets.size() / TOGETHER)
                .boxed()
                .flatMap(n -> targets.subList(TOGETHER * n, TOGETHER * (n + 1)).stream()
                        .map(value -> perform(connector, Verb.QUERY, value, PATIENCE))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join))
                .toList();
    }
}

package io.gabion.responders.connectors.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.ConnectorContract;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;

class ResponsePolicyConnectorTest extends ConnectorContract<DnsStand> {
    @Override
    protected DnsStand open(Path folder) throws Exception {
        return new DnsStand(folder);
    }

    @Test
    void a_rule_of_others_is_not_touched() throws Exception {
        var kept = "kept.evil.test";
        var before = stand.standing(kept);
        assertThat(perform(Verb.APPLY, kept)).isInstanceOf(Result.Refused.class);
        assertThat(perform(Verb.QUERY, kept)).isEqualTo(ABSENT);
        assertThat(perform(Verb.RELEASE, kept)).isEqualTo(ABSENT);
        assertThat(before).contains("rpz-passthru");
        assertThat(stand.standing(kept)).isEqualTo(before);
    }

    @Test
    void every_spelling_is_the_same_domain() throws Exception {
        assertThat(perform(Verb.APPLY, target.toUpperCase(Locale.ROOT) + ".")).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(DONE);
        assertThat(inEffect(target)).isTrue();
    }

    @Test
    void a_key_that_may_change_nothing_is_refused() throws Exception {
        refuses(stand.reader());
    }

    @Test
    void a_refusal_that_nobody_signed_is_no_answer() throws Exception {
        for (int code : new int[] {Rcode.REFUSED, Rcode.NOTAUTH, Rcode.NOTZONE}) {
            try (var impostor = new Impostor(code)) {
                var connector = stand.connector(impostor.port(), "key");
                assertThat(perform(connector, Verb.APPLY, target, PATIENCE).join())
                        .isEqualTo(new Result.Lost(
                                "an answer without the primary's signature: " + Rcode.string(code), true));
            }
        }
    }

    /** The name does not exist anyway: that it is not found says nothing. */
    @Test
    void what_a_resolver_says_by_no_zone_or_an_older_one_is_no_proof() throws Exception {
        var name = "a.void.test";
        try (var slow = stand.new Slow()) {
            assertThat(said(slow, Verb.QUERY, name)).isEqualTo(ABSENT);
            assertThat(said(slow, Verb.APPLY, name)).isEqualTo(DONE);
            assertThat(said(slow, Verb.QUERY, name))
                    .isEqualTo(new Result.Lost("the resolver does not say that it goes by the zone"));
            slow.catchUp();
            await().atMost(PATIENCE).until(() -> said(slow, Verb.QUERY, name), DONE::equals);
            assertThat(said(slow, Verb.RELEASE, name)).isEqualTo(DONE);
            assertThat(said(slow, Verb.QUERY, name)).isEqualTo(new Result.Lost("the resolver goes by an older zone"));
            slow.catchUp();
            await().atMost(PATIENCE).until(() -> said(slow, Verb.QUERY, name), ABSENT::equals);
        }
    }

    private Result said(DnsStand.Slow slow, Verb verb, String domain) {
        return perform(slow.connector(), verb, domain, PATIENCE).join();
    }

    @Test
    void what_is_released_below_a_block_is_released_though_it_is_not_found() throws Exception {
        var below = "www." + target;
        assertThat(perform(Verb.APPLY, below)).isEqualTo(DONE);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, below)).isEqualTo(DONE);
        assertThat(inEffect(below)).isTrue();
        assertThat(perform(Verb.QUERY, below)).isEqualTo(ABSENT);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
    }

    @Test
    void a_block_of_what_is_below_stays_when_what_is_above_is_released() {
        assertThat(perform(Verb.APPLY, "www." + target)).isEqualTo(DONE);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, "www." + target)).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
    }
}

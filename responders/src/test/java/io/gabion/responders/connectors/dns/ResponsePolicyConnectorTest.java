package io.gabion.responders.connectors.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.ConnectorContract;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

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
    void a_block_of_what_is_below_stays_when_what_is_above_is_released() {
        assertThat(perform(Verb.APPLY, "www." + target)).isEqualTo(DONE);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, "www." + target)).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
    }
}

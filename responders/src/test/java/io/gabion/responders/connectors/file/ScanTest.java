package io.gabion.responders.connectors.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.ConnectorContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** With a real YARA and a real clamd. */
class ScanTest extends ConnectorContract<FileStand> {
    @Override
    protected FileStand open(Path folder) throws Exception {
        return new FileStand(folder, Action.SCAN_FILE);
    }

    @Test
    void a_bad_file_is_told_with_what_each_engine_calls_it() {
        assertThat(perform(Verb.APPLY, target)).isInstanceOf(Result.Done.class);
        assertThat(perform(Verb.QUERY, target))
                .isInstanceOfSatisfying(
                        Result.Done.class,
                        done -> assertThat(done.proof())
                                .matches(
                                        "yara:Test_Malware rules:[0-9a-f]{12} clamd:Own\\.Test\\.Malware\\.UNOFFICIAL"));
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
    }

    @Test
    void a_clean_file_is_refused_with_the_engines_that_say_so() throws Exception {
        assertThat(perform(Verb.APPLY, stand.target("clean", "nothing")))
                .isInstanceOfSatisfying(
                        Result.Refused.class,
                        refused -> assertThat(refused.why()).matches("clean: yara:none rules:[0-9a-f]{12} clamd:none"));
    }

    @Test
    void an_engine_that_does_not_answer_is_no_verdict() throws Exception {
        var large = stand.target("large", "x".repeat(3 << 20));
        assertThat(perform(Verb.APPLY, large)).isInstanceOf(Result.Lost.class);
        assertThat(perform(Verb.QUERY, large)).isEqualTo(ABSENT);
    }

    @Test
    void what_is_in_quarantine_is_scanned_there() {
        assertThat(perform(stand.connector(), Action.QUARANTINE_FILE, Verb.APPLY, target, PATIENCE, PATIENCE)
                        .join())
                .isEqualTo(DONE);
        assertThat(perform(Verb.APPLY, target)).isInstanceOf(Result.Done.class);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(perform(stand.connector(), Action.QUARANTINE_FILE, Verb.RELEASE, target, PATIENCE, PATIENCE)
                        .join())
                .isEqualTo(DONE);
    }
}

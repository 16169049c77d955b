package io.gabion.node.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.DriverTimeoutException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerWatchTest {
    /** What a look finds, one after the other: nothing, something wrong, or nobody. */
    private static List<String> said(String... finds) {
        var warnings = new ArrayList<String>();
        Iterator<String> found = List.of(finds).iterator();
        try (var watch = new ServerWatch(
                () -> {
                    var what = found.next();
                    if (what.equals("away")) {
                        throw new DriverTimeoutException(what);
                    }
                    if (what.equals("bug")) {
                        throw new IllegalStateException(what);
                    }
                    if (!what.isEmpty()) {
                        throw new IOException(what);
                    }
                },
                warnings::add)) {
            for (var _ : finds) {
                watch.round();
            }
        }
        return warnings;
    }

    @Test
    void what_is_wrong_with_a_server_is_said_once_until_it_was_well() {
        assertThat(said("", "periodic", "periodic", "away", "periodic", "behind", "", "behind"))
                .containsExactly("periodic", "behind", "behind");
        assertThat(said("", "away", "")).isEmpty();
        assertThat(said("bug", "bug", "")).hasSize(1);
    }
}

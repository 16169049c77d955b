package io.gabion.loadtests.faults;

import static org.awaitility.Awaitility.await;

import io.gabion.loadtests.faults.Target.Mood;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetTest {
    @TempDir
    private Path folder;

    /** Else a second node's call after it would look like one at the same time, or none ever would. */
    @Test
    void a_call_that_hangs_and_is_killed_is_over_only_then() throws IOException, InterruptedException {
        var target = Target.make(folder, false);
        target.is(Mood.HUNG);
        var calls = folder.resolve("nft.calls");
        var call = new ProcessBuilder(folder.resolve("nft").toString(), "-j", "-f", "-").start();
        try (var script = call.outputWriter()) {
            script.write("{\"elem\": \"203.0.113.4\"}, {\"elem\": \"203.0.113.5\"}");
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(calls) && target.calls("203.0.113.5") == 1);
        var other = new ProcessBuilder("sh", "-c", "echo begins 1 1 203.0.113.5 99 >>" + calls).start();
        other.waitFor();
        call.destroyForcibly();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> Files.readString(calls).contains("ends " + call.pid() + " "));
        await().until(() -> !target.callsAtOnce().isEmpty());
    }
}

package io.gabion.loadtests;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * What became of a contract suite against its real system.
 *
 * @param failed names of tests, or of a class whose system could not be set up, each with the first line of why
 */
record Suite(int passed, List<String> failed) {
    /** As the build has it: a test that hangs fails, and says where. */
    private static final Map<String, String> LIMITS = Map.of(
            "junit.jupiter.execution.timeout.default", "15 m",
            "junit.jupiter.execution.timeout.thread.mode.default", "separate_thread");

    private static final class Counting implements TestExecutionListener {
        private final List<String> failed = new ArrayList<>();
        private int passed;

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            failed.add(test.getDisplayName() + ": skipped: " + reason);
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                var why = result.getThrowable().map(Throwable::toString).orElse("no reason");
                failed.add(test.getDisplayName() + ": "
                        + why.lines()
                                .filter(line -> !line.isBlank())
                                .findFirst()
                                .orElse(why));
            } else if (test.isTest()) {
                passed++;
            }
        }
    }

    /** The class of that name among the connectors. */
    static String ofConnectors(String name) {
        return "io.gabion.responders.connectors." + name;
    }

    /** Runs one, says how it went, and puts aside what is wrong. */
    static Suite of(String lab, String type, List<String> wrong) {
        var suite = run(type);
        suite.told().forEach(line -> System.out.println("    " + line));
        suite.failed().forEach(one -> wrong.add(lab + ": suite: " + one));
        return suite;
    }

    /** @param type of the class, without those that are nested in it */
    private static Suite run(String type) {
        PostDiscoveryFilter own = test -> FilterResult.includedIf(isOf(type, test));
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(type))
                .filters(own)
                .configurationParameters(LIMITS)
                .build();
        var counting = new Counting();
        LauncherFactory.create().execute(request, counting);
        if (counting.passed == 0 && counting.failed.isEmpty()) {
            counting.failed.add(type + ": has no test");
        }
        return new Suite(counting.passed, List.copyOf(counting.failed));
    }

    private static boolean isOf(String type, TestDescriptor test) {
        return test.getSource()
                .filter(source -> source instanceof MethodSource method
                        && !method.getClassName().equals(type))
                .isEmpty();
    }

    private List<String> told() {
        var lines = new ArrayList<String>();
        lines.add("suite: " + passed + " passed" + (failed.isEmpty() ? "" : ", " + failed.size() + " failed:"));
        failed.forEach(one -> lines.add("  " + one));
        return lines;
    }

    Map<String, Object> json() {
        return Map.of("passed", passed, "failed", failed);
    }
}

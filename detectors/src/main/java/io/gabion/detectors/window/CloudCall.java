package io.gabion.detectors.window;

import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A call of a cloud's or cluster's interface, whoever logged it.
 *
 * @param service such as {@code s3}, in lower case
 * @param operation such as {@code GetObject}
 */
record CloudCall(String service, String operation, boolean failed) {
    private static final int MAX_NAME = 40;
    private static final List<String> OPERATIONS =
            List.of("eventName", "operationName", "operationname", "eventType", "eventtype", "verb");
    private static final List<String> SERVICES =
            List.of("eventSource", "resourceProviderName", "objectRef.resource", "category");
    private static final List<String> FAILURES = List.of("errorCode", "resultType", "outcome.result");

    static boolean is(Observation observation) {
        return observation.type() == OcsfClass.API_ACTIVITY
                && !first(observation.fields(), OPERATIONS).isEmpty();
    }

    static CloudCall of(Observation observation) {
        var fields = observation.fields();
        var service = first(fields, SERVICES).toLowerCase(Locale.ROOT);
        int dot = service.indexOf('.');
        var said = first(fields, FAILURES).toLowerCase(Locale.ROOT);
        boolean failed = !said.isEmpty() && !said.startsWith("succe") && !said.equals("0") && !said.equals("allow");
        return new CloudCall(
                cut(dot > 0 ? service.substring(0, dot) : service), cut(first(fields, OPERATIONS)), failed);
    }

    /** The first word of the operation: {@code Get} of {@code GetObject}. */
    String verb() {
        int end = 1;
        while (end < operation.length() && Character.isLowerCase(operation.charAt(end))) {
            end++;
        }
        return operation.substring(0, end).toLowerCase(Locale.ROOT);
    }

    /** What a sequence calls it: {@code iam create}, and with an exclamation mark if it was denied or failed. */
    String word() {
        return service + " " + verb() + (failed ? "!" : "");
    }

    private static String first(Map<String, String> fields, List<String> names) {
        for (var name : names) {
            var value = fields.get(name);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return "";
    }

    private static String cut(String text) {
        return text.length() > MAX_NAME ? text.substring(0, MAX_NAME) : text;
    }
}

package io.gabion.detectors.window;

import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

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
    private static final Set<String> NO_FAILURES =
            Set.of("0", "allow", "true", "start", "started", "accept", "accepted");
    private static final int REFUSED = 400;

    /** Whose names are their own: words such as {@code action} mean something else elsewhere. */
    private static final Map<String, Names> BY_PRODUCT = Map.of(
            "azure",
                    new Names(
                            List.of("OperationNameValue", "OperationName"),
                            List.of("ResourceProviderValue", "ResourceProvider", "Category"),
                            List.of("ActivityStatusValue", "ActivityStatus", "ResultType")),
            "gcp",
                    new Names(
                            List.of("protoPayload.methodName"),
                            List.of("protoPayload.serviceName"),
                            List.of("protoPayload.status.code")),
            "m365",
                    new Names(
                            List.of("Operation", "operation"),
                            List.of("Workload", "workload"),
                            List.of("ResultStatus", "resultstatus")),
            "github", new Names(List.of("action"), List.of(), List.of()),
            "google-workspace", new Names(List.of("events.name", "name"), List.of("id.applicationName"), List.of()));

    private static final Names OTHERS = new Names(List.of(), List.of(), List.of());

    /** Where a product writes what is not found under the usual names. */
    private record Names(List<String> operations, List<String> services, List<String> failures) {}

    static boolean is(Observation observation) {
        return observation.type() == OcsfClass.API_ACTIVITY
                && !operation(observation).isEmpty();
    }

    private static String operation(Observation observation) {
        return first(observation.fields(), OPERATIONS, names(observation).operations());
    }

    private static Names names(Observation observation) {
        return BY_PRODUCT.getOrDefault(observation.product(), OTHERS);
    }

    static CloudCall of(Observation observation) {
        var fields = observation.fields();
        var names = names(observation);
        var operation = operation(observation);
        var service = first(fields, SERVICES, names.services()).toLowerCase(Locale.ROOT);
        if (service.isEmpty() && observation.product().equals("github")) {
            service = operation;
        }
        int dot = service.indexOf('.');
        var said = first(fields, FAILURES, names.failures()).toLowerCase(Locale.ROOT);
        boolean failed = !said.isEmpty() && !said.startsWith("succe") && !NO_FAILURES.contains(said);
        return new CloudCall(
                cut(dot > 0 ? service.substring(0, dot) : service),
                cut(
                        names.operations().isEmpty() || observation.product().equals("azure")
                                ? operation
                                : last(operation)),
                failed || isRefused(fields.getOrDefault("responseStatus.code", "")));
    }

    /** @param code of HTTP */
    private static boolean isRefused(String code) {
        return code.matches("\\d{3}") && Integer.parseInt(code) >= REFUSED;
    }

    /** {@code CreateRole} of {@code google.iam.admin.v1.CreateRole}. */
    private static String last(String operation) {
        return operation.substring(operation.lastIndexOf('.') + 1);
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

    private static String first(Map<String, String> fields, List<String> usual, List<String> own) {
        return Stream.concat(usual.stream(), own.stream())
                .map(name -> fields.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static String cut(String text) {
        return text.length() > MAX_NAME ? text.substring(0, MAX_NAME) : text;
    }
}

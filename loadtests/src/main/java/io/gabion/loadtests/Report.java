package io.gabion.loadtests;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a benchmark found, in the form that programs read.
 *
 * @param ours in {@code unit}; so are the peers
 * @param more further figures, by name
 * @param why the figures that decide whether the goal is met
 */
public record Report(
        String goal,
        double ours,
        String unit,
        Map<String, Double> peers,
        Map<String, Object> more,
        int runs,
        boolean met,
        String why) {

    /** One object in one line. A ratio above 1 says that we are the better one. */
    public ObjectNode json(boolean lessIsBetter) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("goal", goal).put("ours", rounded(ours)).put("unit", unit);
        var others = json.putObject("peers");
        peers.forEach((name, value) -> others.put(name, rounded(value)));
        var ratio = json.putObject("ratio");
        peers.forEach((name, value) -> ratio.put(name, rounded(lessIsBetter ? value / ours : ours / value)));
        json.put("runs", runs).put("met", met).put("why", why);
        more.forEach(json::putPOJO);
        return json;
    }

    /** Three digits are as many as a measurement has. */
    public static double rounded(double value) {
        return value == 0 || !Double.isFinite(value)
                ? 0
                : Double.parseDouble(String.format(Locale.ROOT, "%.3g", value));
    }

    /** NaN of none. */
    static double median(List<Double> values) {
        return values.isEmpty() ? Double.NaN : quantile(values, 0.5);
    }

    /** The smallest value that at least this share of the values do not exceed. */
    public static double quantile(List<Double> values, double share) {
        var sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}

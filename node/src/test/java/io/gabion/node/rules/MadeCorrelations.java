package io.gabion.node.rules;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Correlation rules over three plain ones, and a log in which they hold now and then, all from one seed. */
final class MadeCorrelations {
    private static final Instant START = Instant.parse("2026-01-02T03:00:00Z");
    private static final int EVENTS = 400;
    /** The first fires wherever the second does, too. */
    private static final List<String> PLAIN = List.of("a", "b", "c");

    private static final List<String> TYPES = List.of(
            "event_count", "value_count", "temporal", "temporal_ordered", "value_sum", "value_avg", "value_percentile");
    private static final List<String> OPERATORS = List.of("gte", "gte", "gt", "lt", "lte", "eq", "neq");

    private final Random random;

    MadeCorrelations(long seed) {
        this.random = new Random(seed);
    }

    /** @param chained whether some build on others */
    String rules(boolean chained) {
        var text = new StringBuilder();
        for (var name : PLAIN) {
            text.append("""
                    ---
                    title: Plain %1$s
                    id: plain-%1$s
                    name: %1$s
                    level: low
                    logsource: {category: process_creation, product: windows}
                    detection: {s: {Image|endswith: [%2$s]}, condition: s}
                    """.formatted(name, name.equals("a") ? "'\\a.exe', '\\b.exe'" : "'\\" + name + ".exe'"));
        }
        var known = new ArrayList<>(PLAIN);
        for (int i = 0; i < 5; i++) {
            text.append(correlation(i, chained ? known : PLAIN));
            known.add("cn" + i);
        }
        return text.substring(4);
    }

    private String correlation(int number, List<String> known) {
        var type = one(TYPES);
        var some = new ArrayList<>(known);
        Collections.shuffle(some, random);
        var rules = some.subList(0, 1 + random.nextInt(Math.min(3, some.size())));
        var alias = random.nextInt(4) == 0;
        var by = alias ? "[who]" : one(List.of("[Computer]", "[User]", "[Computer, User]", "[]"));
        return """
                ---
                title: Correlation %d
                id: c%d
                name: cn%d
                level: %s
                correlation:
                  type: %s
                  rules: [%s]
                  group-by: %s
                  timespan: %ds
                  generate: %s
                  condition: %s
                """.formatted(
                                number,
                                number,
                                number,
                                one(List.of("low", "medium", "high")),
                                type,
                                String.join(", ", rules),
                                by,
                                2 + random.nextInt(30),
                                random.nextInt(3) == 0,
                                condition(type))
                + (alias
                        ? "  aliases: {who: {"
                                + String.join(
                                        ", ", rules.stream().map(this::field).toList()) + "}}\n"
                        : "");
    }

    private String field(String rule) {
        return rule + ": " + one(List.of("User", "Computer"));
    }

    private String condition(String type) {
        var number =
                switch (type) {
                    case "value_sum" -> 20 + random.nextInt(200);
                    case "value_avg", "value_percentile" -> 10 + random.nextInt(60);
                    default -> 1 + random.nextInt(4);
                };
        var bounds = random.nextInt(5) == 0
                ? "gt: %d, lte: %d".formatted(number - 1, number + 2)
                : one(OPERATORS) + ": " + number;
        return switch (type) {
            case "event_count", "temporal", "temporal_ordered" -> "{" + bounds + "}";
            case "value_count" -> "{field: " + one(List.of("User", "Size")) + ", " + bounds + "}";
            case "value_percentile" ->
                "{field: Size, " + (random.nextBoolean() ? "percentile: 50, " : "") + bounds + "}";
            default -> "{field: Size, " + bounds + "}";
        };
    }

    /** In the order of its times, some of which several events share; some lines lack a field. */
    String log() {
        var log = new StringBuilder();
        var at = START;
        for (int i = 0; i < EVENTS; i++) {
            at = at.plusMillis(
                    random.nextInt(3) == 0 ? 0 : random.nextInt(random.nextInt(40) == 0 ? 4_000_000 : 3_000));
            log.append("{\"EventID\":1,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"Computer\":\"WS")
                    .append(random.nextInt(2))
                    .append("\",\"TimeCreated\":\"")
                    .append(at)
                    .append("\",\"Image\":\"C:\\\\")
                    .append(one(List.of("a", "b", "c", "d")))
                    .append(".exe\",\"CommandLine\":\"x\"");
            if (random.nextInt(10) > 0) {
                log.append(",\"User\":\"u").append(random.nextInt(3)).append('"');
            }
            if (random.nextInt(10) > 0) {
                log.append(",\"Size\":\"").append(random.nextInt(80)).append('"');
            }
            log.append("}\n");
        }
        return log.toString();
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}

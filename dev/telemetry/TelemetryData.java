import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gabion.detectors.Batch;
import io.gabion.detectors.Profiles;
import io.gabion.detectors.model.Scorer.Input;
import io.gabion.detectors.window.Question;
import io.gabion.detectors.window.Windows;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongFunction;

/**
 * Makes what the models of windows and traces learn: days of hosts, accounts, addresses and principals of several roles,
 * through the same windows as in a node. Attacks are drawn apart and carry label 1: they are measured with and not learnt.
 * Arguments: folder, seed.
 */
final class TelemetryData {
    private static final int ROWS = 6_000;
    private static final int TRACES = 2_500;
    private static final int ATTACKS = 400;
    private static final int SPAN_DAYS = 14;

    private final Profiles profiles = Profiles.windows();
    private final Random random;
    private final Draw draw;
    private final Map<String, List<String>> harmless = new LinkedHashMap<>();
    private final Map<String, List<String>> malicious = new LinkedHashMap<>();

    private TelemetryData(long seed) {
        random = new Random(seed);
        draw = new Draw(seed);
    }

    public static void main(String... arguments) throws IOException {
        var data = new TelemetryData(Long.parseLong(arguments[1]));
        data.network();
        data.logins();
        data.starts();
        data.calls();
        data.write(Path.of(arguments[0]));
    }

    private void network() {
        var days = new NetworkDays(draw);
        for (int host = 0; host < 130; host++) {
            var name = "10.0.7." + host;
            var role = NetworkDays.Role.values()[host % NetworkDays.Role.values().length];
            day(new AssetRef(Kind.ADDRESS, name), midnight -> days.day(name, role, midnight), at -> days.attack(name, at));
        }
    }

    private void logins() {
        var days = new LoginDays(draw);
        for (int one = 0; one < 180; one++) {
            var role = LoginDays.Role.values()[one % LoginDays.Role.values().length];
            boolean account = LoginDays.ofAccount(role);
            var name = (account ? "who" : "host") + one;
            day(new AssetRef(account ? Kind.ACCOUNT : Kind.HOST, name), midnight -> days.day(name, role, midnight), at -> days.attack(name, account, at));
        }
    }

    private void starts() {
        var days = new ProcessDays(draw);
        for (int host = 0; host < 240; host++) {
            var name = "pc" + host;
            var role = ProcessDays.Role.values()[host % ProcessDays.Role.values().length];
            day(new AssetRef(Kind.HOST, name), midnight -> days.day(name, role, midnight), at -> days.attack(name, at));
        }
    }

    private void calls() {
        var days = new CloudDays(draw);
        for (int one = 0; one < 240; one++) {
            var name = "arn:aws:iam::1:role/r" + one;
            var role = CloudDays.Role.values()[one % CloudDays.Role.values().length];
            day(new AssetRef(Kind.PRINCIPAL, name), midnight -> days.day(name, role, midnight), at -> days.attack(name, at));
        }
    }

    /** A day as it is; then some of its hours again, each with an attack in it. */
    private void day(AssetRef self, LongFunction<List<Observation>> make, LongFunction<List<Observation>> attack) {
        long midnight = Draw.FIRST_DAY + (long) random.nextInt(SPAN_DAYS) * Draw.DAY;
        var day = new ArrayList<>(make.apply(midnight));
        questions(self, day).forEach(q -> keep(harmless, q, 0));
        for (int i = 0; i < 4; i++) {
            long at = midnight + (long) random.nextInt(143) * Windows.SECONDS + random.nextInt(30);
            var attacked = new ArrayList<>(attack.apply(at));
            day.stream()
                    .filter(o -> Math.abs(o.time().getEpochSecond() - at) < 2_400)
                    .forEach(attacked::add);
            questions(self, attacked).stream()
                    .filter(q -> !q.from().isAfter(java.time.Instant.ofEpochSecond(at)))
                    .filter(q -> !q.until().isBefore(java.time.Instant.ofEpochSecond(at)))
                    .forEach(q -> keep(malicious, q, 1));
        }
    }

    private List<Question> questions(AssetRef self, List<Observation> observations) {
        var sorted = new ArrayList<>(observations);
        sorted.sort(Comparator.comparing(Observation::time));
        if (sorted.isEmpty()) {
            return List.of();
        }
        return profiles.observe(profiles.empty(), new Tenant("made"), self, Batch.of(sorted), false)
                .questions();
    }

    private void keep(Map<String, List<String>> where, Question question, int label) {
        var row = JsonNodeFactory.instance.objectNode();
        switch (question.input()) {
            case Input.Vector(var values) -> {
                var vector = row.putArray("vector");
                for (var value : values) {
                    if (value.matches("-?[0-9.]+(E[0-9]+)?")) {
                        vector.add(new java.math.BigDecimal(value));
                    } else {
                        vector.add(value);
                    }
                }
                row.put("features", question.model() + " 1");
            }
            case Input.Tokens(var tokens) -> tokens.forEach(row.withArray("tokens")::add);
            case Input.Domain _, Input.Mail _ -> throw new IllegalStateException("no window is that");
        }
        row.put("label", label);
        where.computeIfAbsent(question.model(), _ -> new ArrayList<>()).add(row.toString());
    }

    private void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (var rows : harmless.entrySet()) {
            boolean traces = rows.getKey().startsWith("sequence");
            var some = rows.getValue();
            Collections.shuffle(some, random);
            var bad = malicious.getOrDefault(rows.getKey(), new ArrayList<>());
            Collections.shuffle(bad, random);
            some = some.subList(0, Math.min(some.size(), traces ? TRACES : ROWS));
            bad = bad.subList(0, Math.min(bad.size(), ATTACKS));
            System.err.println(rows.getKey() + ": " + some.size() + " of " + rows.getValue().size() + " harmless, " + bad.size() + " with an attack in it");
            print(folder.resolve(rows.getKey() + ".jsonl"), some, bad);
        }
    }

    private static void print(Path file, List<String> some, List<String> more) throws IOException {
        try (var out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            some.forEach(out::println);
            more.forEach(out::println);
        }
    }
}

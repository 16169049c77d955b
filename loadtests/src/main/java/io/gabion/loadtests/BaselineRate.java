package io.gabion.loadtests;

import io.gabion.detectors.Profiles;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.observation.Observation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * P4: parsed observations per CPU second of the whole process, until the latest of them are in the durable checkpoints of their assets;
 * before that it is durable in the intake's journal. With one observation per asset and batch and with sixteen; of assets
 * that have to be brought into memory, and of those that are there. Beside it, what the profiles alone cost: folded in
 * memory, and with their stored form read before and written after each batch.
 */
final class BaselineRate {
    private static final double GOAL_ONE = 123_000;
    private static final double GOAL_SIXTEEN = 490_000;
    private static final int BATCH = 2_000;
    private static final int SIXTEEN = 16;
    private static final int ROUNDS = 4;
    private static final int EACH_OF_FLINK = 5;
    /** Batches of which some assets are looked at; an intake has no more of them open than about sixteen. */
    private static final int LAST = 16;

    private static final String SOURCE = "p4";
    private static final Duration IDLE = Duration.ofMinutes(10);

    /** Of one run, in observations per CPU second. */
    private record Rates(double cold, double warm, double fold, double stored) {
        static Rates of(int lines, int each) throws IOException, InterruptedException {
            var rounds = mesh(lines, each);
            return new Rates(
                    rounds[0],
                    rounds[ROUNDS - 1],
                    BaselineRate.fold(lines, each, false),
                    BaselineRate.fold(lines, each, true));
        }
    }

    /** @param flink beside ours, in the same run, if it is there; its baseline is a count, a mean and a variance */
    static Report run(Optional<FlinkPeer> flink, int runs, int lines) throws IOException, InterruptedException {
        var heap = new ArrayList<Double>();
        var rocks = new ArrayList<Double>();
        var ones = new ArrayList<Rates>();
        var sixteens = new ArrayList<Rates>();
        System.out.printf(
                "%3s %6s %14s %14s %14s %14s%n",
                "run", "each", "cold/CPU-s", "warm/CPU-s", "fold/CPU-s", "stored/CPU-s");
        for (int run = 1; run <= runs; run++) {
            ones.add(told(run, 1, Rates.of(lines, 1)));
            sixteens.add(told(run, SIXTEEN, Rates.of(lines, SIXTEEN)));
            if (flink.isPresent()) {
                heap.add(beside(flink.get(), "hashmap", lines));
                rocks.add(beside(flink.get(), "rocksdb", lines));
            }
        }
        double one = median(ones, Rates::warm);
        double sixteen = median(sixteens, Rates::warm);
        var more = Map.<String, Object>of(
                "cold", Report.rounded(median(ones, Rates::cold)),
                "fold", Report.rounded(median(ones, Rates::fold)),
                "stored", Report.rounded(median(ones, Rates::stored)),
                "sixteen", Report.rounded(sixteen),
                "sixteen-cold", Report.rounded(median(sixteens, Rates::cold)),
                "sixteen-fold", Report.rounded(median(sixteens, Rates::fold)),
                "sixteen-stored", Report.rounded(median(sixteens, Rates::stored)));
        var why = "%,.0f and %,.0f observations/CPU-s of %,.0f and %,.0f, %,d assets and %,d"
                .formatted(one, sixteen, GOAL_ONE, GOAL_SIXTEEN, lines, lines / SIXTEEN);
        boolean met = one >= GOAL_ONE && sixteen >= GOAL_SIXTEEN;
        var peers = new TreeMap<String, Double>();
        if (!heap.isEmpty()) {
            peers.put("flink-heap", Report.median(heap));
            peers.put("flink-rocksdb", Report.median(rocks));
        }
        return new Report("P4", one, "observations/CPU-s", peers, more, runs, met, why);
    }

    private static double beside(FlinkPeer flink, String backend, int assets) throws IOException, InterruptedException {
        try (var place = Workplace.make()) {
            double rate = flink.rate(backend, EACH_OF_FLINK * assets, assets, place.directory());
            System.out.printf(
                    "    flink %s, %d events of each of %,d assets: %,.0f/CPU-s%n",
                    backend, EACH_OF_FLINK, assets, rate);
            return rate;
        }
    }

    private static Rates told(int run, int each, Rates rates) {
        System.out.printf(
                "%3d %6d %,14.0f %,14.0f %,14.0f %,14.0f%n",
                run, each, rates.cold, rates.warm, rates.fold, rates.stored);
        return rates;
    }

    private static double median(List<Rates> rates, ToDoubleFunction<Rates> of) {
        return Report.median(rates.stream().map(of::applyAsDouble).toList());
    }

    private static double[] mesh(int lines, int each) throws IOException, InterruptedException {
        try (var place = Workplace.make();
                var mesh = new AssetMesh(place.directory().resolve("data"), IDLE)) {
            int batches = (lines + BATCH - 1) / BATCH;
            var rates = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                double before = AssetMesh.cpu();
                for (int i = 0; i < batches; i++) {
                    var batch = batch(round, i * BATCH, Math.min(lines, (i + 1) * BATCH), each);
                    mesh.bring(SOURCE, (long) round * batches + i + 1, batch);
                }
                for (int i = batches - 1; i >= Math.max(0, batches - LAST); i--) {
                    for (int line = i * BATCH; line < Math.min(lines, (i + 1) * BATCH); line += 8 * SIXTEEN) {
                        mesh.await(AssetMesh.asset(line / each), SOURCE, (long) round * batches + i + 1);
                    }
                }
                rates[round] = lines / (AssetMesh.cpu() - before);
            }
            return rates;
        }
    }

    private static List<Observation> batch(int round, int from, int to, int each) {
        var batch = new ArrayList<Observation>(to - from);
        var at = AssetMesh.START.plus(Duration.ofHours(round));
        for (int i = from; i < to; i++) {
            batch.add(AssetMesh.connection(AssetMesh.asset(i / each), i, i % 1_000, at.plusMillis(i)));
        }
        return batch;
    }

    private static double fold(int lines, int each, boolean through) {
        var profiles = Profiles.standard();
        var profile = profiles.empty();
        var asset = AssetMesh.asset(1);
        double before = AssetMesh.cpu();
        for (int i = 0; i < lines; i += each) {
            var batch = new ArrayList<Observation>(each);
            for (int n = i; n < i + each; n++) {
                batch.add(AssetMesh.connection(asset, n, n % 1_000, AssetMesh.START.plusSeconds(n)));
            }
            profile = profiles.observe(profile, new Tenant("default"), asset, batch, false)
                    .profile();
            profile = through ? profiles.read(profiles.write(profile)) : profile;
        }
        return lines / (AssetMesh.cpu() - before);
    }

    private BaselineRate() {}
}

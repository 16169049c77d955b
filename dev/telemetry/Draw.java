import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Actor;
import io.gabion.protocol.observation.Observation.Authentication;
import io.gabion.protocol.observation.Observation.Network;
import io.gabion.protocol.observation.Observation.Outcome;
import io.gabion.protocol.observation.Observation.Process;
import io.gabion.protocol.observation.Observation.Stage;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What is drawn by lot, from a seed, and the observations that are made of it. */
final class Draw {
    /** A Monday. */
    static final long FIRST_DAY = Instant.parse("2026-01-05T00:00:00Z").getEpochSecond();

    static final int DAY = 86_400;
    private final Random random;
    private long line;

    Draw(long seed) {
        this.random = new Random(seed);
    }

    boolean chance(double share) {
        return random.nextDouble() < share;
    }

    int upTo(int most) {
        return random.nextInt(most);
    }

    int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    double between(double least, double most) {
        return least + random.nextDouble() * (most - least);
    }

    <T> T of(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    String of(String words) {
        var some = words.split(" ");
        return some[random.nextInt(some.length)];
    }

    /** The first ones far more often than the last. */
    <T> T usual(List<T> some) {
        return some.get((int) (some.size() * Math.pow(random.nextDouble(), 2.5)));
    }

    /** Poisson's distribution. */
    int count(double mean) {
        if (mean > 50) {
            return (int) Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        double left = Math.exp(-mean);
        int count = -1;
        for (double product = 1; product > left; count++) {
            product *= random.nextDouble();
        }
        return Math.max(0, count);
    }

    /** Sizes: half of them below the median, few far above. */
    long size(double median, double spread) {
        return (long) Math.min(5e9, median * Math.exp(spread * random.nextGaussian()));
    }

    /** How busy people are, 0 to 1, at that second of the day where they live. */
    static double people(long second, int zone, boolean late) {
        long local = second + zone * 3_600L;
        long day = Math.floorMod(Math.floorDiv(local - FIRST_DAY, DAY), 7);
        double hour = Math.floorMod(local, DAY) / 3_600.0 - (late ? 3 : 0);
        double work = hour < 7 || hour > 19 ? 0.02 : Math.min(1, Math.min(hour - 7, 19 - hour) / 2);
        double lunch = hour > 12 && hour < 13 ? 0.5 : 1;
        return work * lunch * (day >= 5 ? 0.06 : 1);
    }

    private Source source() {
        return new Source("made", ++line);
    }

    Observation connection(long at, String from, String to, int port, String protocol, long sent, long received, String state) {
        return observation(
                at,
                OcsfClass.NETWORK_ACTIVITY,
                0,
                List.of(new AssetRef(Kind.ADDRESS, from), new AssetRef(Kind.ADDRESS, to)),
                "",
                Process.NONE,
                new Network(from, between(32_768, 60_999), to, port, protocol, sent, received, state),
                Authentication.NONE,
                Map.of());
    }

    Observation name(long at, String from, String resolver, String name) {
        return observation(
                at,
                OcsfClass.DNS_ACTIVITY,
                0,
                List.of(new AssetRef(Kind.ADDRESS, from), new AssetRef(Kind.ADDRESS, resolver)),
                "",
                Process.NONE,
                new Network(from, between(32_768, 60_999), resolver, 53, "udp", 40, 120, ""),
                Authentication.NONE,
                Map.of("query", name));
    }

    Observation login(long at, AssetRef host, String account, String from, boolean failed, String method) {
        return observation(
                at,
                OcsfClass.AUTHENTICATION,
                1,
                List.of(host, new AssetRef(Kind.ACCOUNT, account)),
                account,
                Process.NONE,
                Network.NONE,
                new Authentication(
                        failed ? Outcome.FAILURE : Outcome.SUCCESS, account, from, failed ? 1 : 0, "", Stage.NONE, method),
                Map.of());
    }

    Observation start(long at, AssetRef host, String account, String parent, String image, int lineLength) {
        return observation(
                at,
                OcsfClass.PROCESS_ACTIVITY,
                1,
                List.of(host),
                account,
                new Process(image, "x".repeat(Math.max(1, lineLength)), parent, "1"),
                Network.NONE,
                Authentication.NONE,
                Map.of());
    }

    Observation call(long at, AssetRef principal, String from, String service, String operation, boolean failed) {
        return observation(
                at,
                OcsfClass.API_ACTIVITY,
                0,
                List.of(principal),
                principal.name(),
                Process.NONE,
                new Network(from, 0, "", 0, "", 0, 0, ""),
                Authentication.NONE,
                failed
                        ? Map.of("eventSource", service + ".amazonaws.com", "eventName", operation, "errorCode", "AccessDenied")
                        : Map.of("eventSource", service + ".amazonaws.com", "eventName", operation));
    }

    private Observation observation(
            long at,
            OcsfClass type,
            int activity,
            List<AssetRef> assets,
            String actor,
            Process process,
            Network network,
            Authentication authentication,
            Map<String, String> fields) {
        return new Observation(
                source(),
                Instant.ofEpochSecond(at),
                type,
                activity,
                "made",
                assets,
                new Actor(actor),
                process,
                network,
                authentication,
                fields);
    }
}

package io.gabion.node.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gabion.node.Ground;
import io.gabion.node.Node;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.crash.FileConnector.Pause;
import io.gabion.node.parse.Formats;
import io.gabion.node.parse.Parsed;
import io.gabion.node.settings.SettingsFile;
import io.gabion.node.source.Ingest;
import io.gabion.node.source.Ingest.Batch;
import io.gabion.node.source.SourceSetting;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import io.gabion.responders.playbook.Playbooks;
import io.gabion.responders.response.Notices;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The process that is killed: a live node that follows a file, is brought numbered batches, and notes each
 * acknowledgement in a synced file. Ends in order on TERM.
 */
public final class Child {
    static final Tenant TENANT = new Tenant("acme");
    static final String ACKS = "acks";
    static final String BROUGHT = "brought";
    /** It says where its API is after this. */
    static final String ADDRESS = "child: ";

    static final String WATCHED = "auth.log";
    private static final String CONNECTOR = "firewall";
    private static final int LINES = 5;
    private static final int EACH_LIFE = 60;

    private final Ingest ingest;
    private final Path folder;
    private long last;
    private int brought;

    private Child(Ingest ingest, Path folder, long last) {
        this.ingest = ingest;
        this.folder = folder;
        this.last = last;
    }

    /**
     * Arguments: the folder that holds everything, the {@link Pause}, whether batches are brought, and if the store is no
     * embedded one the settings that name it.
     */
    public static void main(String... args) throws Exception {
        var folder = Path.of(args[0]);
        var connector = new FileConnector(folder, Pause.valueOf(args[1]));
        var policy = Policies.of(Mode.LIVE, Set.of(CONNECTOR), List.of());
        var wiring = new Wiring(Playbooks.bundled(), policy, Map.of(CONNECTOR, connector), Notices.NOBODY);
        var data = folder.resolve("data");
        var node = Node.start(
                args.length > 3 ? Ground.of(SettingsFile.read(Path.of(args[3])), data) : Ground.embedded(data),
                data,
                TENANT,
                wiring,
                "127.0.0.1",
                0,
                List.of(new SourceSetting.File(folder.resolve(WATCHED))));
        Runtime.getRuntime().addShutdownHook(new Thread(node::close));
        System.out.println(ADDRESS + "http://127.0.0.1:" + node.address().getPort());
        if (Boolean.parseBoolean(args[2])) {
            var ingest = node.ingest();
            var position = ingest.position(BROUGHT).toCompletableFuture().join();
            var child = new Child(ingest, folder, position.isEmpty() ? 0 : Long.parseLong(position));
            Executors.newSingleThreadScheduledExecutor()
                    .scheduleWithFixedDelay(child::bring, 0, 5, TimeUnit.MILLISECONDS);
        }
        new CountDownLatch(1).await();
    }

    /** The next batch; and every seventh time an earlier one, as a source does that missed the answer. */
    private void bring() {
        if (brought >= EACH_LIFE) {
            return;
        }
        long number = brought % 7 == 6 && last > 3 ? last - 3 : last + 1;
        brought++;
        if (ingest.bring(BROUGHT, batch(number)).toCompletableFuture().join()) {
            FileConnector.write(folder.resolve(ACKS), key(number));
            last = Math.max(last, number);
        }
    }

    private static String key(long number) {
        return "batch-" + number;
    }

    private static Batch batch(long number) {
        var observations = new ArrayList<Observation>();
        var format = Formats.detect(line("db1", 0, "198.51.100.9", true).getBytes(UTF_8), Instant.now(), BROUGHT);
        for (long n = (number - 1) * LINES + 1; n <= number * LINES; n++) {
            var line =
                    line("db1", n, "198.51.100." + n % 20, true).stripTrailing().getBytes(UTF_8);
            if (format.parse(new Source(BROUGHT, n), line, 0, line.length) instanceof Parsed.Seen(var observation)) {
                observations.add(observation);
            }
        }
        return new Batch(key(number), Long.toString(number), observations, List.of());
    }

    /** A whole line of sshd. */
    static String line(String host, long number, String from, boolean success) {
        return "%s %s sshd[%d]: %s password for u%d from %s port 4022 ssh2\n"
                .formatted(Instant.now(), host, 1_000 + number, success ? "Accepted" : "Failed", number % 40, from);
    }
}

package io.gabion.node.cli;

import io.gabion.node.Directories;
import io.gabion.node.Node;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.demo.DemoAttack;
import io.gabion.node.demo.Player;
import io.gabion.node.demo.Playground;
import io.gabion.node.demo.Story;
import io.gabion.node.settings.Outside;
import io.gabion.node.settings.Settings;
import io.gabion.node.settings.Settings.ConnectorSetting;
import io.gabion.node.settings.Settings.Nftables;
import io.gabion.node.settings.SettingsFile;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.guard.Mode;
import io.gabion.responders.playbook.Playbooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gabion demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Plays a made-up attack on a small network against a node of its own; the page shows it live.")
final class DemoCommand implements Callable<Integer> {
    private static final Tenant TENANT = new Tenant("default");
    private static final int INTERRUPTED = 130;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** The attack proper begins so long after the ordinary hours. */
    private static final Duration CALM = Duration.ofMinutes(4);

    @Option(names = "--headless", description = "Ends by itself; exit 0 only if every stage was seen and answered.")
    boolean headless;

    @Option(names = "--live", description = "Really contains, within network namespaces of the demo's own. Needs root.")
    boolean live;

    @Option(
            names = "--seconds",
            defaultValue = "45",
            description = "How long the attack takes. Default: ${DEFAULT-VALUE}")
    int seconds;

    @Option(names = "--port", defaultValue = "8080", description = "Default: ${DEFAULT-VALUE}; 0 takes a free one.")
    int port;

    @Option(names = "--keep", paramLabel = "DIR", description = "Keeps the logs and the node's data there.")
    Path keep;

    @Override
    public Integer call() throws Exception {
        if (seconds < 1 || seconds > 3_600) {
            throw new Refused(Refused.WRONG_USAGE, "--seconds is 1 to 3600, not " + seconds);
        }
        RunCommand.port(port);
        var directory = keep == null ? Files.createTempDirectory("gabion-demo") : keep;
        if (Files.exists(directory.resolve("data"))) {
            throw new Refused(Refused.WRONG_USAGE, "--keep " + directory + ": holds another node's data");
        }
        var closed = endInOrder();
        try (var ground = live ? Playground.open() : null;
                var outside = Outside.open(settings(ground))) {
            return play(directory, ground, outside);
        } catch (InterruptedException e) {
            return INTERRUPTED;
        } finally {
            if (keep == null) {
                Directories.delete(directory);
            }
            closed.countDown();
        }
    }

    /** A signal ends the demo as if it had come to its end: what was opened is closed. */
    private static CountDownLatch endInOrder() {
        var main = Thread.currentThread();
        var closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            main.interrupt();
            try {
                closed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        return closed;
    }

    private static Settings settings(Playground ground) {
        var usual = SettingsFile.usual();
        if (ground == null) {
            return usual;
        }
        var firewall = new ConnectorSetting(true, new Nftables(ground.namespace(), Optional.empty()));
        return new Settings(
                Mode.LIVE,
                usual.protect(),
                Map.of("firewall", firewall),
                usual.channels(),
                usual.budgets(),
                usual.emergency(),
                usual.brake(),
                usual.store(),
                usual.rules(),
                usual.context(),
                usual.cluster());
    }

    private int play(Path directory, Playground ground, Outside outside) throws Exception {
        var attack = new DemoAttack();
        var start = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(DemoAttack.LENGTH);
        var player = new Player(directory.resolve("logs"), attack.lines(DemoAttack.SEED, start));
        var wiring = new Wiring(Playbooks.bundled(), Policies.of(settings(ground)), outside.connectors(), outside)
                .with(outside.peers());
        var story = new Story(System.out, attack.expectedStages());
        var data = directory.resolve("data");
        try (var node = Node.start(data, TENANT, wiring, "127.0.0.1", port, player.sources());
                var _ = node.subscribe(TENANT, story::hear)) {
            System.out.printf(
                    "gabion: watch it on http://127.0.0.1:%d/#token=%s%n",
                    node.address().getPort(),
                    Files.readString(data.resolve("admin.token")).strip());
            var calm = start.plus(DemoAttack.HISTORY).plus(CALM);
            System.out.printf(
                    "gabion: %d ordinary hours of logs first, then the attack%n", DemoAttack.HISTORY.toHours());
            player.fastForward(calm);
            if (ground != null) {
                System.out.println("gabion: before: the attacker " + way(ground));
            }
            player.play(calm, Duration.ofSeconds(seconds));
            boolean seen = story.sawAll(PATIENCE);
            boolean answered =
                    node.awaitResponse(TENANT, DemoAttack.ATTACKER, live ? "verified" : "would-apply", PATIENCE);
            boolean shut = ground == null || !ground.attackerGetsIn();
            if (ground != null) {
                System.out.println("gabion: contained: the attacker " + way(ground));
            }
            tell(story, answered);
            if (!headless) {
                System.out.println("gabion: the node goes on; end it with Ctrl-C");
                new CountDownLatch(1).await();
            }
            return seen && answered && shut ? 0 : Refused.NO;
        }
    }

    private void tell(Story story, boolean answered) {
        for (var stage : story.missing()) {
            System.out.printf("gabion: not seen: %s %s%n", stage.technique(), stage.name());
        }
        if (story.missing().isEmpty()) {
            System.out.println("gabion: every stage of the attack was seen");
        }
        var act = live ? "contained, and read back as contained" : "would have been contained (observe-only)";
        System.out.printf("gabion: %s %s%n", DemoAttack.ATTACKER, answered ? act : "was NOT answered");
    }

    private static String way(Playground ground) throws IOException, InterruptedException {
        return ground.attackerGetsIn() ? "reaches web1" : "no longer reaches web1";
    }
}

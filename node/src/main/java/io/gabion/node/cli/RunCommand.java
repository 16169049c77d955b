package io.gabion.node.cli;

import io.gabion.node.Node;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.protocol.Tenant;
import io.gabion.responders.playbook.Playbooks;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gabion run}. */
@Command(name = "run", mixinStandardHelpOptions = true, description = "Runs a node, observe-only.")
final class RunCommand implements Callable<Integer> {
    private static final Logger NOTICES = LoggerFactory.getLogger("gabion.notices");

    @Option(names = "--data", defaultValue = "data", paramLabel = "DIR", description = "Default: ${DEFAULT-VALUE}")
    Path data;

    @Mixin
    SourceOptions sources;

    @Option(names = "--playbooks", paramLabel = "DIR", description = "Playbooks to use instead of the bundled ones.")
    Path playbooks;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Default: ${DEFAULT-VALUE}")
    String host;

    @Option(names = "--port", defaultValue = "8080", description = "Default: ${DEFAULT-VALUE}; 0 takes a free one.")
    int port;

    @Option(names = "--tenant", defaultValue = "default", description = "Default: ${DEFAULT-VALUE}")
    String tenant;

    @Override
    public Integer call() throws Exception {
        var live = sources.settings();
        var books = playbooks == null ? Playbooks.bundled() : Playbooks.load(playbooks);
        var wiring = new Wiring(
                books,
                Policies.observing(),
                Map.of(),
                order -> NOTICES.info("incident {}, {}: {}", order.incident(), order.playbook(), order.actions()));
        var node = Node.start(data, new Tenant(tenant), wiring, host, port, live);
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            node.close();
            stopped.countDown();
        }));
        System.out.printf(
                "gabion: http://%s:%d (token in %s), observe-only%n",
                host, node.address().getPort(), data.resolve("admin.token"));
        stopped.await();
        return 0;
    }
}

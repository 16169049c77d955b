package io.gabion.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.detectors.intel.Intelligence;
import io.gabion.node.api.Api;
import io.gabion.node.api.Tokens;
import io.gabion.node.asset.AssetCommand;
import io.gabion.node.hunt.Lookback;
import io.gabion.node.incident.SiteContext;
import io.gabion.node.people.Desk;
import io.gabion.node.retention.GroupSweeper;
import io.gabion.node.retention.Retention;
import io.gabion.node.retention.Sweeper;
import io.gabion.node.shell.JournalCheck;
import io.gabion.node.shell.Mesh;
import io.gabion.node.shell.Pace;
import io.gabion.node.source.Ingest;
import io.gabion.node.source.MeshIngest;
import io.gabion.node.source.MeshIngestion;
import io.gabion.node.source.SourceSetting;
import io.gabion.node.source.Sources;
import io.gabion.node.store.Store;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.time.SteadyClock;
import io.gabion.node.view.LiveBoard;
import io.gabion.protocol.Tenant;
import io.gabion.responders.guard.GuardCommand;
import io.gabion.responders.surroundings.Surroundings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running node: store, mesh, sources, board, API. */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    /** A Guard that has just moved refuses, for good, whatever it is asked before it is told. */
    private static final Duration LOOK_AROUND = Duration.ofSeconds(2);

    /** Less than the server gives an answer. */
    private static final Duration INGESTION = Duration.ofSeconds(15);

    /** Between two pages of forks, and until one that reached nobody is tried again. */
    private static final Duration QUIET = Duration.ofMinutes(10);

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Store store;
    private final Envelopes envelopes;
    private final Clock clock;
    private final Mesh mesh;
    private final LiveBoard board;
    private final Tenant tenant;
    private final Wiring wiring;
    private final Sweeper sweeper;
    private final GroupSweeper groups;
    private final Readiness readiness;
    private Sources sources;
    private Lookback lookback;
    private SiteContext aliasesOf = SiteContext.NONE;
    private List<String> protectedAliases = List.of();
    private ServerBinding api;
    private Tokens tokens;

    private Node(
            Store store,
            Envelopes envelopes,
            Clock clock,
            Mesh mesh,
            LiveBoard board,
            Sweeper sweeper,
            Tenant tenant,
            Wiring wiring,
            Readiness readiness) {
        this.store = store;
        this.envelopes = envelopes;
        this.clock = clock;
        this.mesh = mesh;
        this.board = board;
        this.sweeper = sweeper;
        this.tenant = tenant;
        this.wiring = wiring;
        this.readiness = readiness;
        groups = new GroupSweeper(
                store.checkpoints(),
                () -> mesh.isFirst() && mesh.areAlike(),
                group -> mesh.tell(group, new AssetCommand.Forget()),
                clock);
    }

    /** On the embedded store in {@code data}. @throws IOException in one line that names the place */
    public static Node start(
            Path data, Tenant tenant, Wiring wiring, String host, int port, List<SourceSetting> sources)
            throws IOException {
        return start(Ground.embedded(data), data, tenant, wiring, host, port, sources);
    }

    /** As below, where everybody decides with a token of their own. */
    public static Node start(
            Ground ground, Path data, Tenant tenant, Wiring wiring, String host, int port, List<SourceSetting> sources)
            throws IOException {
        return start(ground, data, tenant, wiring, host, port, sources, Desk.NONE);
    }

    /**
     * @param ground its store is closed with the node, or if it does not start
     * @param data tokens
     * @param desk who decides
     */
    public static Node start(
            Ground ground,
            Path data,
            Tenant tenant,
            Wiring wiring,
            String host,
            int port,
            List<SourceSetting> sources,
            Desk desk)
            throws IOException {
        var store = ground.store();
        var envelopes = new Envelopes(ground.keys());
        var clock = new SteadyClock();
        Mesh mesh;
        try {
            if (!store.isShared()) {
                new JournalCheck(store, envelopes).run();
            }
            mesh = Mesh.start(store, envelopes, ground.membership(), Wiring.messages(), clock, Pace.of(store.config()));
        } catch (IOException e) {
            store.close();
            throw e;
        }
        var mode = wiring.policy().mode().name().toLowerCase(Locale.ROOT);
        var sweeper = new Sweeper(store, envelopes, Retention.of(store.config()), clock).start();
        var readiness = new Readiness(mesh::mayAct);
        var board = new LiveBoard(store.rows(), envelopes, mode, readiness::isReady);
        var node = new Node(store, envelopes, clock, mesh, board, sweeper, tenant, wiring, readiness);
        try {
            mesh.system()
                    .scheduler()
                    .scheduleWithFixedDelay(
                            Readiness.ROUND,
                            Readiness.ROUND,
                            readiness::look,
                            mesh.system().executionContext());
            var pages = new Pages(wiring.notices(), wiring.policy().brake().channel(), clock, QUIET, PAUSE);
            mesh.onFork(pages::tell);
            wiring.register(mesh);
            node.tokens = Tokens.open(data, clock);
            node.lookAround();
            mesh.system()
                    .scheduler()
                    .scheduleWithFixedDelay(
                            LOOK_AROUND,
                            LOOK_AROUND,
                            node::lookAround,
                            mesh.system().executionContext());
            mesh.wakeUnfinished().toCompletableFuture().join();
            node.api = Api.start(
                            mesh.system(),
                            host,
                            port,
                            List.of(host),
                            node.board,
                            node.tokens,
                            new MeshIngestion(of -> new MeshIngest(mesh, of, wiring.rules()), clock, INGESTION),
                            new GuardSwitch(mesh, node.board, store.unfinished()),
                            new SourceCounts(
                                    mesh,
                                    store.rows(),
                                    envelopes,
                                    wiring.rules(),
                                    wiring.connectors().values(),
                                    wiring.notices()),
                            desk)
                    .toCompletableFuture()
                    .join();
            node.sources = Sources.start(sources, node.ingest(), clock);
            node.groups.start();
            return node;
        } catch (IOException e) {
            node.close();
            throw e;
        } catch (CompletionException e) {
            node.close();
            throw e.getCause() instanceof IOException io
                    ? io
                    : new IOException(e.getCause().toString(), e);
        }
    }

    public InetSocketAddress address() {
        return api.localAddress();
    }

    /** Completes when the node has ended, by {@link #close} or because the others went on without it. */
    public CompletionStage<Done> ended() {
        return mesh.ended();
    }

    /** Does it when the process is told to end; {@link #close} belongs to it. */
    public void atExit(Runnable last) {
        mesh.atExit(last);
    }

    /** Where telemetry that comes from no file is brought. */
    public Ingest ingest() {
        return new MeshIngest(mesh, tenant, wiring.rules());
    }

    /** From now on, what the lists come to name is hunted through what was read before. @param lists as they are now */
    public void lookBack(Supplier<Intelligence> lists, Duration every) {
        lookback = new Lookback(store.rows(), envelopes, (of, fired) -> new MeshIngest(mesh, of, _ -> fired), clock)
                .start(lists, this::tenants, mesh::isFirst, every);
    }

    private Set<Tenant> tenants() {
        return Stream.concat(Stream.of(tenant), tokens.list().stream().map(token -> new Tenant(token.tenant())))
                .collect(Collectors.toSet());
    }

    /** Tells of what changes on the board, see {@link io.gabion.node.view.Board#subscribe}. */
    public AutoCloseable subscribe(Tenant of, Consumer<ObjectNode> changes) {
        return board.subscribe(of.id(), changes);
    }

    /** Whether some response decided so about the target, now or within the given time. */
    public boolean awaitResponse(Tenant of, String target, String decision, Duration patience)
            throws InterruptedException {
        for (var end = Instant.now().plus(patience); Instant.now().isBefore(end); Thread.sleep(100)) {
            boolean found = board.responses(of.id()).stream()
                    .flatMap(response -> response.path("actions").valueStream())
                    .anyMatch(action -> action.path("target").asText().equals(target)
                            && action.path("decision").asText().equals(decision));
            if (found) {
                return true;
            }
        }
        return false;
    }

    /**
     * What must never be contained is told to each tenant's Guard at the start and on every round, and keeps it in memory.
     * With it the other nodes: of those that have not told yet the Guard knows the addresses, at least. And what has a
     * protected role by the context files, as they are now.
     */
    private void lookAround() {
        try {
            var around = new ArrayList<>(Surroundings.discover());
            around.addAll(mesh.members());
            around.addAll(wiring.site().get().withRole(wiring.policy().protect().roles()));
            around.addAll(protectedAliases(wiring.site().get()));
            for (var of : tenants()) {
                mesh.tell(Wiring.guard(of), new GuardCommand.Surroundings(mesh.self(), around));
            }
        } catch (IOException e) {
            LOG.warn("The surroundings cannot be read; nothing new is contained after a restart: {}", e.toString());
        }
    }

    /** Looked up once for each state of the context files: they may name a million. */
    private synchronized List<String> protectedAliases(SiteContext site) {
        if (site != aliasesOf) {
            protectedAliases = site.withAliases(
                    wiring.policy().protectedAccount(),
                    wiring.policy().protect().roles());
            aliasesOf = site;
        }
        return protectedAliases;
    }

    @Override
    public void close() {
        if (api != null) {
            // Where nobody takes over, nobody has to hear of it first.
            readiness.leave(mesh.takeover().isPositive() ? Readiness.lingers(store.config()) : Duration.ZERO);
        }
        if (sources != null) {
            sources.close();
        }
        if (lookback != null) {
            lookback.close();
        }
        if (api != null) {
            api.terminate(LAST_WORDS)
                    .toCompletableFuture()
                    .completeOnTimeout(null, 2 * LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(_ -> null)
                    .join();
        }
        sweeper.close();
        groups.close();
        board.close();
        mesh.stop().toCompletableFuture().join();
        try {
            store.close();
        } catch (IOException e) {
            LOG.warn("The store did not close cleanly; its journal is whole: {}", e.toString());
        }
    }
}

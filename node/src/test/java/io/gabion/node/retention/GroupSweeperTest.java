package io.gabion.node.retention;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.detectors.sigma.correlate.CountedGroups;
import io.gabion.node.PlainEvent;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.asset.AssetCommand.Deliver;
import io.gabion.node.asset.AssetCommand.Forget;
import io.gabion.node.shell.Membership;
import io.gabion.node.shell.Mesh;
import io.gabion.node.shell.Pace;
import io.gabion.node.step.VirtualTime;
import io.gabion.node.store.Checkpoints.Checkpoint;
import io.gabion.node.store.Store;
import io.gabion.node.store.embedded.EmbeddedStore;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.rule.Counting;
import io.gabion.protocol.rule.Counting.Bound;
import io.gabion.protocol.rule.Counting.Condition;
import io.gabion.protocol.rule.Fired;
import io.gabion.protocol.rule.Rule;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.responders.response.Notices;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupSweeperTest {
    private static final Tenant TENANT = new Tenant("acme");
    private static final EntityId INTAKE = new EntityId(TENANT, "intake", "log");
    private static final AssetRef HOST = new AssetRef(Kind.HOST, "ws1");
    private static final Pace PACE =
            new Pace(Duration.ofMillis(200), Duration.ofMillis(50), Duration.ofMillis(200), 1_000);
    private static final Condition THRICE = new Condition("event_count", 60_000, List.of(new Bound("gte", 3)), -1, 1);
    private static final Rule RULE = new Rule("c", "v", "Again", Severity.LOW, List.of(), "Somebody", "");

    @TempDir
    private Path data;

    private final List<EntityId> told = new ArrayList<>();
    private final Clock now = Clock.systemUTC();
    private final Clock muchLater = Clock.offset(now, CountedGroups.KEPT.plusDays(1));
    private Store store;
    private int batch;

    @BeforeEach
    void open() throws IOException {
        store = EmbeddedStore.open(data);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void groups_whose_window_is_over_are_deleted_and_other_assets_are_not() throws Exception {
        var found = group("found");
        var mesh = mesh(now);
        try {
            for (int n = 0; n < 20; n++) {
                count(mesh, group("g" + n), "g" + n);
            }
            for (int n = 0; n < 3; n++) {
                count(mesh, found, "found");
            }
            mesh.tell(host("ws1"), new Deliver(INTAKE, 1, 0, List.of(event())));
            await().atMost(Duration.ofSeconds(30)).until(() -> stored().size() == 22);
            assertThat(sweeper(mesh, now).sweep()).isZero();
        } finally {
            stop(mesh);
        }
        mesh = mesh(muchLater);
        try {
            assertThat(sweeper(mesh, muchLater).sweep()).isEqualTo(20);
            var later = mesh;
            await().atMost(Duration.ofSeconds(30)).until(() -> later.forgotten() == 20);
            assertThat(stored()).containsExactly(found.toString(), host("ws1").toString());
        } finally {
            stop(mesh);
        }
    }

    @Test
    void a_sweep_tells_so_many_and_the_next_one_goes_on_until_a_round_is_over() {
        int groups = 2 * GroupSweeper.MOST + 7;
        save(names("g", groups).map(GroupSweeperTest::group), 0);
        save(names("h", groups).map(GroupSweeperTest::host), 0);
        save(Stream.of(group("with-rows")), 3);
        var time = new VirtualTime(muchLater.instant());
        var sweeper = new GroupSweeper(store.checkpoints(), () -> true, told::add, time::now);
        assertThat(sweeper.sweep()).isEqualTo(GroupSweeper.MOST);
        assertThat(sweeper.sweep()).isEqualTo(GroupSweeper.MOST);
        assertThat(sweeper.sweep()).isEqualTo(7);
        assertThat(sweeper.sweep()).isZero();
        assertThat(told)
                .hasSize(groups)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.name().startsWith("group:g"));

        time.runUntil(time.now().plus(GroupSweeper.REST));
        assertThat(sweeper.sweep()).isEqualTo(GroupSweeper.MOST);
    }

    @Test
    void a_sweep_looks_at_so_many_and_no_more() {
        save(names("b", GroupSweeper.LOOKS * GroupSweeper.LOOK).map(name -> asset(Kind.ACCOUNT, name)), 0);
        save(Stream.of(group("g")), 0);
        var sweeper = new GroupSweeper(store.checkpoints(), () -> true, told::add, muchLater);
        assertThat(sweeper.sweep()).isZero();
        assertThat(sweeper.sweep()).isEqualTo(1);
    }

    @Test
    void a_node_that_may_not_tells_nobody() {
        save(Stream.of(group("g")), 0);
        var sweeper = new GroupSweeper(store.checkpoints(), () -> false, told::add, muchLater);
        assertThat(sweeper.sweep()).isZero();
        assertThat(told).isEmpty();
    }

    private GroupSweeper sweeper(Mesh mesh, Clock clock) {
        return new GroupSweeper(store.checkpoints(), () -> true, id -> mesh.tell(id, new Forget()), clock);
    }

    private Mesh mesh(Clock clock) throws IOException {
        var mesh = Mesh.start(
                store, new Envelopes(new Keys(data)), new Membership.Alone(), Wiring.messages(), clock, PACE);
        new Wiring(List.of(), Policies.observing(), Map.of(), Notices.NOBODY).register(mesh);
        return mesh;
    }

    private void stop(Mesh mesh) throws IOException {
        mesh.stop().toCompletableFuture().orTimeout(40, TimeUnit.SECONDS).join();
        store.close();
        open();
    }

    private void count(Mesh mesh, EntityId group, String name) {
        var counted = new Counting.Group(name, Map.of("User", name), List.of(new Counting.Event(0, 0, 0, 0)));
        var fired = new Fired(List.of(), List.of(new Counting(RULE, THRICE, List.of(counted))));
        batch++;
        mesh.tell(group, new Deliver(INTAKE, batch, 0, List.of(event()), fired));
    }

    private Observation event() {
        return PlainEvent.of(new Source("log", batch), Instant.now(), "windows", Map.of(), HOST);
    }

    private void save(Stream<EntityId> all, long sequence) {
        all.map(id -> store.checkpoints()
                        .save(id.toString(), new Checkpoint(1, sequence, "k", "x".getBytes(UTF_8)))
                        .toCompletableFuture())
                .toList()
                .forEach(CompletableFuture::join);
    }

    /** Assets that have a checkpoint. */
    private Set<String> stored() {
        var all = new TreeSet<String>();
        store.checkpoints()
                .each((entity, _) -> all.add(entity))
                .toCompletableFuture()
                .join();
        all.removeIf(entity -> !EntityId.parse(entity).kind().equals("asset"));
        return all;
    }

    private static Stream<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(n -> prefix + n);
    }

    private static EntityId group(String name) {
        return asset(Kind.GROUP, name);
    }

    private static EntityId host(String name) {
        return asset(Kind.HOST, name);
    }

    private static EntityId asset(Kind kind, String name) {
        return new EntityId(TENANT, "asset", new AssetRef(kind, name).toString());
    }
}

package io.gabion.node.hunt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.detectors.intel.Intelligence;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.intel.Lists;
import io.gabion.node.parse.Formats;
import io.gabion.node.parse.Parsed;
import io.gabion.node.shell.Membership;
import io.gabion.node.shell.Mesh;
import io.gabion.node.shell.Pace;
import io.gabion.node.source.Ingest.Batch;
import io.gabion.node.source.MeshIngest;
import io.gabion.node.store.Rows;
import io.gabion.node.store.Store;
import io.gabion.node.store.embedded.EmbeddedStore;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.intel.Sighting;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import io.gabion.responders.response.Notices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a store and a mesh of two tenants, whose hosts have all shown the same address. */
class LookbackTest {
    private static final Tenant ONE = new Tenant("one");
    private static final Tenant TWO = new Tenant("two");
    private static final Duration OFTEN = Duration.ofMillis(20);

    @TempDir
    Path folder;

    private final AtomicReference<Intelligence> lists = new AtomicReference<>(Intelligence.NONE);
    private Store store;
    private Envelopes envelopes;
    private Mesh mesh;

    @BeforeEach
    void start() throws IOException {
        var data = folder.resolve("data");
        store = EmbeddedStore.open(data);
        envelopes = new Envelopes(new Keys(data));
        mesh = Mesh.start(store, envelopes, new Membership.Alone(), Wiring.messages(), Clock.systemUTC(), Pace.USUAL);
        new Wiring(List.of(), Policies.observing(), Map.of(), Notices.NOBODY).register(mesh);
    }

    @AfterEach
    void stop() throws IOException {
        mesh.stop().toCompletableFuture().orTimeout(40, TimeUnit.SECONDS).join();
        store.close();
    }

    @Test
    void each_tenant_is_told_of_its_own_hosts_and_one_that_is_not_looked_through_of_none() throws Exception {
        read(ONE, "web1", "203.0.113.7");
        read(TWO, "mail2", "203.0.113.7");
        var tenants = new AtomicReference<>(Set.of(ONE));
        try (var lookback = lookback(store.rows())) {
            lookback.start(lists::get, tenants::get, () -> true, OFTEN);
            lists.set(naming("203.0.113.7"));
            awaitLooked(ONE);
            assertThat(told(ONE)).containsExactly("web1 203.0.113.7");
            assertThat(told(TWO)).isEmpty();

            tenants.set(Set.of(ONE, TWO));
            awaitLooked(TWO);
        }
        assertThat(told(TWO)).containsExactly("mail2 203.0.113.7");
        assertThat(told(ONE)).containsExactly("web1 203.0.113.7");
    }

    @Test
    void what_fails_once_is_done_in_the_next_round() throws Exception {
        read(ONE, "web1", "203.0.113.7");
        lists.set(naming("203.0.113.7"));
        var rounds = new AtomicInteger();
        BooleanSupplier fails = () -> {
            if (rounds.incrementAndGet() == 1) {
                throw new IllegalStateException("nobody knows who is first");
            }
            return true;
        };
        try (var lookback = lookback(store.rows())) {
            lookback.start(lists::get, () -> Set.of(ONE), fails, OFTEN);
            awaitLooked(ONE);
        }
        assertThat(told(ONE)).containsExactly("web1 203.0.113.7");
    }

    /** Each of them is another change, though nothing was found by any. */
    @Test
    void lists_that_are_again_as_they_were_are_looked_through_again() throws Exception {
        try (var lookback = lookback(store.rows())) {
            lookback.start(lists::get, () -> Set.of(ONE), () -> true, OFTEN);
            for (var named : List.of("203.0.113.7", "203.0.113.8", "203.0.113.7")) {
                lists.set(naming(named));
                awaitLooked(ONE);
            }
        }
    }

    @Test
    void what_was_told_beyond_the_first_rows_is_not_told_again() throws Exception {
        read(ONE, "web1", "203.0.113.7");
        look(store.rows(), naming("203.0.113.7"));
        look(new Short(store.rows()), naming("203.0.113.7", "203.0.113.8"));
        assertThat(told(ONE)).containsExactly("web1 203.0.113.7");
    }

    /** Of one entity it gives no row by itself: as if what matters came beyond the most that it gives. */
    private record Short(Rows rows) implements Rows {
        @Override
        public Iterable<Envelope> scan(Set<String> kinds) {
            return rows.scan(kinds);
        }

        @Override
        public Following follow(Set<String> kinds) {
            return rows.follow(kinds);
        }

        @Override
        public List<EntityId> entities(Tenant tenant, String kind) {
            return rows.entities(tenant, kind);
        }

        @Override
        public List<Envelope> of(EntityId entity) {
            return List.of();
        }
    }

    private Lookback lookback(Rows rows) {
        return new Lookback(
                rows, envelopes, (tenant, fired) -> new MeshIngest(mesh, tenant, _ -> fired), Clock.systemUTC());
    }

    private void look(Rows rows, Intelligence now) throws Exception {
        lists.set(now);
        try (var lookback = lookback(rows)) {
            lookback.start(lists::get, () -> Set.of(ONE), () -> true, OFTEN);
            awaitLooked(ONE);
        }
    }

    private Intelligence naming(String... addresses) throws IOException {
        var file = Files.writeString(folder.resolve("list.csv"), "value\n" + String.join("\n", addresses) + "\n");
        return Lists.read(List.of(file)).intelligence();
    }

    private void read(Tenant tenant, String host, String address) throws Exception {
        var line = "Jan  2 03:04:05 %s sshd[1]: Failed password for eve from %s port 22 ssh2"
                .formatted(host, address)
                .getBytes(UTF_8);
        var format = Formats.detect(line, Instant.parse("2026-01-03T00:00:00Z"), "auth.log");
        var seen = (Parsed.Seen) format.parse(new Source("auth.log", 1), line, 0, line.length);
        assertThat(new MeshIngest(mesh, tenant)
                        .bring("auth.log", new Batch("one", "1", List.of(seen.observation()), List.of()))
                        .toCompletableFuture())
                .succeedsWithin(Duration.ofMinutes(1))
                .isEqualTo(true);
    }

    /** Whatever is told by then is told, for good. */
    private void awaitLooked(Tenant tenant) {
        var version = lists.get().indicators().version();
        await().until(() -> new MeshIngest(mesh, tenant)
                .position(Lookback.SOURCE)
                .toCompletableFuture()
                .get(1, TimeUnit.MINUTES)
                .equals(version));
    }

    /** Which of its assets showed what, as the tenant's intake has it. */
    private List<String> told(Tenant tenant) {
        var found = new ArrayList<Observation>();
        for (var row : store.rows().of(new EntityId(tenant, "intake", Lookback.SOURCE))) {
            Hunt.isReadable(row, envelopes, batch -> found.addAll(batch.observations()));
        }
        return found.stream()
                .map(Sighting::key)
                .map(key -> key.asset().name() + " " + key.seen())
                .toList();
    }
}

package io.gabion.node.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Profiles;
import io.gabion.node.asset.Asset;
import io.gabion.node.asset.AssetCommand.Deliver;
import io.gabion.node.asset.AssetState;
import io.gabion.node.crash.FileConnector.Effect;
import io.gabion.node.source.SourceSetting;
import io.gabion.node.store.Checkpoints.Checkpoint;
import io.gabion.node.store.Store;
import io.gabion.node.store.embedded.EmbeddedStore;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.asset.AssetEvent.SuspicionRaised;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.containment.ContainmentEvent.Claimed;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.intake.IntakeEvent.Absorbed;
import io.gabion.protocol.intake.IntakeEvent.Accepted;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.suspicion.Suspicion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Compares, while no node runs, what was acknowledged and what was done with the journal and the checkpoints. */
final class Checker {
    static final EntityId BROUGHT = new EntityId(Child.TENANT, "intake", Child.BROUGHT);

    static EntityId watched(Path folder) {
        return new EntityId(Child.TENANT, "intake", new SourceSetting.File(folder.resolve(Child.WATCHED)).source());
    }

    private static final Profiles PROFILES = Profiles.standard();

    private final Path folder;
    private final Journal journal;

    Checker(Path folder) throws IOException {
        this.folder = folder;
        this.journal = Journal.read(folder.resolve("data"));
    }

    /** True after every kill. */
    void nothing_is_lost_or_done_twice() throws IOException {
        every_acknowledged_batch_is_journaled_once();
        every_line_is_journaled_once_and_in_order();
        every_effect_was_claimed_before_and_is_the_only_one();
        what_counts_as_absorbed_is_in_a_checkpoint();
    }

    /** True once nothing is left to do. @param lines that were appended to the watched file */
    void everything_is_counted_exactly_once(long lines) throws IOException {
        assertThat(lineNumbers()).hasSize(Math.toIntExact(lines));
        var expected = new LinkedHashMap<EntityId, AssetState>();
        var raised = new LinkedHashMap<EntityId, List<Suspicion>>();
        for (var intake : List.of(BROUGHT, watched(folder))) {
            accepted(intake).forEach(batch -> fold(intake, batch, expected, raised));
        }
        try (var store = EmbeddedStore.open(folder.resolve("data"))) {
            for (var asset : expected.entrySet()) {
                var id = asset.getKey();
                assertThat(suspicions(id)).as("suspicions of " + id).isEqualTo(raised.getOrDefault(id, List.of()));
                assertThat(checkpoint(store, id))
                        .as("profile and marks of " + id)
                        .isEqualTo(new Asset(id, PROFILES).write(asset.getValue()));
            }
        }
    }

    void every_acknowledged_batch_is_journaled_once() throws IOException {
        var keys = accepted(BROUGHT).map(Accepted::key).toList();
        assertThat(keys).doesNotHaveDuplicates();
        var acks = folder.resolve(Child.ACKS);
        if (Files.exists(acks)) {
            assertThat(keys).containsAll(Files.readAllLines(acks));
        }
        for (var intake : List.of(BROUGHT, watched(folder))) {
            var numbers = accepted(intake).map(Accepted::batch).toList();
            assertThat(numbers)
                    .isEqualTo(LongStream.rangeClosed(1, numbers.size()).boxed().toList());
        }
    }

    void every_line_is_journaled_once_and_in_order() {
        var lines = lineNumbers();
        assertThat(lines)
                .isEqualTo(LongStream.rangeClosed(1, lines.size()).boxed().toList());
    }

    private List<Long> lineNumbers() {
        return accepted(watched(folder))
                .flatMap(batch -> Stream.concat(
                                batch.observations().stream()
                                        .map(o -> o.source().line()),
                                batch.deadLetters().stream().map(d -> d.source().line()))
                        .sorted())
                .toList();
    }

    private void every_effect_was_claimed_before_and_is_the_only_one() throws IOException {
        var effects = FileConnector.effects(folder);
        assertThat(effects).extracting(Effect::key).doesNotHaveDuplicates();
        for (var effect : effects) {
            var containment =
                    EntityId.parse(effect.key().substring(0, effect.key().lastIndexOf('#')));
            assertThat(journal.entries())
                    .as("claim of " + effect)
                    .filteredOn(entry -> entry.id().equals(containment))
                    .anySatisfy(entry -> {
                        assertThat(entry.event()).isInstanceOfSatisfying(Claimed.class, claim -> {
                            assertThat(claim.attempt()).isEqualTo(effect.attempt());
                            assertThat(claim.verb()).isEqualTo(effect.verb());
                            assertThat(claim.deadline()).isAfter(effect.at());
                        });
                        assertThat(entry.row().time()).isBeforeOrEqualTo(effect.at());
                    });
        }
    }

    void what_counts_as_absorbed_is_in_a_checkpoint() throws IOException {
        try (var store = EmbeddedStore.open(folder.resolve("data"))) {
            for (var intake : List.of(BROUGHT, watched(folder))) {
                var absorbed = journal.events(intake, Absorbed.class)
                        .map(Absorbed::batch)
                        .toList();
                var marks = new LinkedHashMap<AssetRef, Long>();
                accepted(intake)
                        .filter(batch -> absorbed.contains(batch.batch()))
                        .forEach(batch -> shares(batch).keySet().forEach(asset -> marks.put(asset, batch.batch())));
                for (var mark : marks.entrySet()) {
                    var asset = asset(mark.getKey());
                    var state = new Asset(asset, PROFILES).read(checkpoint(store, asset));
                    assertThat(state.marks().getOrDefault(intake, 0L))
                            .as("what " + asset + " holds of " + intake)
                            .isGreaterThanOrEqualTo(mark.getValue());
                }
            }
        }
    }

    private Stream<Accepted> accepted(EntityId intake) {
        return journal.events(intake, Accepted.class);
    }

    private List<Suspicion> suspicions(EntityId asset) {
        return journal.events(asset, SuspicionRaised.class)
                .map(SuspicionRaised::suspicion)
                .toList();
    }

    private byte[] checkpoint(Store store, EntityId asset) throws IOException {
        Optional<Checkpoint> found =
                store.checkpoints().load(asset.toString()).toCompletableFuture().join();
        assertThat(found).as("checkpoint of " + asset).isPresent();
        return new Envelopes(new Keys(folder.resolve("data")))
                .openCheckpoint(
                        asset,
                        found.get().sequence(),
                        found.get().keyId(),
                        found.get().payload());
    }

    /** What an asset would hold had it never been interrupted: its own decision and fold, without a shell. */
    private static void fold(
            EntityId intake, Accepted batch, Map<EntityId, AssetState> states, Map<EntityId, List<Suspicion>> raised) {
        shares(batch).forEach((ref, share) -> {
            var id = asset(ref);
            var asset = new Asset(id, PROFILES);
            var state = states.getOrDefault(id, asset.empty());
            for (var event : asset.decide(state, new Deliver(intake, batch.batch(), 0, share), Instant.EPOCH)
                    .events()) {
                state = asset.apply(state, event);
                if (event instanceof SuspicionRaised(var suspicion)) {
                    raised.computeIfAbsent(id, _ -> new ArrayList<>()).add(suspicion);
                }
            }
            states.put(id, state);
        });
    }

    private static Map<AssetRef, List<Observation>> shares(Accepted batch) {
        var shares = new LinkedHashMap<AssetRef, List<Observation>>();
        for (var observation : batch.observations()) {
            for (var asset : observation.assets()) {
                shares.computeIfAbsent(asset, _ -> new ArrayList<>()).add(observation);
            }
        }
        return shares;
    }

    private static EntityId asset(AssetRef ref) {
        return new EntityId(Child.TENANT, "asset", ref.toString());
    }
}

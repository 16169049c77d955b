package io.gabion.detectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Outcome;
import io.gabion.protocol.observation.Observation.Stage;
import io.gabion.protocol.suspicion.Suspicion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProfilesTest {
    private static final Tenant TENANT = new Tenant("t1");
    private static final String FROM = "10.0.0.5";
    private static final AssetRef SELF = Events.address(FROM);
    private final Profiles profiles = Profiles.standard();

    private static List<Observation> mixed(Random random, int count, Events events) {
        var batch = new ArrayList<Observation>();
        long now = 0;
        for (int i = 0; i < count; i++) {
            now += random.nextInt(4000) - 200;
            var account = "u" + random.nextInt(30) + "@srv1";
            batch.add(
                    switch (random.nextInt(4)) {
                        case 0 ->
                            events.login(
                                    now,
                                    Outcome.FAILURE,
                                    FROM,
                                    account,
                                    1,
                                    "" + random.nextInt(40),
                                    Stage.values()[random.nextInt(4)]);
                        case 1 -> events.success(now, FROM, account);
                        case 2 -> events.connection(now, FROM, "10.0.1.1", 1 + random.nextInt(999), 0, 0, "S0");
                        default ->
                            events.connection(
                                    now, FROM, "8.8.8." + random.nextInt(99), 443, random.nextInt(9_000_000), 0, "S0");
                    });
        }
        return batch;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_batch_split_anywhere_gives_the_same_suspicions_and_profile(long seed) {
        var random = new Random(seed);
        var batch = mixed(random, 1000, new Events());
        var whole = profiles.observe(profiles.empty(), TENANT, SELF, batch, false);
        assertThat(whole.suspicions()).hasSizeGreaterThan(3);
        for (int round = 0; round < 20; round++) {
            var profile = profiles.empty();
            Set<Suspicion> suspicions = new HashSet<>();
            for (int at = 0; at < batch.size(); ) {
                int end = Math.min(batch.size(), at + 1 + random.nextInt(300));
                var observed = profiles.observe(profile, TENANT, SELF, batch.subList(at, end), false);
                suspicions.addAll(observed.suspicions());
                profile = profiles.read(profiles.write(observed.profile()));
                at = end;
            }
            assertThat(suspicions).isEqualTo(new HashSet<>(whole.suspicions()));
            assertThat(profiles.write(profile)).isEqualTo(profiles.write(whole.profile()));
        }
    }

    @Test
    void a_full_profile_takes_at_most_five_kilobytes() {
        for (var file : List.of("auth.log", "x".repeat(20), "ü".repeat(120))) {
            var random = new Random(7);
            var profile = profiles.empty();
            var events = new Events(file);
            for (int i = 0; i < 50; i++) {
                var batch = new ArrayList<>(mixed(random, 50, events));
                long now = 10_000_000L * (i + 1);
                for (int j = 0; j < 200; j++) {
                    batch.add(events.failure(now, FROM, "v" + j + "@srv1"));
                    batch.add(events.connection(now, FROM, "10.0.3." + j, 1000 + j, 0, 0, "S0"));
                    batch.add(events.alert(now / 1000, FROM, "8.8.8.8", "s" + j, "c" + j, 1 + j % 3));
                }
                profile = profiles.observe(profile, TENANT, SELF, batch, false).profile();
                assertThat(profiles.write(profile).length).isLessThanOrEqualTo(5120);
            }
            assertThat(profile.parts()).hasSize(10);
            assertThat(profiles.write(profile).length).isGreaterThan(3500);
        }
    }

    @Test
    void an_account_with_sixteen_long_named_sources_takes_at_most_four_kilobytes() {
        var events = new Events();
        var batch = new ArrayList<Observation>();
        for (int i = 0; i < 40; i++) {
            batch.add(events.failure(0, i % 2 + "ü".repeat(200), "a@srv1"));
        }
        for (int i = 10; i < 60; i++) {
            batch.add(events.failure(3_000_000, i + "ü".repeat(200), "a@srv1"));
            batch.add(events.success(3_000_000, i + "ü".repeat(200), "a@srv1"));
        }
        var observed = profiles.observe(profiles.empty(), TENANT, Events.account("a@srv1"), batch, false);
        assertThat(profiles.write(observed.profile())).hasSizeLessThanOrEqualTo(4096);
    }

    @Test
    void nothing_relevant_leaves_the_very_same_profile() {
        var before = profiles.empty();
        var batch = List.of(new Events().failure(0, "192.0.2.1", "a@srv1"));
        assertThat(profiles.observe(before, TENANT, SELF, batch, false).profile())
                .isSameAs(before);
    }

    @Test
    void a_profile_that_was_handed_in_is_not_changed() {
        var events = new Events();
        var first = profiles.observe(profiles.empty(), TENANT, SELF, mixed(new Random(1), 200, events), false);
        var bytes = profiles.write(first.profile());
        profiles.observe(first.profile(), TENANT, SELF, mixed(new Random(2), 200, events), false);
        assertThat(profiles.write(first.profile())).isEqualTo(bytes);
    }

    @Test
    void a_part_of_an_unknown_detector_starts_empty() {
        var observed = profiles.observe(profiles.empty(), TENANT, SELF, mixed(new Random(1), 200, new Events()), false);
        var fewer = new Profiles(List.of());
        assertThat(fewer.read(profiles.write(observed.profile())).parts()).isEmpty();
    }
}

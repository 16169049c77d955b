package io.gabion.detectors.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Detector;
import io.gabion.detectors.Events;
import io.gabion.detectors.Profiles;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A baseline that an attacker feeds stays within its bytes and says little. */
class HostileInputTest {
    private static final String FROM = "10.0.0.5";
    private static final int BATCHES = 100;
    private static final int BATCH = 1_000;
    private static final int MOST_BYTES = 2_300;
    private final Events events = new Events("x".repeat(60));
    private final Random random = new Random(11);

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"HOST", "ACCOUNT", "ADDRESS", "PRINCIPAL"})
    void ever_new_values_of_any_size_at_any_time_fill_no_more_than_its_bytes(Kind kind) {
        var self = self(kind);
        List<Detector<?>> detectors =
                List.of(new FirstSeen(), new VolumeSurge(), new HourlySurge(), new UnusualHour(), new Beacons());
        var profiles = new Profiles(detectors);
        var profile = profiles.empty();
        int told = 0;
        for (int i = 0; i < BATCHES; i++) {
            var batch = new ArrayList<Observation>();
            for (int j = 0; j < BATCH; j++) {
                batch.add(hostile(kind, self, i * BATCH + j));
            }
            var observed = profiles.observe(profile, new Tenant("t"), self, batch, i % 7 == 0);
            told += observed.suspicions().size();
            profile = observed.profile();
            var stored = profiles.write(profile);
            assertThat(stored.length).isLessThanOrEqualTo(MOST_BYTES);
            assertThat(profiles.write(profiles.read(stored))).isEqualTo(stored);
        }
        assertThat(told).isLessThan(BATCHES * BATCH / 1000);
    }

    private static AssetRef self(Kind kind) {
        return switch (kind) {
            case ADDRESS -> Events.address(FROM);
            case HOST -> Events.HOST;
            default -> new AssetRef(kind, "a@srv1");
        };
    }

    private Observation hostile(Kind kind, AssetRef self, int n) {
        long time = random.nextInt(100) == 0 ? random.nextLong() >> 8 : n * 10_000L;
        return switch (kind) {
            case ADDRESS -> events.connection(time, FROM, "8." + n % 250 + ".1.2", n % 65_536, size(), 0, "SF");
            case ACCOUNT -> events.success(time, "host" + n, self.name());
            case PRINCIPAL -> events.call(time, self, "call" + n);
            default -> events.process(time, "/bin/p" + n, "/bin/q" + n % 999);
        };
    }

    private long size() {
        return switch (random.nextInt(4)) {
            case 0 -> Long.MAX_VALUE;
            case 1 -> Long.MIN_VALUE;
            case 2 -> 0;
            default -> random.nextInt(1_000_000);
        };
    }
}

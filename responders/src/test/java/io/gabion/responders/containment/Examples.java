package io.gabion.responders.containment;

import io.gabion.protocol.Tenant;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.Holder;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.EntityId;
import io.gabion.responders.containment.ContainmentCommand.Want;
import java.time.Duration;
import java.time.Instant;

/** One containment, as its tests know it. */
final class Examples {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    static final Tenant ACME = new Tenant("acme");
    static final EntityId ID = new EntityId(ACME, "containment", "firewall-1/block-address/198.51.100.7");
    static final EntityId GUARD = new EntityId(ACME, "guard", "all");
    static final Target TARGET = new Target("firewall-1", "198.51.100.7");
    static final String KEY = ID + "#1";
    static final String SIGNATURE = "contain-guessing/block";
    static final Holder ANA = new Holder("acme/response/ana", NOW.plusSeconds(3_600));
    static final Holder BEN = new Holder("acme/response/ben", NOW.plusSeconds(7_200));
    static final Want ANA_WANTS = new Want(Action.BLOCK_ADDRESS, TARGET, ANA, SIGNATURE);
    static final Want BEN_WANTS = new Want(Action.BLOCK_ADDRESS, TARGET, BEN, SIGNATURE);
    static final ContainmentLimits LIMITS = new ContainmentLimits(
            2,
            3,
            2,
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            Duration.ZERO);
    static final Containment CONTAINMENT = new Containment(ID, GUARD, LIMITS);

    private Examples() {}
}

package io.gabion.node.parse;

import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Any bytes as a log: the first one chooses the format, the rest are its lines. */
public final class FuzzFormats {
    private static final InstantSource THEN = InstantSource.fixed(Instant.parse("2026-03-10T12:00:00Z"));

    private static final String JSON_OF_ANY_KIND = "";

    /** {@code a} is detection by content, {@code b} the first of these, and so on. */
    private static final List<String> NAMES = List.of(
            "syslog",
            "windows-json",
            "journald-json",
            "auditd",
            "web-access",
            "zeek-tsv",
            "zeek-json",
            "suricata-eve",
            "cloudtrail",
            "okta",
            "kubernetes-audit",
            "azure",
            JSON_OF_ANY_KIND,
            "gcp",
            "google-workspace",
            "slack",
            "github",
            "osquery",
            "duo",
            "onelogin",
            "auth0",
            "m365",
            "json",
            "crowdstrike",
            "argus",
            "text",
            "web-json",
            "cloudtrail-csv",
            "box");

    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        if (data.length == 0) {
            return;
        }
        int choice = Math.floorMod(data[0] - 'a', NAMES.size() + 1);
        var log = java.util.Arrays.copyOfRange(data, 1, data.length);
        var format =
                switch (choice) {
                    case 0 -> Formats.detect(log, THEN, "conn.log");
                    default -> Formats.named(NAMES.get(choice - 1), THEN).orElseGet(() -> Formats.anyJson("p"));
                };
        new Lines(1 << 16).read(new ByteArrayInputStream(log), new Lines.Sink() {
            @Override
            public void line(long number, byte[] bytes, int offset, int length) {
                switch (format.parse(new Source("x", number), bytes, offset, length)) {
                    case Parsed.Seen(var observation) -> check(observation);
                    case Parsed.Dead(var reason) -> require(!reason.isBlank(), "a reason");
                    case Parsed.Skipped _ -> {}
                }
            }

            @Override
            public void dead(long number, String reason, byte[] beginning) {
                require(!reason.isBlank(), "a reason");
            }
        });
    }

    private static void check(Observation observation) {
        require(observation.fields().size() <= Observation.MAX_FIELDS, "fields within the limit");
        require(observation.time() != null && observation.product() != null, "a time and a product");
        for (var asset : observation.assets()) {
            var name = asset.name();
            require(!name.isBlank() && name.chars().noneMatch(Character::isISOControl), "a clean name: " + name);
        }
        observation.fields().forEach((name, value) -> require(name != null && value != null, "no null"));
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private FuzzFormats() {}
}

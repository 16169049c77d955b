package io.gabion.detectors;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Files;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The file that an observation is about, by host, path and content, as Sysmon tells it: the file that was written or loaded
 * or, if there is none, the program that runs, and {@code Hashes} (or {@code Hash}) of it. Nothing is searched for in text.
 */
public final class ActingFile {
    private static final Pattern SHA256 = Pattern.compile("(?:^|,)SHA256=([0-9A-Fa-f]{64})(?:,|$)");

    /** Empty unless the host, an absolute path of a Unix machine and a SHA-256 are all known. */
    public static List<AssetRef> of(Observation observation) {
        var fields = observation.fields();
        var hash = SHA256.matcher(fields.getOrDefault("Hashes", fields.getOrDefault("Hash", "")));
        var path = Stream.of(
                        fields.getOrDefault("TargetFilename", ""),
                        fields.getOrDefault("ImageLoaded", ""),
                        observation.process().image())
                .filter(p -> !p.isEmpty())
                .findFirst()
                .orElse("");
        if (!hash.find()) {
            return List.of();
        }
        return observation.assets().stream()
                .filter(asset -> asset.kind() == Kind.HOST)
                .findFirst()
                .flatMap(host -> Files.of(host.name(), path, hash.group(1)))
                .map(file -> List.of(new AssetRef(Kind.FILE, file.text())))
                .orElse(List.of());
    }

    private ActingFile() {}
}

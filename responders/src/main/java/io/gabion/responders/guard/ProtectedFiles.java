package io.gabion.responders.guard;

import io.gabion.protocol.asset.Files;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files that are never taken away: a machine does not start, or lets nobody in any more, without them. */
final class ProtectedFiles {
    private static final List<String> NEVER = List.of(
            "/bin",
            "/boot",
            "/dev",
            "/etc",
            "/lib",
            "/lib32",
            "/lib64",
            "/libx32",
            "/proc",
            "/root/.ssh",
            "/run",
            "/sbin",
            "/sys",
            "/usr",
            "/var/lib/dpkg",
            "/var/lib/gabion",
            "/var/lib/rpm");

    private final List<String> paths;
    private final ProtectedNames names;

    /**
     * @param paths with all below them, on every host
     * @throws IllegalArgumentException in one line
     */
    ProtectedFiles(List<String> paths, ProtectedNames names) {
        for (var path : paths) {
            if (Files.of("a", path, "0".repeat(64)).isEmpty()) {
                throw new IllegalArgumentException("not an absolute path: '" + path + "'");
            }
        }
        this.paths = Stream.concat(NEVER.stream(), paths.stream()).toList();
        this.names = names;
    }

    /**
     * Why not, or empty. What a link on the host leads to is for the host to see.
     *
     * @param around what the nodes live by, their own names among it
     */
    Optional<String> quarantine(String value, Collection<String> around) {
        var file = Files.parse(value).orElse(null);
        var misspelt = misspelt(value);
        if (file == null || misspelt.isPresent()) {
            return misspelt;
        }
        var host = names.host(file.host(), around);
        return host.isPresent()
                ? host
                : paths.stream()
                        .filter(path -> file.path().equals(path) || file.path().startsWith(path + "/"))
                        .findFirst()
                        .map(path -> file.path() + " is within protected " + path);
    }

    /** Why it is no file of a host, or empty. */
    static Optional<String> misspelt(String value) {
        var spelt = Files.canonical(value).orElse(null);
        if (spelt == null) {
            return Optional.of("not a file of a host: " + value);
        }
        return spelt.equals(value) ? Optional.empty() : Optional.of(value + " is not spelt " + spelt);
    }
}

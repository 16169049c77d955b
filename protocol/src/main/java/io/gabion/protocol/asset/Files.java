package io.gabion.protocol.asset;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one spelling of a file on a host: {@code host:/absolute/path:SHA-256}, the host as {@link Hosts} writes it, the hash in
 * lower case. A path has no empty part, no {@code .} and no {@code ..}, and nothing that does not show: no control or format
 * character. Another content under the same path is another file.
 */
public final class Files {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Cn}]");

    /** The canonical text, or empty if {@code text} is no such file. */
    public static Optional<String> canonical(String text) {
        return parse(text).map(HostFile::text);
    }

    public static Optional<HostFile> parse(String text) {
        int first = text.indexOf(':');
        int last = text.lastIndexOf(':');
        return first < 0 || first == last
                ? Optional.empty()
                : of(text.substring(0, first), text.substring(first + 1, last), text.substring(last + 1));
    }

    /** From the fields of an event; empty where they are no such file, or too long to be named. */
    public static Optional<HostFile> of(String host, String path, String sha256) {
        var hash = sha256.toLowerCase(Locale.ROOT);
        var name = Hosts.canonical(host);
        boolean fits = host.length() + path.length() + hash.length() + 2 <= AssetRef.MAX_NAME;
        return fits && name.isPresent() && isPath(path) && HASH.matcher(hash).matches()
                ? Optional.of(new HostFile(name.get(), path, hash))
                : Optional.empty();
    }

    private static boolean isPath(String path) {
        if (!path.startsWith("/") || HIDDEN.matcher(path).find()) {
            return false;
        }
        for (var part : path.substring(1).split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return false;
            }
        }
        return true;
    }

    public record HostFile(String host, String path, String sha256) {
        public String text() {
            return host + ":" + path + ":" + sha256;
        }
    }

    private Files() {}
}

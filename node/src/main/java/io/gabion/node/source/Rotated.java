package io.gabion.node.source;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One of the files which a log has left behind, or the log itself.
 *
 * @param modified nanoseconds since 1970; gzip and logrotate leave it as it was
 * @param isPacked whether it is compressed with gzip
 */
record Rotated(Path path, String inode, long modified, boolean isPacked) {
    private static final String GZIP = ".gz";
    private static final Pattern NUMBER = Pattern.compile("\\.\\d{1,4}");
    private static final Pattern SUFFIX = Pattern.compile("[.-](\\d[\\dTZ_.-]*|old)(\\.gz)?");

    /** What {@code log} has left behind, the oldest first, and the log itself last, if there is one. */
    static List<Rotated> of(Path log) throws IOException {
        var name = log.getFileName().toString();
        var rotated = new ArrayList<Rotated>();
        try (var files = Files.newDirectoryStream(log.getParent(), file -> isOf(file, name))) {
            for (var file : files) {
                addTo(rotated, file, file.toString().endsWith(GZIP));
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        // while it is being compressed, a file is there twice, and only the plain one is whole
        var plain = rotated.stream()
                .filter(r -> !r.isPacked)
                .map(Rotated::plainName)
                .collect(Collectors.toSet());
        rotated.removeIf(r -> r.isPacked && plain.contains(r.plainName()));
        rotated.sort(order(rotated, name.length()));
        addTo(rotated, log, false);
        return rotated;
    }

    static boolean isSame(List<Rotated> some, List<Rotated> others) {
        return some.stream()
                .map(Rotated::identity)
                .toList()
                .equals(others.stream().map(Rotated::identity).toList());
    }

    /** Empty if it is not there any more. */
    Optional<LogFile> open() throws IOException {
        var file = LogFile.open(path, isPacked);
        if (file.isPresent() && !file.get().inode().equals(inode)) {
            file.get().close();
            return Optional.empty();
        }
        return file;
    }

    private String identity() {
        return inode + " " + path;
    }

    private String plainName() {
        var name = path.getFileName().toString();
        return isPacked ? name.substring(0, name.length() - GZIP.length()) : name;
    }

    private static boolean isOf(Path file, String name) {
        var other = file.getFileName().toString();
        return other.startsWith(name)
                && SUFFIX.matcher(other.substring(name.length())).matches();
    }

    private static void addTo(List<Rotated> entries, Path file, boolean isPacked) throws IOException {
        LogFile.Stat.of(file)
                .ifPresent(stat -> entries.add(new Rotated(file, stat.inode(), stat.modified(), isPacked)));
    }

    /** logrotate counts up from the newest, or names by date; anything else goes by time. */
    private static Comparator<Rotated> order(List<Rotated> entries, int prefix) {
        if (entries.stream().allMatch(e -> NUMBER.matcher(suffix(e, prefix)).matches())) {
            return Comparator.comparingInt(
                            (Rotated e) -> Integer.parseInt(suffix(e, prefix).substring(1)))
                    .reversed();
        }
        return Comparator.comparing(Rotated::modified).thenComparing(e -> suffix(e, prefix));
    }

    private static String suffix(Rotated entry, int prefix) {
        return entry.plainName().substring(prefix);
    }
}

package io.gabion.node.intel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What context files say that cannot be used: the first of it with its places, of the rest only how much it is.
 *
 * @param named in the order of the files
 * @param all how many there are
 * @param files what became of the lines of each file
 */
record Refusals(List<Refusal> named, long all, Map<Path, Lines> files) {
    /** That are kept with their places. */
    static final int NAMED = 1_000;

    /**
     * @param place line, and of a bundle the object
     * @param about the value, asset, account or object that it is about, or empty if that cannot be told
     */
    record Refusal(Path file, String place, String about, String reason) {
        /** The same wherever in its file it stands. */
        String anywhere() {
            return file + ": " + about + ": " + reason;
        }

        @Override
        public String toString() {
            return file + ":" + place + ": " + reason;
        }
    }

    /**
     * Lines or objects of a file.
     *
     * @param used how many are used
     * @param unknown how many are refused without anybody knowing what they are about
     */
    record Lines(long used, long unknown) {
        static final Lines NONE = new Lines(0, 0);
    }

    Refusals {
        named = List.copyOf(named);
        files = Map.copyOf(files);
    }

    /** Those that are in these and not in the former, wherever they stood. */
    List<Refusal> notIn(Refusals former) {
        var before = new HashMap<String, Integer>();
        former.named().forEach(refusal -> before.merge(refusal.anywhere(), 1, Integer::sum));
        return named.stream()
                .filter(refusal -> before.merge(refusal.anywhere(), -1, Integer::sum) < 0)
                .toList();
    }

    /** Collects them while files are read. */
    static final class Builder {
        private final List<Refusal> named = new ArrayList<>();
        private final Map<Path, Lines> files = new HashMap<>();
        private long all;

        void used(Path file) {
            files.merge(file, new Lines(1, 0), Builder::both);
        }

        void add(Refusal refusal) {
            all++;
            if (named.size() < NAMED) {
                named.add(refusal);
            }
            if (named.size() == NAMED || refusal.about().isEmpty()) {
                files.merge(refusal.file(), new Lines(0, 1), Builder::both);
            }
        }

        long usedOf(Path file) {
            return files.getOrDefault(file, Lines.NONE).used();
        }

        Refusals build() {
            return new Refusals(named, all, files);
        }

        private static Lines both(Lines one, Lines other) {
            return new Lines(one.used() + other.used(), one.unknown() + other.unknown());
        }
    }
}

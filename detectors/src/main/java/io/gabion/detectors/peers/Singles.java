package io.gabion.detectors.peers;

import java.time.Instant;
import java.util.Comparator;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePSet;

/** Values that one asset alone showed: each asset's and all of them, the one known longest first. Never changes. */
record Singles(TreePSet<Single> all, PMap<Integer, TreePSet<Single>> of) {
    static final Singles NONE = new Singles(TreePSet.empty(), HashTreePMap.empty());

    record Single(Instant known, long key) implements Comparable<Single> {
        private static final Comparator<Single> ORDER =
                Comparator.comparing(Single::known).thenComparingLong(Single::key);

        @Override
        public int compareTo(Single other) {
            return ORDER.compare(this, other);
        }
    }

    TreePSet<Single> of(int who) {
        return of.getOrDefault(who, TreePSet.empty());
    }

    Singles plus(int who, Single single) {
        return new Singles(all.plus(single), of.plus(who, of(who).plus(single)));
    }

    Singles minus(int who, Single single) {
        var left = of(who).minus(single);
        return new Singles(all.minus(single), left.isEmpty() ? of.minus(who) : of.plus(who, left));
    }
}

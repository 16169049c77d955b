package io.gabion.node.cluster;

import io.gabion.node.cluster.Prober.Probe;
import java.util.Set;

/** Those who are in the cluster, as this node sees it now; incarnations, by their uids. Any thread may ask. */
interface Members {
    /** This node's own, whether it is a member or not. */
    long self();

    /** Up and Leaving. */
    Set<Long> counted();

    /** Whether it is counted and within reach: only such a one is answered. */
    boolean sees(long uid);

    /** Brings it to all that are counted but this one. Some may not get it. */
    void toOthers(Probe probe);
}

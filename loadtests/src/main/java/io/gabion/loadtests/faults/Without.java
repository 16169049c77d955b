package io.gabion.loadtests.faults;

/** What nodes go without, to see that it is needed: a harness that finds nothing then is none. */
public enum Without {
    NOTHING,
    FENCE,
    /** Whatever a node reads back is told as not there. */
    READ_BACK
}

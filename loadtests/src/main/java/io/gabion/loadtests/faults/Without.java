package io.gabion.loadtests.faults;

/** What nodes go without, to see that it is needed: a harness that finds nothing then is none. */
public enum Without {
    NOTHING("nothing"),
    FENCE("the fence"),
    /** Two owners who both take themselves for the one: the claim would be the second lock. */
    FENCE_AND_CLAIM("fence and claim"),
    /** Whatever a node reads back is told as not there. */
    READ_BACK("reading back");

    private final String text;

    Without(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}

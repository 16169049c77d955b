package io.gabion.detectors.model.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** @param held not learnt: thresholds and figures come from these */
record Parts(List<JsonNode> learnt, List<JsonNode> held) {
    private static final int HELD_BACK = 10;

    /** One in {@value #HELD_BACK} is held back, drawn by the seed. */
    static Parts of(List<JsonNode> rows, long seed) {
        var mixed = new ArrayList<>(rows);
        Collections.shuffle(mixed, new Random(seed));
        int held = mixed.size() / HELD_BACK;
        return new Parts(mixed.subList(held, mixed.size()), mixed.subList(0, held));
    }
}

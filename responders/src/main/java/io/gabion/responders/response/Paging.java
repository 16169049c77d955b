package io.gabion.responders.response;

import io.gabion.protocol.response.ResponseEvent.*;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Whom a chain has told, and whom it is telling.
 *
 * @param rung the bells of each step's chain that need not ring any more
 * @param pages under way, by {@link #name}
 */
record Paging(Map<String, Set<Integer>> rung, SequencedMap<String, Page> pages) {
    static final Paging NONE = new Paging(Map.of(), new LinkedHashMap<>());

    /**
     * @param calling whether an answer is due, or another attempt
     * @param due the one or the other
     */
    record Page(Escalated of, int attempt, boolean calling, Instant due) {}

    Paging {
        rung = Map.copyOf(rung);
        pages = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(pages));
    }

    /** What a notice is called that a chain gives; no step is called so. */
    static String name(String step, int bell) {
        return step + "#" + bell;
    }

    boolean hasRung(String step, int bell) {
        return rung.getOrDefault(step, Set.of()).contains(bell);
    }

    Paging with(Escalated e) {
        var bells = new HashSet<>(rung.getOrDefault(e.step(), Set.of()));
        bells.add(e.bell());
        var all = new HashMap<>(rung);
        all.put(e.step(), Set.copyOf(bells));
        return new Paging(all, pages).paged(e, 1, true, e.due());
    }

    Paging with(PageFailed e) {
        var page = pages.get(name(e.step(), e.bell()));
        return page == null ? this : paged(page.of(), e.attempt(), false, e.retryAt());
    }

    Paging with(PageRetried e) {
        var page = pages.get(name(e.step(), e.bell()));
        return page == null ? this : paged(page.of(), e.attempt(), true, e.due());
    }

    Paging with(PageEnded e) {
        var rest = new LinkedHashMap<>(pages);
        rest.remove(name(e.step(), e.bell()));
        return new Paging(rung, rest);
    }

    /** Nobody need be told of the step any more; should it fail again, the chain begins again. */
    Paging without(String step) {
        var others = new HashMap<>(rung);
        others.remove(step);
        var rest = new LinkedHashMap<>(pages);
        rest.values().removeIf(page -> page.of().step().equals(step));
        return new Paging(others, rest);
    }

    private Paging paged(Escalated of, int attempt, boolean calling, Instant due) {
        var all = new LinkedHashMap<>(pages);
        all.put(name(of.step(), of.bell()), new Page(of, attempt, calling, due));
        return new Paging(rung, all);
    }
}

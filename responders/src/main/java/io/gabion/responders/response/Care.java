package io.gabion.responders.response;

import io.gabion.protocol.response.PersonalOrder;
import io.gabion.protocol.response.ResponseEvent.*;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What people have to do with a run, beside what it asks them.
 *
 * @param pause keeps further steps from beginning
 * @param broken steps that keep further ones from beginning, until somebody repairs them
 * @param attempts of the steps that were done more than once
 * @param carriers who first had it go on, and when: who retried, skipped or resumed; the last {@value #REMEMBERED}
 * @param keys of the last {@value #REMEMBERED} orders: to hear one again is not to hear another
 */
record Care(
        Optional<Paused> pause,
        SequencedMap<String, Broken> broken,
        Map<String, Integer> attempts,
        SequencedMap<String, Instant> carriers,
        List<String> keys) {
    static final int REMEMBERED = 64;
    static final Care NONE =
            new Care(Optional.empty(), new LinkedHashMap<>(), Map.of(), new LinkedHashMap<>(), List.of());

    /** @param since when it failed */
    record Broken(String why, Instant since) {}

    Care {
        broken = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(broken));
        attempts = Map.copyOf(attempts);
        carriers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(carriers));
        keys = List.copyOf(keys);
    }

    boolean holds() {
        return pause.isPresent() || !broken.isEmpty();
    }

    int attempt(String step) {
        return attempts.getOrDefault(step, 1);
    }

    Care with(StepFailed e) {
        var all = new LinkedHashMap<>(broken);
        all.put(e.step(), new Broken(e.why(), e.at()));
        return new Care(pause, all, attempts, carriers, keys);
    }

    Care with(StepRetried e) {
        var all = new HashMap<>(attempts);
        all.put(e.step().id(), e.attempt());
        var mended = mended(e.step().id());
        return new Care(pause, mended.broken, all, carried(e.order(), e.at()), heard(e.order()));
    }

    Care with(StepWaived e) {
        return new Care(pause, mended(e.step()).broken, attempts, carried(e.order(), e.at()), heard(e.order()));
    }

    Care with(Paused e) {
        return new Care(Optional.of(e), broken, attempts, carriers, heard(e.order()));
    }

    Care with(Resumed e) {
        return new Care(Optional.empty(), broken, attempts, carried(e.order(), e.at()), heard(e.order()));
    }

    Care mended(String step) {
        var rest = new LinkedHashMap<>(broken);
        rest.remove(step);
        return new Care(pause, rest, attempts, carriers, keys);
    }

    /** Whether somebody had it go on by then. Who only paused it asks for nothing. */
    boolean carriedBy(String person, Instant then) {
        var first = carriers.get(person);
        return first != null && !first.isAfter(then);
    }

    private SequencedMap<String, Instant> carried(PersonalOrder order, Instant at) {
        var all = new LinkedHashMap<>(carriers);
        all.putIfAbsent(order.by(), at);
        if (all.size() > REMEMBERED) {
            all.pollFirstEntry();
        }
        return all;
    }

    private List<String> heard(PersonalOrder order) {
        var all = new ArrayList<>(keys);
        all.add(order.key());
        return all.subList(Math.max(0, all.size() - REMEMBERED), all.size());
    }
}

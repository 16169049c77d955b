package io.gabion.detectors.sigma.correlate;

import io.gabion.detectors.Finding;
import io.gabion.detectors.Outcome;
import io.gabion.detectors.sigma.correlate.Open.Waiting;
import io.gabion.protocol.Names;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.rule.Chain.Link;
import io.gabion.protocol.rule.Chained;
import io.gabion.protocol.rule.Counting;
import io.gabion.protocol.rule.Counting.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** Counts in one group: from what it kept to what it keeps, and what is found on the way. */
final class Count {
    /** Milliseconds of event time. */
    static final long QUIET = 3_600_000;

    private final List<Finding> findings = new ArrayList<>();
    private final List<Chained> chained = new ArrayList<>();
    private Kept kept;
    private Counting.Condition condition;
    private GroupRule rule;

    Count(Kept before) {
        this.kept = before;
    }

    Outcome<Kept> outcome() {
        return new Outcome<>(kept, findings, List.of(), List.of(), List.of(), chained);
    }

    /** An event comes. @param open what it says of the group */
    void come(Open open, Entry entry, Instant now) {
        if (open.chain().level() == 1) {
            close(entry.time(), open);
            add(open, entry);
            return;
        }
        kept = kept.with(Optional.of(open.with(kept.open(), new Waiting(entry, open.last()), now)));
        if (waiting().size() > GroupState.MAX_ENTRIES) {
            countFirst();
        }
    }

    /** All that waits and is due by then, in order. */
    void until(long then) {
        while (!waiting().isEmpty() && waiting().getFirst().entry().time() <= then) {
            countFirst();
        }
        kept.open().ifPresent(open -> close(then, open));
    }

    /** All events of one share have the same. */
    private GroupRule rule(Open open) {
        var asked = open.counting().condition();
        if (!asked.equals(condition)) {
            condition = asked;
            rule = GroupRule.of(asked);
        }
        return rule;
    }

    private List<Waiting> waiting() {
        return kept.open().map(Open::waiting).orElse(List.of());
    }

    private void countFirst() {
        var open = kept.open().orElseThrow();
        var first = open.waiting().getFirst();
        var rest = open.with(open.waiting().subList(1, open.waiting().size()));
        kept = kept.with(Optional.of(rest));
        close(first.entry().time(), rest);
        add(rest.seen(first.seen()), first.entry());
    }

    /** Judges the window if it is over by then. @param otherwise what is known, if the window does not know it itself */
    private void close(long then, Open otherwise) {
        var open = kept.open().orElse(otherwise);
        var end = rule(open).due(kept.group());
        if (end.isEmpty() || end.get() > then) {
            return;
        }
        var last = kept.group().entries().getLast().time();
        var step = rule(open).close(kept.group(), then);
        kept = kept.with(step.state());
        kept = kept.with(needed(open));
        step.found().ifPresent(on -> held(end.get(), last, open, on));
    }

    private void add(Open open, Entry entry) {
        var step = rule(open).add(kept.group(), entry);
        kept = kept.with(step.state());
        kept = kept.with(needed(open));
        step.found().ifPresent(on -> held(entry.time(), entry.time(), open, on));
    }

    /** Only while time has something to judge. */
    private Optional<Open> needed(Open open) {
        boolean window = rule(open).due(kept.group()).isPresent();
        return window || !open.waiting().isEmpty() ? Optional.of(open) : Optional.empty();
    }

    /** @param at when it held @param last event's time */
    private void held(long at, long last, Open open, List<Entry> on) {
        for (var link : open.chain().next()) {
            next(link, at, open, on.getLast().source()).ifPresent(chained::add);
        }
        boolean tells = !open.chain().silent() && Math.abs(at - kept.toldAt()) >= QUIET;
        kept = kept.held(tells ? at : kept.toldAt());
        if (tells) {
            findings.add(GroupFinding.of(open, Instant.ofEpochMilli(last), on, kept.times()));
        }
    }

    private static Optional<Chained> next(Link link, long at, Open open, Source source) {
        var known = new HashMap<>(open.last().fields());
        known.putAll(open.values());
        var fields = Occurrence.in(known);
        var chain = open.chain().at(link);
        return Occurrence.of(link, fields)
                .map(occurrence -> new Chained(
                        Names.of(
                                open.group().name(),
                                String.valueOf(at),
                                open.last().key(),
                                link.rule().id(),
                                String.valueOf(link.place())),
                        Instant.ofEpochMilli(at),
                        source,
                        open.last().primary(),
                        open.last().assets(),
                        Occurrence.asked(chain.links(), fields),
                        new Counting(link.rule(), link.condition(), List.of(group(occurrence))),
                        chain,
                        open.behind()));
    }

    private static Counting.Group group(Occurrence occurrence) {
        var event = new Event(0, occurrence.link().place(), occurrence.value(), occurrence.number());
        return new Counting.Group(occurrence.group(), occurrence.values(), List.of(event));
    }
}

package io.gabion.responders.response;

import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.ResponseCommand.Notified;
import io.gabion.protocol.response.ResponseEvent;
import io.gabion.protocol.response.ResponseEvent.*;
import io.gabion.responders.response.Chain.Bell;
import io.gabion.responders.response.Chain.Matter;
import io.gabion.responders.response.Paging.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Rings the bells of chains as their times come, each until it was heard or has been tried often enough. */
record Alerts(ResponseLimits limits, ResponseEffects effects) {
    /** What is due now. Of what is overdue of one level, as after a long stop, only the last is told. */
    Decision<ResponseEvent> rung(Run run, Instant now) {
        var events = new ArrayList<ResponseEvent>();
        var calls = new ArrayList<Effect>();
        for (var page : run.paging().pages().values()) {
            if (now.isBefore(page.due())) {
                continue;
            }
            if (page.calling()) {
                events.add(failed(page, "no answer within " + limits.call().toSeconds() + " s", Optional.empty(), now));
            } else {
                var due = now.plus(limits.call());
                events.add(new PageRetried(page.of().step(), page.of().bell(), page.attempt() + 1, due));
                calls.add(effects.page(run, page.of(), page.attempt() + 1, due, now));
            }
        }
        for (var matter : Chain.matters(run, now)) {
            for (var bell : overdue(run, matter, now)) {
                var due = now.plus(limits.call());
                var escalated = new Escalated(
                        matter.step(),
                        matter.round(),
                        bell.number(),
                        bell.level(),
                        bell.of().channel(),
                        bell.of().roles(),
                        now,
                        due);
                events.add(escalated);
                calls.add(effects.page(run, escalated, 1, due, now));
            }
        }
        return new Decision<>(events, calls);
    }

    private static List<Bell> overdue(Run run, Matter matter, Instant now) {
        var due = Chain.silent(run, matter).stream()
                .filter(bell -> !now.isBefore(bell.at()))
                .toList();
        return due.stream()
                .filter(bell -> due.stream()
                        .noneMatch(later -> later.level() == bell.level() && later.number() > bell.number()))
                .toList();
    }

    /** An answer about one attempt. */
    Decision<ResponseEvent> answered(Run run, Notified c, Instant now) {
        var page = run.paging().pages().get(c.step());
        if (page == null || !page.calling() || page.attempt() != c.attempt()) {
            return Decision.nothing();
        }
        var event = c.outcome() == Outcome.FAILED
                ? failed(page, c.why(), c.notBefore(), now)
                : new PageEnded(page.of().step(), page.of().bell(), c.outcome(), c.why(), now);
        return new Decision<>(List.of(event), List.of());
    }

    private ResponseEvent failed(Page page, String why, Optional<Instant> notBefore, Instant now) {
        var of = page.of();
        if (limits.isLast(page.attempt(), notBefore, false)) {
            var all = why + ", " + page.attempt() + " attempts";
            return new PageEnded(of.step(), of.bell(), Outcome.FAILED, all, now);
        }
        var retryAt = limits.again(page.attempt(), notBefore, now);
        return new PageFailed(of.step(), of.bell(), page.attempt(), why, retryAt);
    }

    /** When something is to be told next, if at all. */
    static Optional<Instant> next(Run run, Instant now) {
        var pages = run.paging().pages().values().stream().map(Page::due);
        var bells = Chain.matters(run, now).stream()
                .flatMap(matter -> Chain.silent(run, matter).stream())
                .map(Bell::at);
        return Stream.concat(pages, bells).min(Comparator.naturalOrder());
    }
}

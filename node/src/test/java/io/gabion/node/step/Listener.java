package io.gabion.node.step;

import io.gabion.node.shell.Calls;
import io.gabion.node.shell.EntityFactory.Made;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Entity;
import io.gabion.protocol.response.ActionReport;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.ResponseCommand;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A holder that remembers the last word of each containment. */
final class Listener implements Entity<Map<String, Listener.Heard>, ResponseCommand, Listener.Heard> {
    record Heard(String containment, int life, int report, Outcome outcome) {
        boolean isNewerThan(Heard other) {
            return other == null || life > other.life || life == other.life && report > other.report;
        }
    }

    static Made<Map<String, Heard>, ResponseCommand, Heard> made() {
        return new Made<>(new Listener(), new EventCodec<>(Heard.class, List.of()), Calls.none());
    }

    @Override
    public Map<String, Heard> empty() {
        return Map.of();
    }

    @Override
    public Decision<Heard> decide(Map<String, Heard> heard, ResponseCommand command, Instant now) {
        if (command instanceof ActionReport r) {
            var news = new Heard(r.containment(), r.life(), r.report(), r.outcome());
            return news.isNewerThan(heard.get(r.containment()))
                    ? new Decision<>(List.of(news), List.of())
                    : Decision.nothing();
        }
        return Decision.nothing();
    }

    @Override
    public Map<String, Heard> apply(Map<String, Heard> heard, Heard news) {
        var all = new HashMap<>(heard);
        all.put(news.containment(), news);
        return Map.copyOf(all);
    }

    @Override
    public ResponseCommand wake() {
        return new ResponseCommand.Wake();
    }

    @Override
    public boolean unfinished(Map<String, Heard> heard) {
        return false;
    }
}

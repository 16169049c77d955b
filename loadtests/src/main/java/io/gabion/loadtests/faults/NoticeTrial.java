package io.gabion.loadtests.faults;

import io.gabion.responders.connectors.ChannelStand.Arrival;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Somebody is told of each attack at least once, and by the key of the notice whoever is told knows the second time. */
final class NoticeTrial implements CrashTrial {
    private record Told(CrashPoint point, NoticeCheck journal) {}

    private final ChannelTarget target;
    private final CrashLab lab;
    private final Map<String, Told> all = new LinkedHashMap<>();

    NoticeTrial(ChannelTarget target, CrashLab lab) {
        this.target = target;
        this.lab = lab;
    }

    @Override
    public boolean pass(CrashPoint point, String name, List<String> found) throws IOException, InterruptedException {
        var patience = new CrashPatience(lab, found);
        boolean halted = point.later() && endLater(point, name, patience);
        if (!point.later()) {
            lab.order(point, name);
        }
        halted |= patience.until(() -> lab.attack(name), "the attack is acknowledged");
        halted |= patience.until(() -> isAtRest(name), "it is told, and the incident knows");
        if (!halted) {
            lab.awaitEnd(); // Seen in the journal before the node has come to its end.
        }
        halted |= lab.revive();
        var responses = NoticeCheck.read(lab.data(), name);
        if (responses.size() != 1) {
            found.add(responses.size() + " responses to one attack");
        }
        if (!responses.isEmpty()) {
            var journal = responses.getFirst();
            all.put(name, new Told(point, journal));
            patience.await(() -> !target.arrivals(journal.incident()).isEmpty(), "the receiver has it");
            found.addAll(journal.check(target.arrivals(journal.incident()), point.unmade()));
        }
        return halted;
    }

    /** Ends the node before its first call, and then at a point of what follows from that. */
    private boolean endLater(CrashPoint point, String name, CrashPatience patience)
            throws IOException, InterruptedException {
        lab.order(CrashPoint.UNTOLD, name);
        patience.await(() -> lab.attack(name) || lab.hasEnded(), "the attack is acknowledged");
        if (!patience.await(lab::hasEnded, "the node ends before it tells")) {
            return false;
        }
        lab.restart(point, name);
        return patience.await(lab::hasEnded, "the node ends again");
    }

    private boolean isAtRest(String name) throws IOException {
        var responses = NoticeCheck.read(lab.data(), name);
        return !responses.isEmpty() && responses.stream().allMatch(NoticeCheck::isAtRest);
    }

    @Override
    public int effects(String name) throws IOException {
        var told = all.get(name);
        return told == null ? 0 : target.arrivals(told.journal().incident()).size();
    }

    /** Once more: a repetition may come late; and a key that another notice has too hides that one. */
    @Override
    public List<String> end() throws IOException {
        var found = new ArrayList<String>();
        for (var told : all.values()) {
            var arrived = target.arrivals(told.journal().incident());
            told.journal()
                    .check(arrived, told.point().unmade())
                    .forEach(violation -> found.add(told.point().name() + ": " + violation));
        }
        if (distinct().orElseThrow() != all.size()) {
            found.add("end: by their keys " + distinct().orElseThrow() + " notices, of " + all.size());
        }
        return found;
    }

    @Override
    public Optional<Integer> distinct() throws IOException {
        return Optional.of((int)
                target.stand().arrivals().stream().map(Arrival::key).distinct().count());
    }
}

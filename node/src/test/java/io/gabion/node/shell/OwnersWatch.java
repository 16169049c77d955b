package io.gabion.node.shell;

import io.gabion.node.shell.Row.ForkRepaired;
import io.gabion.node.shell.Row.Note;
import io.gabion.node.shell.Worker.Event;
import io.gabion.node.shell.Worker.Intended;
import io.gabion.node.shell.Worker.Kept;
import io.gabion.node.shell.Worker.State;
import io.gabion.node.shell.Worker.Task;
import io.gabion.node.shell.Worker.Wanted;
import io.gabion.node.step.VirtualTime;
import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.entity.Effect.Send;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was said, written and done in a run of {@link OwnersRun}, and what of that must not be. */
final class OwnersWatch {
    /** A row in words: who wrote it and where it stands. */
    private record Place(long sequence, long epoch) {
        static Place of(Envelope row) {
            return new Place(row.sequence(), row.writerEpoch());
        }

        @Override
        public String toString() {
            return sequence + ":" + epoch;
        }
    }

    private final VirtualTime time;
    private final Envelopes envelopes;
    private final Worker worker = new Worker(_ -> {});
    private final List<String> violations = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    private final Map<Envelope, Object> opened = new IdentityHashMap<>();
    private final Map<Machine, List<Envelope>> read = new HashMap<>();
    private final Set<Integer> acknowledged = new HashSet<>();
    private final Set<Integer> delivered = new HashSet<>();
    private final Set<String> calls = new HashSet<>();
    private List<Envelope> rows = List.of();
    private Instant busy = Instant.MIN;
    private int forks;
    private int dropped;

    OwnersWatch(VirtualTime time, Envelopes envelopes) {
        this.time = time;
        this.envelopes = envelopes;
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    /** What happened, for whoever looks into a seed. */
    List<String> story() {
        return List.copyOf(story);
    }

    int forks() {
        return forks;
    }

    int dropped() {
        return dropped;
    }

    int calls() {
        return calls.size();
    }

    boolean hasAll(Collection<Integer> numbers) {
        return acknowledged.containsAll(numbers);
    }

    void violated(String what) {
        tell("VIOLATED " + what);
        violations.add(what);
    }

    void tell(String what) {
        story.add(time.now().toString().substring(17) + " " + what);
    }

    void acknowledged(int number) {
        if (acknowledged.add(number)) {
            tell("acknowledged " + number);
            check();
        }
    }

    void delivered(Send send) {
        delivered.add(((Worker.Keep) send.message()).number());
    }

    void told(Fork fork) {
        tell(fork.what());
        forks++;
    }

    /** @param end it has come to an end, one way or the other, by then */
    void called(Task task, Instant end) {
        tell("called " + task.key() + " until " + end);
        if (!calls.add(task.key())) {
            violated("called twice: " + task.key());
        }
        if (time.now().isBefore(busy)) {
            violated("two calls at a time: " + task.key());
        }
        busy = end.isAfter(busy) ? end : busy;
    }

    /** @param all that there is now */
    void landed(List<Envelope> batch, List<Envelope> all) {
        rows = all;
        batch.forEach(row -> tell("row " + Place.of(row) + "/" + row.decision() + " " + row.type()));
        check();
    }

    /** Whoever recovered now would know all that was acknowledged. */
    private void check() {
        try {
            var missing = new HashSet<>(acknowledged);
            numbers(Branched.of(rows, envelopes).kept()).forEach(missing::remove);
            if (!missing.isEmpty()) {
                violated("acknowledged and lost: " + missing);
            }
        } catch (IllegalStateException missing) {
            violated("cannot be recovered: " + missing.getMessage());
        }
    }

    private Set<Integer> numbers(List<Envelope> kept) {
        var numbers = new HashSet<Integer>();
        for (var row : kept) {
            if (opened(row) instanceof Kept(var number)) {
                numbers.add(number);
            } else if (opened(row) instanceof Wanted(var job)) {
                numbers.add(job);
            }
        }
        return numbers;
    }

    private Object opened(Envelope row) {
        return opened.computeIfAbsent(row, each -> {
            var json = envelopes.open(each);
            return each.isNote() ? Note.CODEC.read(each.version(), json) : Worker.CODEC.read(each.version(), json);
        });
    }

    /** The rows that a recovery on this machine begins from. */
    void read(Machine machine, List<Envelope> found) {
        tell("read to " + found.size() + " rows");
        read.put(machine, found);
    }

    void recovered(Machine machine, State state) {
        try {
            var folded = fold(Branched.of(read.get(machine), envelopes).kept());
            if (!state.equals(folded)) {
                violated("recovered " + state + " instead of " + folded);
            }
        } catch (IllegalStateException missing) {
            violated("recovered " + state + " from what cannot be: " + missing.getMessage());
        }
    }

    private State fold(List<Envelope> kept) {
        var state = worker.empty();
        for (var row : kept) {
            if (opened(row) instanceof Event event) {
                state = worker.apply(state, event);
            }
        }
        return state;
    }

    /** @param snapshot the last row that a snapshot contains: what lies below is read by nobody */
    void end(List<Envelope> all, long snapshot, boolean stored) {
        Branched branched;
        try {
            branched = Branched.of(all, envelopes);
        } catch (IllegalStateException missing) {
            return; // It was said when it came to that.
        }
        dropped = branched.dropped().size();
        var numbers = numbers(branched.kept());
        delivered.stream()
                .filter(number -> !numbers.contains(number))
                .forEach(number -> violated("delivered and not in the history: " + number));
        var intents = new HashSet<String>();
        var repaired = new ArrayList<Place>();
        for (var row : branched.kept()) {
            if (opened(row) instanceof Intended(var job, var attempt, var _)) {
                intents.add(job + "#" + attempt);
            } else if (opened(row) instanceof ForkRepaired(var rowsOfIt)) {
                rowsOfIt.forEach(each -> repaired.add(new Place(each.sequence(), each.epoch())));
            }
        }
        calls.stream()
                .filter(call -> !intents.contains(call))
                .forEach(call -> violated("called without an intent in the history: " + call));
        if (new HashSet<>(repaired).size() < repaired.size()) {
            violated("repaired twice: " + repaired);
        }
        var unsaid = new ArrayList<>(branched.dropped().stream()
                .filter(row -> !stored || row.sequence() > snapshot)
                .map(Place::of)
                .toList());
        unsaid.removeAll(repaired);
        if (!unsaid.isEmpty()) {
            violated("dropped and never said: " + unsaid);
        }
        if (!repaired.isEmpty() && forks == 0) {
            violated("repaired and nobody told");
        }
        var tiesReversed = new ArrayList<>(all.reversed());
        if (!Branched.of(tiesReversed, envelopes).kept().equals(branched.kept())) {
            violated("rows of one number in another order make another history");
        }
    }
}

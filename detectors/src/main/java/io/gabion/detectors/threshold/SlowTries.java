package io.gabion.detectors.threshold;

import io.gabion.detectors.Hash32;
import io.gabion.detectors.Stepwise.State;
import io.gabion.detectors.Trail;
import io.gabion.detectors.Window;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * Failed logins too far apart to fill a {@link Bucket}: at least {@value #LIMIT} within {@value #HOURS} hours. An end that
 * got in is forgotten: people who mistype get in at last, also where many share an address. Neither side is named as an
 * actor of it, since a program with an old password does the same.
 */
final class SlowTries implements State<SlowTries> {
    static final int LIMIT = 10;
    static final int HOURS = 12;

    private static final int SPAN = HOURS * 3600;

    private final Window tries;
    private final Trail trail;

    SlowTries() {
        this(new Window(LIMIT, SPAN), new Trail());
    }

    private SlowTries(Window tries, Trail trail) {
        this.tries = tries;
        this.trail = trail;
    }

    @Override
    public SlowTries copy() {
        return new SlowTries(tries.copy(), trail.copy());
    }

    /**
     * @param end the other one of the login: an account or a source
     * @param slot those of one end within it count once
     * @return whether it is to be told, which it then is not for as long as tries are remembered
     */
    boolean add(String end, long slot, Observation observation) {
        long now = observation.time().toEpochMilli();
        int group = Hash32.of(end);
        int member = Hash32.of(end, Long.toString(slot));
        tries.advance(now / 1000);
        if (!tries.contains(group, member)) {
            trail.add(observation.source());
        }
        tries.add(group, member, now / 1000);
        return tries.size() >= LIMIT && trail.speak(now, SPAN * 1000L);
    }

    int count() {
        return tries.size();
    }

    int ends() {
        return tries.groups();
    }

    boolean knows(String end) {
        return tries.count(Hash32.of(end)) > 0;
    }

    void forget(String end) {
        tries.forget(Hash32.of(end));
        if (tries.size() == 0) {
            trail.clear();
        }
    }

    /** What was told otherwise begins anew. */
    void clear() {
        tries.clear();
        trail.clear();
    }

    List<Source> evidence(Observation deciding) {
        return trail.evidence(deciding);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        tries.write(out);
        trail.write(out);
    }

    static SlowTries read(DataInput in) throws IOException {
        return new SlowTries(Window.read(in, LIMIT, SPAN), Trail.read(in));
    }
}

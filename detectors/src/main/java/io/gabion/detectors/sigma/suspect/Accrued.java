package io.gabion.detectors.sigma.suspect;

import io.gabion.detectors.Stepwise.State;
import io.gabion.detectors.sigma.suspect.Lineage.Subject;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the rules' hits at one asset add up to: an {@link Account} for each of the last {@value #MAX_TREES} trees of
 * processes in which more than one thing was noticed, and one for what stands alone.
 */
public final class Accrued implements State<Accrued> {
    static final int MAX_TREES = 4;

    /** Trees in an hour in which one rule may count: one that fires in more of them is how things are there. */
    static final int MAX_SPREAD = 3;

    /** Suspicions on rules' own account within an hour; whatever else fires is added up and listed. */
    static final int MAX_ALONE = 20;

    private static final long NEVER = Long.MIN_VALUE / 2;

    private final Habits habits;
    private final Lineage lineage;
    private final Account loners;
    private final List<Account> trees;
    private int alone;
    private long aloneSince = NEVER;

    Accrued() {
        this(new Habits(), new Lineage(), new Account(0), List.of());
    }

    private Accrued(Habits habits, Lineage lineage, Account loners, List<Account> trees) {
        this.habits = habits;
        this.lineage = lineage;
        this.loners = loners;
        this.trees = new ArrayList<>(trees);
    }

    Habits habits() {
        return habits;
    }

    Lineage lineage() {
        return lineage;
    }

    Account loners() {
        return loners;
    }

    List<Account> trees() {
        return trees;
    }

    private Optional<Account> of(int tree) {
        return trees.stream().filter(a -> a.tree() == tree).findFirst();
    }

    /** Whether a rule that fired in this hour already says something new: it is of another tree, and not of too many. */
    boolean isNews(int rule, Subject subject) {
        return subject.tree() != 0
                && habits.trees(rule) < MAX_SPREAD
                && !of(subject.tree()).filter(a -> a.holds(rule)).isPresent()
                && !loners.holdsOf(rule, subject.tree());
    }

    /** The same again: if it is the record of what is known in a log that has ids for processes, that one is shown. */
    void again(Sign sign) {
        of(sign.tree()).orElse(loners).see(sign);
    }

    /** What was taken for a tree of its own belongs to another one. */
    void join(int from, int to) {
        loners.join(from, to);
        var joining = of(from);
        joining.ifPresent(trees::remove);
        var known = of(to);
        if (known.isPresent()) {
            joining.ifPresent(account -> known.get().take(account.as(to)));
            known.get().take(loners.leave(to));
        } else {
            joining.ifPresent(account -> trees.add(account.as(to)));
        }
    }

    /** The account that the sign is in now. */
    Account add(Sign sign) {
        habits.spread(sign.rule());
        lineage.signed(sign.process());
        if (sign.tree() == 0) {
            loners.add(sign);
            return loners;
        }
        var known = of(sign.tree());
        if (known.isPresent()) {
            known.get().add(sign);
            return known.get();
        }
        loners.add(sign);
        if (!Lineage.isRoutine(sign.tree()) && !loners.hasCompany(sign)) {
            return loners;
        }
        var account = loners.leave(sign.tree());
        trees.add(account);
        if (trees.size() > MAX_TREES) {
            int oldest = 0;
            for (int i = 1; i < MAX_TREES; i++) {
                oldest = trees.get(i).at() < trees.get(oldest).at() ? i : oldest;
            }
            trees.remove(oldest);
        }
        return account;
    }

    /** Whether people may be told of one rule: one more may speak for itself in this hour. */
    boolean mayTellAlone(long now) {
        if (Math.abs(now - aloneSince) >= Habits.HOUR) {
            aloneSince = now;
            alone = 0;
        }
        if (alone == MAX_ALONE) {
            return false;
        }
        alone++;
        return true;
    }

    @Override
    public Accrued copy() {
        var copy = new Accrued(
                habits.copy(),
                lineage.copy(),
                loners.copy(),
                trees.stream().map(Account::copy).toList());
        copy.alone = alone;
        copy.aloneSince = aloneSince;
        return copy;
    }

    @Override
    public void write(DataOutput out) throws IOException {
        habits.write(out);
        lineage.write(out);
        loners.write(out);
        out.writeByte(trees.size());
        for (var tree : trees) {
            tree.write(out);
        }
        out.writeByte(alone);
        out.writeLong(aloneSince);
    }

    static Accrued read(DataInput in) throws IOException {
        var habits = Habits.read(in);
        var lineage = Lineage.read(in);
        var accrued = new Accrued(habits, lineage, Account.read(in), List.of());
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            accrued.trees.add(Account.read(in));
        }
        accrued.alone = in.readByte();
        accrued.aloneSince = in.readLong();
        return accrued;
    }

    static Accrued readFormer(DataInput in) throws IOException {
        var habits = Habits.readFormer(in);
        var accrued = new Accrued(habits, new Lineage(), Account.readFormer(in), List.of());
        accrued.alone = in.readByte();
        accrued.aloneSince = in.readLong();
        return accrued;
    }
}

package io.gabion.detectors.sigma.suspect;

import io.gabion.protocol.suspicion.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/**
 * What the signs of one tree of processes add up to, or those of one asset that belong to no tree or stand alone in
 * theirs; and which of them people were not told of yet. At most {@value #MAX_SIGNS} signs and {@value #MAX_BYTES} bytes
 * are kept: those that people heard of go first, then the lightest. Half of a weight is left after {@value #HALF_LIFE}
 * milliseconds of event time. Of what several rules say of one thing the weightiest counts in full, the rest a
 * third; where signs have no company, the weightiest thing counts in full and the others half.
 */
final class Account {
    static final int MAX_SIGNS = 12;
    static final int MAX_BYTES = 2_048;
    static final long HALF_LIFE = 6 * Habits.HOUR;

    private static final double SAME_THING = 1.0 / 3;
    private static final double NO_COMPANY = 0.5;

    /** Why people are told. @param weight that amounts to the severity @param all of what was told before too */
    record News(Severity severity, double weight, boolean all) {}

    private static final Comparator<Sign> WEIGHTIEST =
            Comparator.comparingDouble(Sign::weight).reversed().thenComparing(Sign::time);

    private static final long NEVER = Long.MIN_VALUE / 2;

    /** 0 for what stands alone. */
    private final int tree;

    private final List<Sign> signs = new ArrayList<>();
    /** Untold ones that are not kept. */
    private int dropped;

    /** Of signs that are not kept. */
    private double lost;

    private double lostUntold;
    private long at = NEVER;
    /** The highest severity that people were told of, as a number, or -1. */
    private int told = -1;

    private long toldAt = NEVER;
    /** Rules that people were told of since. */
    private int heard;
    /** Suspicions since that brought nothing worse, only more. */
    private int further;

    Account(int tree) {
        this.tree = tree;
    }

    int tree() {
        return tree;
    }

    long at() {
        return at;
    }

    long toldAt() {
        return toldAt;
    }

    /** By weight, then by age. */
    List<Sign> signs(News news) {
        return signs.stream()
                .filter(sign -> news.all() || !sign.told())
                .sorted(WEIGHTIEST)
                .toList();
    }

    /** Rules behind the news, whether or not they are kept. */
    int rules(News news) {
        return untold() + (news.all() ? heard : 0);
    }

    private int untold() {
        return (int) signs.stream().filter(sign -> !sign.told()).count() + dropped;
    }

    boolean holds(int rule) {
        return signs.stream().anyMatch(s -> s.rule() == rule);
    }

    boolean holdsOf(int rule, int theirs) {
        return signs.stream().anyMatch(s -> s.rule() == rule && s.tree() == theirs);
    }

    /** As it is kept: with the better one of the records of the same thing. */
    Sign kept(Sign sign) {
        return signs.stream()
                .filter(s -> s.rule() == sign.rule() && s.piece() == sign.piece())
                .findFirst()
                .orElse(sign);
    }

    /** Whether people were told of the same thing already. */
    boolean hasTold(Sign sign) {
        return signs.stream().anyMatch(s -> s.told() && s.piece() == sign.piece());
    }

    /** What belongs to one tree turns out to belong to another. */
    void join(int from, int to) {
        signs.replaceAll(s -> s.tree() == from ? s.of(to) : s);
    }

    /** Whether something else of the same tree is here. */
    boolean hasCompany(Sign sign) {
        return sign.counts()
                && signs.stream().anyMatch(s -> s.tree() == sign.tree() && s.piece() != sign.piece() && s.counts());
    }

    void add(Sign sign) {
        advance(sign.time());
        if (signs.removeIf(s -> s.rule() == sign.rule() && s.tree() == sign.tree() && s.told())) {
            heard--;
        }
        signs.removeIf(s -> s.rule() == sign.rule() && s.tree() == sign.tree());
        signs.replaceAll(s -> s.as(sign));
        signs.add(signs.stream().reduce(sign, (mine, other) -> mine.as(other)));
        signs.sort(Comparator.comparing(Sign::told).thenComparing(WEIGHTIEST));
        while (signs.size() > MAX_SIGNS || signs.stream().mapToInt(Sign::bytes).sum() > MAX_BYTES) {
            var last = signs.removeLast();
            lost += last.left(at);
            lostUntold += last.told() ? 0 : last.left(at);
            dropped += last.told() ? 0 : 1;
        }
    }

    /** Its signs of one tree leave it for an account of their own. */
    Account leave(int theirs) {
        var account = new Account(theirs);
        for (var sign : List.copyOf(signs)) {
            if (sign.tree() == theirs) {
                signs.remove(sign);
                account.add(sign);
                if (sign.told()) {
                    heard--;
                    account.heard++;
                    account.toldAt = toldAt;
                    account.told = Math.max(
                            account.told,
                            Weight.severity(sign.weight())
                                    .map(Severity::ordinal)
                                    .orElse(-1));
                }
            }
        }
        return account;
    }

    /** All of another one that turns out to be the same tree's. */
    void take(Account other) {
        long now = at;
        other.signs.forEach(this::add);
        advance(Math.max(now, other.at));
        lost += other.lost * left(at - other.at);
        lostUntold += other.lostUntold * left(at - other.at);
        dropped += other.dropped;
        heard += other.heard;
        told = Math.max(told, other.told);
        toldAt = Math.max(toldAt, other.toldAt);
        further = Math.max(further, other.further);
    }

    /** The record of what is known already in a log that tells it apart better. */
    void see(Sign again) {
        signs.replaceAll(s -> s.as(again));
    }

    /** Time that runs backwards ages what is there just as well: it is of another time. */
    private void advance(long now) {
        double left = left(now - at);
        lost *= left;
        lostUntold *= left;
        at = now;
        signs.removeIf(s -> Math.abs(now - s.time()) > HALF_LIFE);
        if (signs.stream().allMatch(Sign::told)) {
            dropped = 0;
            lostUntold = 0;
        }
        if (Math.abs(now - toldAt) > HALF_LIFE) {
            told = -1;
            heard = 0;
            further = 0;
        }
    }

    static double left(long age) {
        return Math.pow(0.5, (double) Math.abs(age) / HALF_LIFE);
    }

    private double weight(List<Sign> some, double besides) {
        var heaviest = new HashMap<Integer, Double>();
        double rest = 0;
        for (var sign : some) {
            double weight = sign.left(at);
            var other = heaviest.put(sign.piece(), weight);
            if (other != null) {
                heaviest.put(sign.piece(), Math.max(weight, other));
                rest += SAME_THING * Math.min(weight, other);
            }
        }
        double sum = heaviest.values().stream().mapToDouble(w -> w).sum() + rest + besides;
        double most = heaviest.values().stream().mapToDouble(w -> w).max().orElse(0);
        return tree != 0 ? sum : most + NO_COMPANY * (sum - most);
    }

    /** What stands alone is critical only by itself: things that have nothing to do with each other do not make it so. */
    private Optional<Severity> severity(double weight, List<Sign> some) {
        boolean isCritical = tree != 0 || some.stream().anyMatch(s -> s.left(at) >= Weight.least(Severity.CRITICAL));
        return Weight.severity(weight).map(s -> isCritical || s != Severity.CRITICAL ? s : Severity.HIGH);
    }

    /** All of it amounts to more than people were told. */
    Optional<News> worse() {
        double weight = weight(signs, lost);
        return severity(weight, signs)
                .filter(severity -> severity.ordinal() > told)
                .map(severity -> new News(severity, weight, true));
    }

    /** What people were not told of is worth telling by itself: each time it takes twice as much. */
    Optional<News> more() {
        var news = signs.stream()
                .filter(s -> !s.told())
                .map(s -> hasTold(s) ? s.of(SAME_THING * s.weight()) : s)
                .toList();
        double weight = weight(news, lostUntold);
        return weight < Weight.least(Severity.MEDIUM) * Math.pow(2, further)
                ? Optional.empty()
                : severity(weight, news).map(severity -> new News(severity, weight, false));
    }

    /** People are told of all that they were not told of. */
    void tell(News news, long now) {
        heard += untold();
        further += news.all() ? 0 : 1;
        told = Math.max(told, news.severity().ordinal());
        toldAt = now;
        signs.replaceAll(Sign::heard);
        dropped = 0;
        lostUntold = 0;
    }

    /**
     * The severity that a sign has by itself, if people are to be told of it and of no other: it has nothing beside it, or is
     * at least high and makes things no worse than they were.
     */
    Optional<Severity> alone(Sign sign, Optional<News> worse) {
        var least = worse.map(News::severity).orElse(Severity.HIGH);
        boolean isBeside = worse.isPresent() && signs.stream().anyMatch(s -> s.piece() != sign.piece() && s.counts());
        return Weight.severity(sign.weight())
                .filter(own -> tree == 0 && !isBeside && !hasTold(sign) && own.compareTo(least) >= 0);
    }

    /** People are told of one of its signs. */
    void tell(Sign sign, Severity severity, long now) {
        heard++;
        told = Math.max(told, severity.ordinal());
        toldAt = now;
        signs.replaceAll(s -> s == sign ? s.heard() : s);
    }

    Account copy() {
        return as(tree);
    }

    /** The same for another tree. */
    Account as(int other) {
        var copy = new Account(other);
        signs.forEach(s -> copy.signs.add(s.tree() == tree ? s.of(other) : s));
        copy.dropped = dropped;
        copy.lost = lost;
        copy.lostUntold = lostUntold;
        copy.at = at;
        copy.told = told;
        copy.toldAt = toldAt;
        copy.heard = heard;
        copy.further = further;
        return copy;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(tree);
        out.writeByte(signs.size());
        for (var sign : signs) {
            sign.write(out);
        }
        out.writeInt(dropped);
        out.writeDouble(lost);
        out.writeDouble(lostUntold);
        out.writeLong(at);
        out.writeByte(told);
        out.writeLong(toldAt);
        out.writeInt(heard);
        out.writeByte(further);
    }

    static Account read(DataInput in) throws IOException {
        var account = new Account(in.readInt());
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            account.signs.add(Sign.read(in));
        }
        account.dropped = in.readInt();
        account.lost = in.readDouble();
        account.lostUntold = in.readDouble();
        account.at = in.readLong();
        account.told = in.readByte();
        account.toldAt = in.readLong();
        account.heard = in.readInt();
        account.further = in.readByte();
        return account;
    }

    /** As version 1 wrote it: all signs in one account, with the sums of their weights. */
    static Account readFormer(DataInput in) throws IOException {
        var account = new Account(0);
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            account.signs.add(Sign.readFormer(in));
        }
        account.dropped = in.readInt();
        double untold = in.readDouble();
        double all = in.readDouble();
        account.at = in.readLong();
        account.told = in.readByte();
        account.toldAt = in.readLong();
        account.heard = in.readInt();
        account.further = in.readByte();
        double known =
                account.signs.stream().mapToDouble(s -> s.left(account.at)).sum();
        double knownUntold = account.signs.stream()
                .filter(s -> !s.told())
                .mapToDouble(s -> s.left(account.at))
                .sum();
        account.lost = Math.max(0, all - known);
        account.lostUntold = Math.max(0, untold - knownUntold);
        return account;
    }
}

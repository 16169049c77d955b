package io.gabion.responders.containment;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentEvent.*;
import io.gabion.protocol.containment.Holder;
import io.gabion.protocol.containment.Notice;
import io.gabion.protocol.containment.Standing;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.Recent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * From the first wish for a containment to its verified release.
 *
 * @param number 1, 2, 3 … per containment; key and reservation are derived from it
 * @param former the last {@value #REMEMBERED} to have left, oldest first: they are told of the end
 * @param seen the last {@value #REMEMBERED} wishes of this life and of those before it, oldest first: by holder, until when
 * @param reports given to holders so far
 */
record Life(
        int number,
        Action action,
        Target target,
        List<Holder> holders,
        Recent<String, Boolean> former,
        Recent<String, Instant> seen,
        int reports,
        Dealings dealings) {
    static final int REMEMBERED = 1_000;

    Life {
        holders = List.copyOf(holders);
    }

    /** Of a containment that nobody wanted before. */
    static Life begun(Wanted first) {
        return begun(first, Recent.none(), Rest.NONE);
    }

    static Life begun(Wanted first, Recent<String, Instant> seenBefore, Rest rest) {
        return new Life(
                first.life(),
                first.action(),
                first.target(),
                List.of(first.holder()),
                Recent.none(),
                plus(seenBefore, first.holder()),
                0,
                Dealings.after(rest));
    }

    /** Whether a wish is a repeat, or asks for no more than an earlier one of its holder. */
    static boolean isSeen(Holder wish, Recent<String, Instant> seen) {
        return seen.get(wish.id())
                .filter(until -> !until.isBefore(wish.until()))
                .isPresent();
    }

    Life joined(Joined e) {
        var id = e.holder().id();
        return with(
                Stream.concat(others(id), Stream.of(e.holder())).toList(),
                former.without(id),
                plus(seen, e.holder()),
                e.report());
    }

    Life left(Left e) {
        return with(
                others(e.holder()).toList(),
                gone(Stream.of(e.holder())),
                e.reason() == Left.Reason.LET_GO ? forgone(seen, e.holder()) : seen,
                e.report());
    }

    Life leftAll() {
        return with(List.of(), gone(holders.stream().map(Holder::id)), seen, reports);
    }

    Life forgone(Forgone e) {
        return with(holders, former, forgone(seen, e.holder()), reports);
    }

    /** Whatever it may still ask for has been heard. */
    static Recent<String, Instant> forgone(Recent<String, Instant> seen, String holder) {
        return plus(seen, new Holder(holder, Instant.MAX));
    }

    Life told(int report) {
        return with(holders, former, seen, report);
    }

    /** Who held it has been told, once and for all; who had left is told of the end. */
    Life recalled(Recalled e) {
        return with(List.of(), former, seen, e.notice().report());
    }

    Life drifted(Notice notice) {
        return told(notice.report()).with(dealings.drifted());
    }

    Life verified(Verified e) {
        return told(e.notice().report()).with(dealings.verified());
    }

    Life unknown(Unknown e) {
        return told(e.notice().report()).unknown();
    }

    /** It is unknown, or stays so. */
    Life unknown() {
        return with(dealings.unknown());
    }

    /** Claimed to be applied: the target is told to keep it until the last hold ends. */
    Life applied(Claimed e) {
        return with(dealings.applied(e, until(Instant.MAX)));
    }

    /** Claimed to be released. */
    Life released(Claimed e) {
        return with(dealings.released(e));
    }

    Life kept(Instant until) {
        return with(dealings.kept(until));
    }

    /** Something of it may be at the target. */
    Life marked() {
        return with(dealings.marked(true));
    }

    /** Nothing of it is at the target, says the target. */
    Life unmarked() {
        return with(dealings.marked(false));
    }

    int attempt() {
        return dealings.attempt();
    }

    /** The deadline of its release; {@link Instant#MIN} if it has not been released. */
    Instant releasedBy() {
        return attempt() == 0 ? Instant.MIN : dealings.rest().released();
    }

    private Life with(Dealings with) {
        return new Life(number, action, target, holders, former, seen, reports, with);
    }

    private Life with(List<Holder> holding, Recent<String, Boolean> gone, Recent<String, Instant> heard, int report) {
        return new Life(number, action, target, holding, gone, heard, report, dealings);
    }

    private Recent<String, Boolean> gone(Stream<String> now) {
        return now.filter(holder -> !former.contains(holder))
                .reduce(former, (gone, holder) -> gone.with(holder, true, REMEMBERED), (_, last) -> last);
    }

    Joined join(Holder holder, Standing standing) {
        return new Joined(number, reports + 1, holder, standing);
    }

    Left leave(String holder, Left.Reason reason) {
        return new Left(number, reports + 1, holder, reason);
    }

    Notice notice() {
        return holders.isEmpty()
                ? new Notice(number, reports + 1, List.copyOf(former.asMap().keySet()))
                : toHolders();
    }

    Notice toHolders() {
        return new Notice(number, reports + 1, holders.stream().map(Holder::id).toList());
    }

    /** Of an end that comes although somebody holds it: who has left before has been told that it is in force. */
    Notice lastNotice() {
        var all = Stream.concat(holders.stream().map(Holder::id), former.asMap().keySet().stream());
        return new Notice(number, reports + 1, all.distinct().toList());
    }

    boolean hasRoomFor(Holder holder, int limit) {
        return heldBy(holder.id()) || holders.size() < limit;
    }

    boolean heldBy(String holder) {
        return holders.stream().anyMatch(h -> h.id().equals(holder));
    }

    boolean wantedAt(Instant now) {
        return holders.stream().anyMatch(h -> h.until().isAfter(now));
    }

    /** Holds that have expired but are not journaled as such. */
    List<Left> lapsedAt(Instant now) {
        var lapsed = new ArrayList<Left>();
        for (var holder : holders) {
            if (!holder.until().isAfter(now)) {
                lapsed.add(new Left(number, reports + 1 + lapsed.size(), holder.id(), Left.Reason.EXPIRED));
            }
        }
        return lapsed;
    }

    Life without(List<Left> lapsed) {
        return lapsed.stream().reduce(this, Life::left, (_, last) -> last);
    }

    /** When the last hold ends, or {@code now} if there is none. */
    Instant until(Instant now) {
        return holders.stream()
                .map(Holder::until)
                .max(Comparator.naturalOrder())
                .orElse(now);
    }

    /** When the target has to be told to keep it for longer, in good time; {@link Instant#MAX} if it need not be. */
    Instant renewal(Duration before) {
        return endsByItself() && holders.stream().anyMatch(h -> h.until().isAfter(dealings.kept()))
                ? dealings.kept().minus(before)
                : Instant.MAX;
    }

    /** A kernel does, in time; all else stays until it is let go, and doing it again may disturb somebody. */
    private boolean endsByItself() {
        return switch (action) {
            case BLOCK_ADDRESS, BLOCK_NETWORK, ISOLATE_HOST -> true;
            case BLOCK_DOMAIN, LOCK_ACCOUNT, DISABLE_ACCOUNT, END_SESSIONS, QUARANTINE_FILE, SCAN_FILE, COLLECT ->
                false;
        };
    }

    /** The next hold to expire after {@code now}, or {@code otherwise} if that is earlier. */
    Instant nextExpiry(Instant now, Instant otherwise) {
        return Stream.concat(holders.stream().map(Holder::until), Stream.of(otherwise))
                .filter(at -> at.isAfter(now))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private Stream<Holder> others(String holder) {
        return holders.stream().filter(h -> !h.id().equals(holder));
    }

    private static Recent<String, Instant> plus(Recent<String, Instant> seen, Holder wish) {
        return seen.with(wish.id(), wish.until(), REMEMBERED);
    }
}

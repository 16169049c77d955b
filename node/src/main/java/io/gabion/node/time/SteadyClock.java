package io.gabion.node.time;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine's time without its jumps. What an operator or a time server corrects little by little is followed; a step
 * of {@link #STEP} or more is not, for a block must not end an hour early because somebody set a clock. Such a node goes on
 * by the time that has passed since, until its clock is right again or it is restarted. Time during which the whole machine
 * was suspended has passed.
 */
public final class SteadyClock extends Clock {
    public static final Duration STEP = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(SteadyClock.class);
    private static final Path UPTIME = Path.of("/proc/uptime");
    /** So often what has passed is counted anew. */
    private static final Duration ROUND = Duration.ofSeconds(1);

    private final Clock wall;
    private final LongSupplier monotonic;
    private final LongSupplier up;
    private final Consumer<Duration> stepped;
    private final AtomicReference<Anchor> anchor;

    /**
     * One instant on all clocks.
     *
     * @param monotonic in nanoseconds, without the time in which the machine was suspended
     * @param up in nanoseconds, with it
     * @param right whether {@code time} is what the machine's clock said
     */
    private record Anchor(Instant time, long monotonic, long up, boolean right) {}

    /** Of this machine. */
    public SteadyClock() {
        this(Clock.systemUTC(), System::nanoTime, SteadyClock::uptime, SteadyClock::warn);
    }

    /** @param stepped told once of each step, how far ahead the machine's clock is now */
    SteadyClock(Clock wall, LongSupplier monotonic, LongSupplier up, Consumer<Duration> stepped) {
        this.wall = wall;
        this.monotonic = monotonic;
        this.up = up;
        this.stepped = stepped;
        this.anchor = new AtomicReference<>(new Anchor(wall.instant(), monotonic.getAsLong(), up.getAsLong(), true));
    }

    @Override
    public Instant instant() {
        var last = anchor.get();
        long now = monotonic.getAsLong();
        var seen = wall.instant();
        var own = last.time.plusNanos(now - last.monotonic);
        if (isNear(seen, own)) {
            if (!last.right || now - last.monotonic >= ROUND.toNanos()) {
                anchor.compareAndSet(last, new Anchor(seen, now, up.getAsLong(), true));
            }
            return seen;
        }
        long upNow = up.getAsLong();
        var awake = last.time.plusNanos(Math.max(now - last.monotonic, upNow - last.up));
        if (isNear(seen, awake)) {
            anchor.compareAndSet(last, new Anchor(seen, now, upNow, true));
            return seen;
        }
        if (last.right && anchor.compareAndSet(last, new Anchor(awake, now, upNow, false))) {
            stepped.accept(Duration.between(awake, seen));
        }
        return awake;
    }

    private static boolean isNear(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(STEP) < 0;
    }

    private static void warn(Duration ahead) {
        LOG.warn(
                "this machine's clock was set {} s {}: this node goes on by its own until it is right again; if it is right now,"
                        + " restart the node",
                ahead.abs().toSeconds(),
                ahead.isNegative() ? "back" : "ahead");
    }

    /** The kernel counts suspended time there; where it does not tell, none is known of. */
    private static long uptime() {
        try {
            var text = Files.readString(UPTIME);
            return (long) (Double.parseDouble(text.substring(0, text.indexOf(' '))) * 1e9);
        } catch (IOException | RuntimeException e) {
            return System.nanoTime();
        }
    }

    @Override
    public ZoneId getZone() {
        return wall.getZone();
    }

    /** Of no use here: an instant is all that is asked for. */
    @Override
    public Clock withZone(ZoneId zone) {
        return new SteadyClock(wall.withZone(zone), monotonic, up, stepped);
    }
}

package io.gabion.node;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Whether a node is to be sent anything: while its fence holds, and until it is told to end. A fence that is lost for a
 * moment changes nothing, nor does one that holds for a moment.
 */
final class Readiness {
    /** How often it is to be looked at. */
    static final Duration ROUND = Duration.ofSeconds(1);

    /** So many in a row that say otherwise change it. */
    private static final int LOOKS = 3;

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final BooleanSupplier mayAct;
    private boolean ready = true;
    private boolean leaving;
    private int otherwise;

    Readiness(BooleanSupplier mayAct) {
        this.mayAct = mayAct;
    }

    synchronized void look() {
        otherwise = mayAct.getAsBoolean() == ready ? 0 : otherwise + 1;
        if (otherwise == LOOKS) {
            ready = !ready;
            otherwise = 0;
        }
    }

    synchronized boolean isReady() {
        return ready && !leaving;
    }

    /** From now on it is not ready; returns when whoever asks has had {@code time} to hear it, at once if it was not before. */
    void leave(Duration time) {
        boolean known;
        synchronized (this) {
            known = !isReady();
            leaving = true;
        }
        if (!known) {
            try {
                TimeUnit.NANOSECONDS.sleep(time.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // Whoever stops it does not want to wait.
            }
        }
    }

    /** From {@code gabion.api.lingers}. */
    static Duration lingers(Config config) {
        var lingers = config.getDuration("gabion.api.lingers");
        if (lingers.isNegative() || lingers.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "gabion.api.lingers is 0 s to " + LONGEST.toSeconds() + " s, not " + lingers);
        }
        return lingers;
    }
}

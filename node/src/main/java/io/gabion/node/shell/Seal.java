package io.gabion.node.shell;

import io.gabion.node.tenant.Envelopes;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.setup.Setup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what another node of this mesh says from what somebody else does who was let in: HMAC-SHA256, 32 bytes, under a key that
 * lies beside the tenants', of all that follows; the time in milliseconds, 8 bytes, big-endian; the message.
 *
 * <p>A message is good for {@link #GOOD}, so that a recording is soon worth nothing. Until then it can be said again: it names who it is for, and
 * whatever an entity hears may come twice.
 */
public final class Seal extends Setup {
    static final Duration GOOD = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Seal.class);
    private static final Duration SILENCE = Duration.ofMinutes(10);
    private static final int MAC = 32;
    private static final int HEAD = MAC + Long.BYTES;

    private final Envelopes envelopes;
    private final Clock clock;
    private final AtomicLong refused = new AtomicLong();
    private final AtomicReference<Instant> quiet = new AtomicReference<>(Instant.MIN);

    public Seal(Envelopes envelopes, Clock clock) {
        this.envelopes = envelopes;
        this.clock = clock;
    }

    byte[] seal(byte[] message) {
        var sealed = ByteBuffer.allocate(HEAD + message.length);
        sealed.position(MAC).putLong(clock.millis()).put(message);
        sealed.put(0, envelopes.mac(sealed.position(MAC)));
        return sealed.array();
    }

    /** The message. @throws NotSerializableException if no node of this mesh says so now */
    ByteBuffer open(byte[] sealed) throws NotSerializableException {
        var message = ByteBuffer.wrap(sealed);
        if (sealed.length < HEAD) {
            throw refused("not sealed");
        }
        var mac = new byte[MAC];
        message.get(mac);
        if (!MessageDigest.isEqual(mac, envelopes.mac(message.duplicate()))) {
            throw refused("sealed with another key");
        }
        var age = Duration.ofMillis(clock.millis() - message.getLong());
        if (age.abs().compareTo(GOOD) > 0) {
            throw refused("said %d s ago by the clocks of both".formatted(age.toSeconds()));
        }
        return message;
    }

    /** Counted, and told of now and then: whoever forges says it often. */
    NotSerializableException refused(String why) {
        long count = refused.incrementAndGet();
        var now = clock.instant();
        var until = quiet.get();
        if (!now.isBefore(until) && quiet.compareAndSet(until, now.plus(SILENCE))) {
            LOG.warn(
                    "A message from another node is refused, {} so far: {}. Who says it has a certificate but not this folder of keys,"
                            + " is of another version, or has a wrong clock",
                    count,
                    why);
        }
        return new NotSerializableException(why);
    }

    /** Since the node began. */
    long refused() {
        return refused.get();
    }
}

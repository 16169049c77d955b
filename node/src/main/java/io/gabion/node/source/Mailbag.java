package io.gabion.node.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Messages of one source that are not durable yet, in order, at most {@value #BYTES} bytes of them. */
final class Mailbag {
    static final int BYTES = 8 << 20;

    /** What a message takes beside its text. */
    private static final int OVERHEAD = 256;

    private final Semaphore room = new Semaphore(BYTES, true);
    private final BlockingQueue<Message> waiting = new LinkedBlockingQueue<>();

    /**
     * @param from who sent it, or empty
     * @param fault why {@code text} is no message, or only the beginning of one; empty if it is one
     */
    record Message(String from, byte[] text, String fault) {
        private int cost() {
            return text.length + OVERHEAD;
        }
    }

    /** Waits for room. */
    void put(Message message) throws InterruptedException {
        room.acquire(message.cost());
        waiting.add(message);
    }

    /** False if there is no room. */
    boolean offer(Message message) {
        return room.tryAcquire(message.cost()) && waiting.add(message);
    }

    /**
     * The next messages, as many as come within that time after the first, or empty if none comes within it. They take
     * up their room until they are {@link #delivered}.
     */
    List<Message> take(int most, int mostBytes, Duration within) throws InterruptedException {
        var taken = new ArrayList<Message>();
        long until = System.nanoTime() + within.toNanos();
        int bytes = 0;
        while (taken.size() < most && bytes < mostBytes) {
            var message = waiting.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (message == null) {
                break;
            }
            if (taken.isEmpty()) {
                until = System.nanoTime() + within.toNanos();
            }
            taken.add(message);
            bytes += message.text().length;
        }
        return taken;
    }

    void delivered(List<Message> taken) {
        room.release(taken.stream().mapToInt(Message::cost).sum());
    }

    boolean isEmpty() {
        return room.availablePermits() == BYTES;
    }

    /** Waits until everything is delivered. */
    void awaitEmpty() throws InterruptedException {
        room.acquire(BYTES);
        room.release(BYTES);
    }
}

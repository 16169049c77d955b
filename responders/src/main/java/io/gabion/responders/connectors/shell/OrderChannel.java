package io.gabion.responders.connectors.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gabion.responders.connectors.shell.Shell.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.session.ClientSession;

/**
 * To a program that says {@code ready} and then takes orders: a line {@code SECONDS BYTES WORDS} and so many bytes of input. It answers
 * each with a line {@code EXIT BYTES} and so many bytes of output. One order at a time.
 */
final class OrderChannel {
    private static final String READY = "ready";
    /** Longer than any line of an answer. */
    private static final int LONGEST = 40;

    private final ChannelExec channel;
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
    private volatile CompletableFuture<Output> answer = new CompletableFuture<>();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private int exit;
    /** Bytes of output that are still to come; none while a line comes. */
    private long due;

    /** Empty if the program is not there, or another one. */
    static Optional<OrderChannel> open(ClientSession session, String program, Duration left)
            throws IOException, InterruptedException {
        var fresh = new OrderChannel(session.createExecChannel(program));
        try {
            fresh.channel.open().verify(left);
            if (fresh.await(fresh.ready, left)) {
                return Optional.of(fresh);
            }
            fresh.channel.close(true);
            return Optional.empty();
        } catch (IOException | InterruptedException e) {
            fresh.close();
            throw e;
        }
    }

    private OrderChannel(ChannelExec channel) {
        this.channel = channel;
        channel.setOut(new Answers());
        channel.setErr(OutputStream.nullOutputStream());
        channel.addCloseFutureListener(_ -> ended("the channel was closed"));
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    Output carryOut(String words, String input, Duration left) throws IOException, InterruptedException {
        answer = new CompletableFuture<>();
        var bytes = input.getBytes(UTF_8);
        var order = String.format(Locale.ROOT, "%.3f %d %s%n", left.toMillis() / 1000.0, bytes.length, words);
        var in = channel.getInvertedIn();
        in.write(order.getBytes(UTF_8));
        in.write(bytes);
        in.flush();
        return await(answer, left);
    }

    private <T> T await(CompletableFuture<T> coming, Duration left) throws IOException, InterruptedException {
        try {
            return coming.get(left.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new InterruptedIOException("no answer by the deadline");
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        }
    }

    private void ended(String why) {
        ready.complete(false);
        answer.completeExceptionally(new IOException(why));
    }

    /** With the session: the line may be dead without a word, and the next order makes a new one. */
    void close() {
        channel.close(true);
        channel.getSession().close(true);
    }

    private final class Answers extends OutputStream {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            int end = from + length;
            for (int at = from; at < end; ) {
                if (due == 0) {
                    take(bytes[at++]);
                } else {
                    int part = (int) Math.min(due, end - at);
                    kept.write(bytes, at, Math.min(part, Shell.MAX_OUTPUT - kept.size()));
                    due -= part;
                    at += part;
                    if (due == 0) {
                        answered();
                    }
                }
            }
        }

        /** One more of a line. */
        private void take(byte letter) {
            if (letter != '\n' && kept.size() < LONGEST) {
                kept.write(letter);
                return;
            }
            var line = kept.toString(UTF_8);
            kept.reset();
            if (!ready.isDone()) {
                ready.complete(line.equals(READY));
            } else if (line.matches("\\d{1,3} \\d{1,9}")) {
                var words = line.split(" ");
                exit = Integer.parseInt(words[0]);
                due = Long.parseLong(words[1]);
                if (due == 0) {
                    answered();
                }
            } else {
                ended("not an answer");
            }
        }

        private void answered() {
            var text = kept.toString(UTF_8);
            kept.reset();
            answer.complete(new Output(exit, text));
        }
    }
}

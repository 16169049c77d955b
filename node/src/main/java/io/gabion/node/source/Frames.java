package io.gabion.node.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a byte stream into messages and holds one at most. Throws only what the stream throws.
 *
 * <p>Syslog over TCP (RFC 6587) has two framings; which one a connection uses is seen from its first bytes: digits and a
 * space are an octet count, anything else is a message that ends with a line feed.
 */
final class Frames {
    private static final int EXCERPT = 800;
    private static final int FIRST = 1 << 10;

    /** Longer counts are no message's. */
    private static final int DIGITS = 7;

    /** Receives what was found, in order. May wait. */
    interface Sink {
        void message(byte[] text) throws InterruptedException;

        /** @param head the beginning of what cannot be a message */
        void fault(String reason, byte[] head) throws InterruptedException;
    }

    private final InputStream in;
    private final int longest;
    private final Sink sink;

    /** @param in buffered */
    Frames(InputStream in, int longest, Sink sink) {
        this.in = in;
        this.longest = longest;
        this.sink = sink;
    }

    /** Reads a syslog connection to its end, or to where its framing is broken. */
    void syslog() throws IOException, InterruptedException {
        if (countsOctets()) {
            octets();
            return;
        }
        var rest = lines();
        if (rest.length > 0) {
            // Half a line may say something else than the whole: an address may have lost its last digit.
            sink.fault("the connection ended within a message", rest);
        }
    }

    private boolean countsOctets() throws IOException {
        in.mark(DIGITS + 1);
        int digits = 0;
        int next = in.read();
        while (isDigit(next) && digits < DIGITS) {
            digits++;
            next = in.read();
        }
        in.reset();
        return digits > 0 && next == ' ';
    }

    private void octets() throws IOException, InterruptedException {
        for (int first = in.read(); first >= 0; first = in.read()) {
            int length = 0;
            int next = first;
            for (int digits = 0; isDigit(next) && digits < DIGITS; digits++) {
                length = 10 * length + next - '0';
                next = in.read();
            }
            if (!isDigit(first) || next != ' ') {
                sink.fault("no octet count where one is due; the connection was closed", new byte[] {(byte) first});
                return;
            }
            var text = in.readNBytes(Math.min(length, longest));
            long more = length - text.length;
            if (text.length < Math.min(length, longest) || more > 0 && skip(more) < more) {
                sink.fault("the connection ended within a message", head(text, text.length));
                return;
            }
            if (more > 0) {
                sink.fault(tooLong(), head(text, text.length));
            } else {
                message(text, text.length);
            }
        }
    }

    private long skip(long count) throws IOException {
        long skipped = 0;
        while (skipped < count) {
            long step = in.skip(count - skipped);
            if (step == 0) {
                step = in.read() < 0 ? -1 : 1;
            }
            if (step < 0) {
                break;
            }
            skipped += step;
        }
        return skipped;
    }

    /** Reads lines to the end of the stream; what follows the last line feed is given back. */
    byte[] lines() throws IOException, InterruptedException {
        var text = new byte[FIRST];
        int held = 0;
        boolean tooLong = false;
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') {
                if (tooLong) {
                    sink.fault(tooLong(), head(text, held));
                } else {
                    message(text, held);
                }
                held = 0;
                tooLong = false;
            } else if (held == longest) {
                tooLong = true;
            } else {
                if (held == text.length) {
                    text = Arrays.copyOf(text, Math.min(longest, 2 * held));
                }
                text[held++] = (byte) next;
            }
        }
        return head(text, held);
    }

    private void message(byte[] text, int length) throws InterruptedException {
        int end = endOf(text, length);
        if (end > 0) {
            sink.message(Arrays.copyOf(text, end));
        }
    }

    /** Without the line feed, carriage return or NUL that some senders end a message with. */
    static int endOf(byte[] text, int length) {
        int end = length;
        while (end > 0 && (text[end - 1] == '\n' || text[end - 1] == '\r' || text[end - 1] == 0)) {
            end--;
        }
        return end;
    }

    private String tooLong() {
        return "message longer than " + longest + " bytes";
    }

    private static byte[] head(byte[] text, int length) {
        return Arrays.copyOf(text, Math.min(length, EXCERPT));
    }

    private static boolean isDigit(int next) {
        return next >= '0' && next <= '9';
    }
}

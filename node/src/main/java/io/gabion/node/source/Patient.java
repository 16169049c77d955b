package io.gabion.node.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** What a socket receives. It ends when nothing has come for too long, as if the other end had closed. */
final class Patient extends InputStream {
    private final Socket socket;
    private final InputStream in;
    private final Duration later;
    private boolean begun;

    /** @param first how long the first byte may take, and {@code later} each one after it */
    Patient(Socket socket, Duration first, Duration later) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.later = later;
        socket.setSoTimeout((int) first.toMillis());
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        try {
            int count = in.read(into, from, length);
            if (!begun) {
                begun = true;
                socket.setSoTimeout((int) later.toMillis());
            }
            return count;
        } catch (SocketTimeoutException e) {
            return -1;
        }
    }
}

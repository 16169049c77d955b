package io.gabion.responders.connectors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A proxy on loopback. */
public final class TcpLine extends Line {
    private static final long DELAY = TimeUnit.MILLISECONDS.toNanos(20);

    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final InetSocketAddress target;

    public TcpLine(int target) {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
    }

    public TcpLine(InetSocketAddress target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    @Override
    public void cut() {
        open.forEach(TcpLine::end);
        open.clear();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var near = server.accept();
                open.add(near);
                if (server.isClosed()) {
                    cut(); // Who came in the moment of its end.
                    return;
                }
                var far = new Socket(target.getAddress(), target.getPort());
                open.add(far);
                Thread.ofVirtual().start(() -> carry(near, far, false));
                Thread.ofVirtual().start(() -> carry(far, near, true));
            } catch (IOException e) {
                cut();
            }
        }
    }

    private void carry(Socket from, Socket to, boolean answers) {
        var buffer = new byte[16_384];
        try {
            for (int n = from.getInputStream().read(buffer);
                    n >= 0;
                    n = from.getInputStream().read(buffer)) {
                if (mode == Mode.HUNG || mode == Mode.MUTE && answers && lost.getAsBoolean()) {
                    continue;
                }
                if (mode == Mode.SLOW) {
                    LockSupport.parkNanos(DELAY);
                }
                to.getOutputStream().write(buffer, 0, n);
            }
        } catch (IOException e) {
            // The other direction ends as well, below.
        }
        end(from);
        end(to);
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

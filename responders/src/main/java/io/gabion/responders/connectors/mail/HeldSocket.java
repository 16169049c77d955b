package io.gabion.responders.connectors.mail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** The socket of one delivery, which ends at its deadline, however slowly a server goes on answering. */
final class HeldSocket extends SocketFactory implements AutoCloseable {
    private Socket open;
    private boolean closed;

    @Override
    public synchronized Socket createSocket() throws IOException {
        if (closed || open != null) {
            throw new IOException("deadline passed");
        }
        open = new Socket();
        return open;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new IOException("not without a limit of time");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket("", port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket("", port);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (IOException e) {
            // Nothing more is read from it or written to it all the same.
        }
    }
}

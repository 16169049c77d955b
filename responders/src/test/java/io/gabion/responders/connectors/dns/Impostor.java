package io.gabion.responders.connectors.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/** Somebody in a primary's place who does not know the key, and says the same to everything. */
final class Impostor implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    /** @param code such as NOERROR */
    Impostor(int code) throws IOException {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try (var near = server.accept()) {
                    answer(near, code);
                } catch (IOException e) {
                    // Who asked has left, or it was closed.
                }
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    private static void answer(Socket near, int code) throws IOException {
        var in = new DataInputStream(near.getInputStream());
        var asked = new Message(in.readNBytes(in.readUnsignedShort()));
        var answer = new Message(asked.getHeader().getID());
        answer.getHeader().setOpcode(asked.getHeader().getOpcode());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setRcode(code);
        answer.addRecord(asked.getQuestion(), Section.QUESTION);
        var bytes = answer.toWire();
        var out = new DataOutputStream(near.getOutputStream());
        out.writeShort(bytes.length);
        out.write(bytes);
        out.flush();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.gabion.node.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** A server of names that knows one service: the SRV records of it, which may change, each good for a second. */
final class NameServer implements Closeable {
    private static final int TTL = 1;

    private final DatagramSocket socket;
    private final String service;
    private volatile List<InetSocketAddress> nodes = List.of();

    NameServer(String host, String service) throws IOException {
        this.service = service;
        socket = new DatagramSocket(new InetSocketAddress(host, 0));
        Thread.ofVirtual().start(this::serve);
    }

    String address() {
        return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
    }

    void tells(InetSocketAddress... of) {
        nodes = List.of(of);
    }

    private void serve() {
        var packet = new DatagramPacket(new byte[1_500], 1_500);
        try {
            while (true) {
                packet.setLength(1_500);
                socket.receive(packet);
                var answer = answer(new Message(Arrays.copyOf(packet.getData(), packet.getLength())));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        } catch (SocketException closed) {
            // It is over.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] answer(Message question) throws TextParseException {
        var asked = question.getQuestion();
        var answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(asked, Section.QUESTION);
        if (asked.getType() == Type.SRV && asked.getName().toString(true).equals(service)) {
            for (var node : nodes) {
                var target = Name.fromString(node.getHostString() + ".");
                answer.addRecord(
                        new SRVRecord(asked.getName(), DClass.IN, TTL, 0, 0, node.getPort(), target), Section.ANSWER);
            }
        } else {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        return answer.toWire();
    }

    @Override
    public void close() {
        socket.close();
    }
}

package io.gabion.responders.connectors.syslog;

import io.gabion.responders.connectors.Channel;
import io.gabion.responders.connectors.ChannelStand;
import io.gabion.responders.connectors.Line;
import io.gabion.responders.connectors.Peer;
import io.gabion.responders.connectors.PinnedTrust;
import io.gabion.responders.connectors.TcpLine;
import io.gabion.responders.connectors.syslog.SyslogChannel.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real rsyslogd, which can refuse nothing and has no credential. */
public final class SyslogStand implements ChannelStand {
    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final Path folder;
    private final Transport transport;
    private final Rsyslog server;

    /** @param transport TCP or TLS */
    public SyslogStand(Path folder, Transport transport) throws IOException {
        this.folder = folder;
        this.transport = transport;
        server = new Rsyslog(folder);
        Peer.certify(folder, "other.pem", "other.key");
    }

    private Channel channel(int port, String trust) throws IOException {
        return new SyslogChannel(
                new InetSocketAddress("127.0.0.1", port),
                transport,
                isSealed() ? Optional.of(PinnedTrust.of(folder.resolve(trust))) : Optional.empty(),
                "node1",
                executor,
                InstantSource.system());
    }

    private boolean isSealed() {
        return transport == Transport.TLS;
    }

    private int port() {
        return isSealed() ? server.sealed : server.plain;
    }

    @Override
    public Channel channel() throws IOException {
        return channel(port(), "log.pem");
    }

    @Override
    public Line line() {
        return new TcpLine(port());
    }

    @Override
    public Channel channel(Line line) throws IOException {
        return channel(((TcpLine) line).port(), "log.pem");
    }

    @Override
    public Optional<Channel> astray() throws IOException {
        return isSealed() ? Optional.of(channel(port(), "other.pem")) : Optional.empty();
    }

    @Override
    public boolean speaks() {
        return isSealed();
    }

    @Override
    public String settings() {
        var trust = isSealed() ? ", trust: " + folder.resolve("log.pem") : "";
        var by = transport.name().toLowerCase(Locale.ROOT);
        return "{type: syslog, host: 127.0.0.1, port: %d, transport: %s%s}".formatted(port(), by, trust);
    }

    @Override
    public List<Arrival> arrivals() throws IOException {
        return server.lines().stream()
                .map(line -> new Arrival(line.text().replaceAll(".* key=\"(.*?)\"].*", "$1"), line.text(), line.at()))
                .toList();
    }

    @Override
    public void close() {
        server.close();
        executor.shutdownNow();
    }
}

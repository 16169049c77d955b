package io.gabion.responders.connectors.syslog;

import io.gabion.responders.connectors.Channel;
import io.gabion.responders.connectors.ChannelContract;
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
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Over TLS, against a real rsyslogd, which can refuse nothing and has no credential. */
class SyslogContractTest extends ChannelContract<SyslogContractTest.Server> {
    @Override
    protected Server open(Path folder) throws Exception {
        return new Server(folder);
    }

    static final class Server implements ChannelStand {
        private final ExecutorService executor = Executors.newFixedThreadPool(2);
        private final Path folder;
        private final Rsyslog server;

        Server(Path folder) throws IOException {
            this.folder = folder;
            server = new Rsyslog(folder);
            Peer.certify(folder, "other.pem", "other.key");
        }

        private Channel channel(int port, String trust) throws IOException {
            return new SyslogChannel(
                    new InetSocketAddress("127.0.0.1", port),
                    Transport.TLS,
                    Optional.of(PinnedTrust.of(folder.resolve(trust))),
                    "node1",
                    executor,
                    InstantSource.system());
        }

        @Override
        public Channel channel() throws IOException {
            return channel(server.sealed, "log.pem");
        }

        @Override
        public Line line() {
            return new TcpLine(server.sealed);
        }

        @Override
        public Channel channel(Line line) throws IOException {
            return channel(((TcpLine) line).port(), "log.pem");
        }

        @Override
        public Channel astray() throws IOException {
            return channel(server.sealed, "other.pem");
        }

        @Override
        public List<String> arrived() throws IOException {
            return server.kept().stream()
                    .map(line -> line.replaceAll(".* key=\"(.*?)\"].*", "$1"))
                    .toList();
        }

        @Override
        public void close() {
            server.close();
            executor.shutdownNow();
        }
    }
}

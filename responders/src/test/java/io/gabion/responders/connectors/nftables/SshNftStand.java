package io.gabion.responders.connectors.nftables;

import io.gabion.protocol.containment.Action;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.Line;
import io.gabion.responders.connectors.Peer;
import io.gabion.responders.connectors.TcpLine;
import io.gabion.responders.connectors.shell.Shell;
import io.gabion.responders.connectors.shell.Sshd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Over SSH: a real sshd on loopback, and a key that may do nothing but change the namespace's firewall. Needs sshd. */
public final class SshNftStand extends NftStand {
    final Sshd sshd;
    final Shell shell;

    public SshNftStand(Path folder) throws IOException {
        this(folder, Action.BLOCK_ADDRESS);
    }

    public SshNftStand(Path folder, Action action) throws IOException {
        super(action);
        var program = Peer.program("gabion-nft", folder);
        sshd = new Sshd(folder, "restrict,command=\"" + program + " ip netns exec " + near + "\"");
        shell = NftablesConnector.over(sshd.shell());
    }

    @Override
    public Connector connector() {
        return over(shell);
    }

    @Override
    public Line line() {
        return sshd.line();
    }

    @Override
    public Connector connector(Line line) throws IOException {
        return over(NftablesConnector.over(sshd.shell((TcpLine) line)));
    }

    @Override
    public Optional<Connector> astray() throws IOException {
        return Optional.of(over(NftablesConnector.over(sshd.astray())));
    }

    @Override
    public Connector stranger() throws IOException {
        return over(NftablesConnector.over(sshd.stranger()));
    }

    @Override
    public void restart() throws IOException {
        sshd.restart();
    }

    @Override
    public void close() throws IOException {
        sshd.close();
        super.close();
    }
}

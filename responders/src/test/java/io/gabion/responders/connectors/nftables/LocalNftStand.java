package io.gabion.responders.connectors.nftables;

import io.gabion.protocol.containment.Action;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.Line;
import io.gabion.responders.connectors.ShellLine;
import io.gabion.responders.connectors.shell.LocalShell;
import io.gabion.responders.connectors.shell.Shell;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** On this machine: the shell is the line, and what it may do is the credential. */
public final class LocalNftStand extends NftStand {
    public LocalNftStand() throws IOException {
        this(Action.BLOCK_ADDRESS);
    }

    public LocalNftStand(Action action) throws IOException {
        super(action);
    }

    Shell shell(String... more) {
        var prefix = new ArrayList<>(List.of("ip", "netns", "exec", near));
        prefix.addAll(List.of(more));
        return new LocalShell(prefix, InstantSource.system());
    }

    @Override
    public Connector connector() {
        return over(shell());
    }

    @Override
    public Line line() {
        return new ShellLine(shell());
    }

    @Override
    public Connector connector(Line line) {
        return over((ShellLine) line);
    }

    @Override
    public Connector stranger() {
        return over(shell("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }

    /** The kernel does not restart under a test. */
    @Override
    public void restart() {}

    /** Writes large transactions, one after the other, until it is ended. Each makes a chain as it was. */
    Process writer() throws IOException {
        var rules = "add chain inet gabion busy\nflush chain inet gabion busy\nflush chain inet gabion output\n"
                + "add rule inet gabion busy ip daddr @blocked4 drop\n".repeat(300)
                + "add rule inet gabion output ip saddr @blocked4 drop\n"
                + "add rule inet gabion output ip6 saddr @blocked6 drop\n"
                + "add rule inet gabion output ip daddr @blocked4 drop\n"
                + "add rule inet gabion output ip6 daddr @blocked6 drop\n";
        var command = "while nft -f - <<<\"$0\"; do :; done";
        return new ProcessBuilder("ip", "netns", "exec", near, "bash", "-c", command, rules).start();
    }
}

package io.gabion.responders.connectors.nftables;

import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.Line;
import io.gabion.responders.connectors.TcpLine;
import io.gabion.responders.connectors.shell.Shell;
import io.gabion.responders.connectors.shell.SshShell;
import io.gabion.responders.connectors.shell.Sshd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Over SSH: a real sshd on loopback, the firewall in a network namespace. Needs sshd as well. */
public final class SshNftStand extends NftStand {
    final Sshd sshd;
    final SshShell shell;

    public SshNftStand(Path folder) throws IOException, InterruptedException {
        sshd = new Sshd(folder, "");
        shell = sshd.shell();
    }

    Connector inside(Shell way) {
        return over((command, input, deadline) -> {
            var words = new ArrayList<>(List.of("ip", "netns", "exec", near));
            words.addAll(command);
            return way.run(words, input, deadline);
        });
    }

    @Override
    public Connector connector() {
        return inside(shell);
    }

    @Override
    public Line line() {
        return sshd.line();
    }

    @Override
    public Connector connector(Line line) throws IOException {
        return inside(sshd.shell((TcpLine) line));
    }

    @Override
    public Connector stranger() throws IOException {
        return inside(sshd.stranger());
    }

    @Override
    public void restart() throws IOException, InterruptedException {
        sshd.restart();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        sshd.close();
        super.close();
    }
}

package io.gabion.responders.connectors.shell;

import java.io.IOException;
import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.apache.sshd.client.session.ClientSession;

/**
 * Another machine where a program carries out one order after the other, over a channel that stays open: no order waits for a
 * login shell to start. Where there is no such program, each is a command of its own.
 */
public final class SshOrders implements Shell {
    private final SshShell ssh;
    private final String program;
    /** As many as there ever were orders at once. */
    private final Deque<OrderChannel> idle = new ConcurrentLinkedDeque<>();

    private volatile ClientSession without;

    /** @param program the command that begins it */
    public SshOrders(SshShell ssh, String program) {
        this.ssh = ssh;
        this.program = program;
    }

    @Override
    public Output run(List<String> command, String input, Instant deadline) throws IOException, InterruptedException {
        var free = free(deadline);
        if (free.isEmpty()) {
            return ssh.run(command, input, deadline);
        }
        var channel = free.get();
        try {
            var output = channel.carryOut(SshShell.quoted(command), input, ssh.left(deadline));
            idle.push(channel);
            return output;
        } catch (IOException | InterruptedException e) {
            channel.close();
            throw e;
        }
    }

    /** Empty if the program is not there. */
    private Optional<OrderChannel> free(Instant deadline) throws IOException, InterruptedException {
        for (var one = idle.poll(); one != null; one = idle.poll()) {
            if (one.isOpen()) {
                return Optional.of(one);
            }
        }
        var session = ssh.session(deadline);
        if (session == without) {
            return Optional.empty();
        }
        var fresh = OrderChannel.open(session, program, ssh.left(deadline));
        if (fresh.isEmpty()) {
            without = session;
        }
        return fresh;
    }
}

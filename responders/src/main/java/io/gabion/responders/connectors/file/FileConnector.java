package io.gabion.responders.connectors.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gabion.protocol.asset.Files;
import io.gabion.protocol.asset.Files.HostFile;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.Calls;
import io.gabion.responders.connectors.shell.Program;
import io.gabion.responders.connectors.shell.Shell;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Takes files of Linux machines away and scans them, through {@code gabion-file} on each.
 *
 * <p>A quarantine is in force while the file's content is not under its path and lies whole where only root reads it. A scan is
 * in force while the machine keeps the verdict that it is bad; a file that is found clean is refused, with the engines
 * that said so. The path goes there in hexadecimal, never in a command line.
 */
public final class FileConnector implements Connector {
    private final Map<String, Shell> machines;
    private final Program program;
    private final Calls calls;

    /**
     * @param machines by their names as {@link io.gabion.protocol.asset.Hosts} writes them
     * @param command what runs {@code gabion-file} there
     */
    public FileConnector(Map<String, Shell> machines, List<String> command, Executor executor, InstantSource clock) {
        this.machines = Map.copyOf(machines);
        this.program = new Program(command, clock);
        this.calls = new Calls(executor, clock);
    }

    @Override
    public CompletionStage<Result> apply(ContainmentOrder order) {
        return submit(order, "quarantine", "scan");
    }

    @Override
    public CompletionStage<Result> query(ContainmentOrder order) {
        return submit(order, "read", "verdict");
    }

    @Override
    public CompletionStage<Result> release(ContainmentOrder order) {
        return submit(order, "restore", "forget");
    }

    private CompletionStage<Result> submit(ContainmentOrder order, String quarantine, String scan) {
        var file = Files.parse(order.target().value()).orElse(null);
        boolean scans = order.action() == Action.SCAN_FILE;
        if (!scans && order.action() != Action.QUARANTINE_FILE
                || file == null
                || !file.text().equals(order.target().value())) {
            return Calls.answered(new Result.Refused("not a file of a host"));
        }
        var machine = machines.get(file.host());
        return machine == null
                ? Calls.answered(new Result.Refused("not one of the hosts of this connector"))
                : calls.submit(order, () -> program.ask(machine, scans ? scan : quarantine, subject(file), order));
    }

    private static String subject(HostFile file) {
        return file.sha256() + " " + HexFormat.of().formatHex(file.path().getBytes(UTF_8));
    }
}

package io.gabion.responders.worker;

import io.gabion.protocol.asset.Files;
import io.gabion.protocol.asset.Files.HostFile;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.responders.connector.Connector;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * One connector for several machines, each with a worker of its own: one that hangs keeps no other waiting.
 *
 * @param workers by the machines that they are for, named as in targets
 * @param otherwise answers for every other machine
 */
public record Machines(Map<String, Worker> workers, Connector otherwise) implements Workforce {
    public Machines {
        workers = Map.copyOf(workers);
    }

    @Override
    public CompletionStage<Result> apply(ContainmentOrder order) {
        return of(order).apply(order);
    }

    @Override
    public CompletionStage<Result> query(ContainmentOrder order) {
        return of(order).query(order);
    }

    @Override
    public CompletionStage<Result> release(ContainmentOrder order) {
        return of(order).release(order);
    }

    private Connector of(ContainmentOrder order) {
        var worker = workers.get(machine(order.action(), order.target().value()));
        return worker == null ? otherwise : worker;
    }

    /** The name of the machine that a target is on, if its connector has several. */
    public static String machine(Action action, String target) {
        return switch (action) {
            case QUARANTINE_FILE, SCAN_FILE ->
                Files.parse(target).map(HostFile::host).orElse(target);
            case BLOCK_ADDRESS,
                    BLOCK_NETWORK,
                    BLOCK_DOMAIN,
                    LOCK_ACCOUNT,
                    DISABLE_ACCOUNT,
                    END_SESSIONS,
                    ISOLATE_HOST,
                    COLLECT -> target;
        };
    }

    @Override
    public List<Standing> standings() {
        return workers.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(e -> e.getValue().standings().stream())
                .toList();
    }
}

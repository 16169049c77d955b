package io.gabion.responders.worker;

import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.responders.connector.Connector;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * One connector for several machines, each with a worker of its own: one that hangs keeps no other waiting.
 *
 * @param workers by the targets that they are for
 * @param otherwise answers for every other target
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
        var worker = workers.get(order.target().value());
        return worker == null ? otherwise : worker;
    }

    @Override
    public List<Standing> standings() {
        return workers.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(e -> e.getValue().standings().stream())
                .toList();
    }
}

package io.gabion.loadtests.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A lab that stands for many runs, and is built anew when one has spoiled it. */
final class Bench implements AutoCloseable {
    private final Path root;
    private final Path work;
    private final int servers;
    private final int budget;
    private final Without without;
    private Lab lab;
    private Supervisor supervisor;
    private int labs;
    private int runs;
    private int dropped;

    Bench(Path root, Path work, int servers, int budget, Without without) {
        this.root = root;
        this.work = work;
        this.servers = servers;
        this.budget = budget;
        this.without = without;
    }

    Lab lab() throws IOException, InterruptedException {
        if (lab == null) {
            var place = Files.createDirectories(work.resolve("ring-of-" + servers + "-" + budget + "." + ++labs));
            runs = 0;
            dropped = 0;
            lab = Lab.build(root, place, servers, Lab.NODES, budget, without, Lab.QUICK);
            supervisor = new Supervisor(lab.nodes());
        }
        return lab;
    }

    /** How many runs this lab has seen; no two have addresses in common. */
    int next() {
        return runs++;
    }

    /** How many rows of stale owners it had seen before these. */
    int dropped(int now) {
        int before = dropped;
        dropped = now;
        return before;
    }

    void clear() {
        if (lab != null) {
            supervisor.close();
            lab.close();
            lab = null;
        }
    }

    @Override
    public void close() {
        clear();
    }
}

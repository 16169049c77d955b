package io.gabion.node.shell;

import io.gabion.node.cluster.SimulatedFence;
import io.gabion.node.step.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Who is a member, who sees whom, and where the entity is: as membership and sharding settle it, after so long and not at once
 * everywhere. Whoever is lost for as long as is stated is given up by a majority, and replaced after the fence's time; a lost one knows
 * nothing of it until it hears of it.
 */
final class SimulatedCluster {
    static final Duration WITHIN = Duration.ofSeconds(3);
    static final Duration STABLE = WITHIN.multipliedBy(2);
    /** Nodes that there are meant to be. */
    static final int CONFIGURED = 3;

    /** One life of a machine. What it knows may be old. */
    static final class Node {
        final Machine machine;
        final long uid;
        /** Replaced by each change: it is asked for all the time. */
        private Set<Long> members = Set.of();

        private final Set<Long> outOfReach = new TreeSet<>();
        private SimulatedFence fence;
        private ActorRef<SimulatedShard.Said> shard;
        /** Where it takes the entity to be; 0: it does not know. */
        private long home;

        private int episode;
        private boolean dead;

        private Node(Machine machine, long uid) {
            this.machine = machine;
            this.uid = uid;
        }

        Fence fence() {
            return fence.fence();
        }

        private void adds(Collection<Long> joined) {
            var all = new TreeSet<>(members);
            all.addAll(joined);
            members = Collections.unmodifiableSet(all);
        }

        private void removes(long gone) {
            var left = new TreeSet<>(members);
            left.remove(gone);
            members = Collections.unmodifiableSet(left);
        }

        private boolean sees(long other) {
            return members.contains(other) && !outOfReach.contains(other);
        }
    }

    private final VirtualTime time;
    private final RandomGenerator random;
    private final Function<Node, ActorRef<SimulatedShard.Said>> shards;
    private final Map<Long, Node> nodes = new HashMap<>();
    private final Set<Long> members = new TreeSet<>();
    private final List<Node> outside = new ArrayList<>();
    private long uids;
    private long home;
    private long cutOff;
    private boolean moving;

    /** @param shards starts the shard of a node that has just begun */
    SimulatedCluster(VirtualTime time, RandomGenerator random, Function<Node, ActorRef<SimulatedShard.Said>> shards) {
        this.time = time;
        this.random = random;
        this.shards = shards;
    }

    void begin(List<Machine> machines) {
        for (var machine : machines) {
            outside.add(begun(machine));
        }
        form();
    }

    private Node begun(Machine machine) {
        var node = new Node(machine, ++uids);
        nodes.put(node.uid, node);
        var view = new SimulatedFence.View(node.uid, () -> node.members, node::sees, said -> toOthers(node, said));
        node.fence =
                new SimulatedFence(view, machine::monotonic, machine::monotonic, CONFIGURED, WITHIN, machine::start);
        node.shard = shards.apply(node);
        return node;
    }

    private void toOthers(Node from, SimulatedFence.Said said) {
        for (long uid : from.members) {
            var to = nodes.get(uid);
            if (uid != from.uid && random.nextInt(50) > 0) {
                after(millis(20), () -> {
                    if (!to.dead && cutOff != from.uid && cutOff != uid) {
                        said.to(to.fence);
                    }
                });
            }
        }
    }

    /** Those outside are a majority of all, and nobody they know of is in any cluster. */
    private void form() {
        members.clear();
        outside.forEach(node -> members.add(node.uid));
        outside.forEach(node -> node.adds(members));
        outside.clear();
        home = 0;
        allocate();
    }

    private boolean isLost(Node node) {
        return node.dead || node.machine.isAsleep() || cutOff == node.uid;
    }

    private List<Node> present() {
        return members.stream().map(nodes::get).filter(node -> !isLost(node)).toList();
    }

    private void allocate() {
        var present = present();
        if (present.isEmpty()) {
            after(Duration.ofSeconds(1), () -> {
                if (home == 0) {
                    allocate();
                }
            });
            return;
        }
        moving = false;
        settle(present.get(random.nextInt(present.size())));
    }

    private void settle(Node at) {
        home = at.uid;
        at.home = at.uid;
        for (var node : present()) {
            after(millis(300), () -> tellHome(node));
        }
    }

    /** While it moves nobody has it. */
    private void tellHome(Node node) {
        if (!moving && !isLost(node) && members.contains(node.uid)) {
            node.home = home;
        }
    }

    /** To another node, as when the load is shared anew. */
    void handOver() {
        var from = nodes.get(home);
        var others = new ArrayList<>(present());
        others.remove(from);
        if (from == null || isLost(from) || moving || others.isEmpty()) {
            return;
        }
        var to = others.get(random.nextInt(others.size()));
        moving = true;
        from.home = 0;
        from.shard.tell(new SimulatedShard.HandOver(() -> after(millis(300), () -> {
            if (moving && home == from.uid && members.contains(to.uid)) {
                moving = false;
                settle(to);
            } else if (moving && home == from.uid) {
                allocate();
            }
        })));
    }

    /** Brings it to the entity by way of any node. */
    void bring(Input<Worker.Command> input) {
        var all = nodes.values().stream().filter(node -> !node.dead).toList();
        if (all.isEmpty()) {
            return;
        }
        var node = all.get(random.nextInt(all.size()));
        node.machine.later(millis(20), () -> {
            if (node.home == node.uid) {
                node.shard.tell(new SimulatedShard.Bring(input));
            } else if (node.home != 0) {
                forward(node, nodes.get(node.home), input);
            }
        });
    }

    private void forward(Node from, Node to, Input<Worker.Command> input) {
        if (!to.dead && cutOff != from.uid && cutOff != to.uid) {
            to.machine.later(millis(20), () -> {
                if (to.home == to.uid) {
                    to.shard.tell(new SimulatedShard.Bring(input));
                }
            });
        }
    }

    /** Of a machine that runs. */
    Node of(Machine machine) {
        return nodes.values().stream()
                .filter(node -> node.machine == machine && !node.dead)
                .findFirst()
                .orElseThrow();
    }

    boolean runs(Machine machine) {
        return nodes.values().stream().anyMatch(node -> node.machine == machine && !node.dead);
    }

    Machine home() {
        return home == 0 ? nodes.get(uids).machine : nodes.get(home).machine;
    }

    void sleep(Machine machine, Duration length, boolean suspended) {
        if (runs(machine) && !machine.isAsleep()) {
            var node = of(machine);
            machine.sleep(length, suspended);
            lost(node);
            after(length, () -> found(node));
        }
    }

    void cutOff(Machine machine, Duration length) {
        if (runs(machine) && cutOff == 0) {
            var node = of(machine);
            cutOff = node.uid;
            lost(node);
            after(length, () -> {
                cutOff = 0;
                found(node);
            });
            // Alone it gives itself up, sooner or later.
            after(STABLE.plus(millis(6_000)), () -> {
                if (cutOff == node.uid && !isAsleepOrDead(node)) {
                    crash(node.machine);
                }
            });
        }
    }

    private static boolean isAsleepOrDead(Node node) {
        return node.dead || node.machine.isAsleep();
    }

    /** And starts again. */
    void crash(Machine machine) {
        if (!runs(machine)) {
            return;
        }
        var node = of(machine);
        node.dead = true;
        cutOff = cutOff == node.uid ? 0 : cutOff;
        machine.crash();
        lost(node);
        after(millis(8_000), () -> {
            outside.add(begun(machine));
            join();
        });
    }

    private void join() {
        var present = present();
        if (!present.isEmpty()) {
            List.copyOf(outside).forEach(this::join);
            outside.clear();
        } else if (outside.size() > CONFIGURED / 2
                && members.stream().map(nodes::get).allMatch(this::isLost)) {
            form();
        } else if (!outside.isEmpty()) {
            after(Duration.ofSeconds(1), this::join);
        }
    }

    private void join(Node node) {
        // Another process has taken its address: the one before is given up at once.
        for (long uid : List.copyOf(members)) {
            if (nodes.get(uid).machine == node.machine) {
                remove(nodes.get(uid));
            }
        }
        members.add(node.uid);
        node.adds(members);
        node.home = home;
        for (var other : present()) {
            after(millis(1_000), () -> other.adds(Set.of(node.uid)));
        }
    }

    private void lost(Node node) {
        int episode = ++node.episode;
        after(Duration.ofSeconds(1).plus(millis(1_000)), () -> {
            if (episode == node.episode && isLost(node)) {
                present()
                        .forEach(other -> after(millis(300), () -> {
                            if (episode == node.episode) {
                                other.outOfReach.add(node.uid);
                            }
                        }));
                after(STABLE, () -> giveUp(node, episode));
            }
        });
    }

    /** Within reach again; if it was given up meanwhile, it hears of that in a while. */
    private void found(Node node) {
        if (isLost(node)) {
            return;
        }
        int episode = ++node.episode;
        if (members.contains(node.uid)) {
            nodes.values()
                    .forEach(other -> after(millis(1_000), () -> {
                        if (episode == node.episode) {
                            other.outOfReach.remove(node.uid);
                        }
                    }));
            after(millis(300), () -> tellHome(node));
        } else if (!outside.contains(node)) {
            after(millis(5_000), () -> {
                if (episode == node.episode && !node.dead && !members.contains(node.uid)) {
                    crash(node.machine);
                }
            });
        }
    }

    private void giveUp(Node node, int episode) {
        if (episode != node.episode || !isLost(node) || !members.contains(node.uid)) {
            return;
        }
        var present = present();
        boolean even = present.size() * 2 == members.size();
        if (present.size() * 2 > members.size()
                || even && present.getFirst().uid == members.iterator().next()) {
            remove(node);
        } else {
            present.forEach(each -> crash(each.machine));
            after(Duration.ofSeconds(1), () -> giveUp(node, episode));
        }
    }

    /** The others know when it is removed; from then on its places are given away after the fence's time. */
    private void remove(Node node) {
        var known = Duration.ofSeconds(1);
        for (var other : present()) {
            if (other != node) {
                after(millis(1_000), () -> other.removes(node.uid));
            }
        }
        members.remove(node.uid);
        after(
                known,
                () -> nodes.values().stream()
                        .filter(other -> members.contains(other.uid))
                        .forEach(other -> other.removes(node.uid)));
        if (home == node.uid) {
            after(known.plus(WITHIN), () -> {
                if (home == node.uid) {
                    home = 0;
                    allocate();
                }
            });
        }
        if (!isLost(node)) {
            found(node);
        }
    }

    /** All faults are over. */
    void calm() {
        if (cutOff != 0) {
            var node = nodes.get(cutOff);
            cutOff = 0;
            found(node);
        }
    }

    private void after(Duration delay, Runnable then) {
        time.at(time.now().plus(delay), "", then);
    }

    private Duration millis(int most) {
        return Duration.ofMillis(1 + random.nextInt(most));
    }
}

package io.gabion.loadtests.faults;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/** What is done to a running cluster. A node that ends is started again after a while by {@link Supervisor}. */
enum Fault {
    KILL_ONE {
        @Override
        void strike(Lab lab, Random random) {
            any(lab, random).kill();
        }
    },
    /** Where the shards' coordinator is. */
    KILL_OLDEST {
        @Override
        void strike(Lab lab, Random random) {
            lab.oldest().kill();
        }
    },
    KILL_ALL {
        @Override
        void strike(Lab lab, Random random) {
            lab.nodes().parallelStream().forEach(LabNode::kill);
        }
    },
    /** Longer or shorter than the others wait before they take over. */
    PAUSE_ONE {
        @Override
        void strike(Lab lab, Random random) throws IOException, InterruptedException {
            pause(any(lab, random), random);
        }
    },
    PAUSE_OLDEST {
        @Override
        void strike(Lab lab, Random random) throws IOException, InterruptedException {
            pause(lab.oldest(), random);
        }
    },
    /** It wakes while it is cut off from the others, but not from the store and from the senders. */
    PAUSE_CUT {
        @Override
        void strike(Lab lab, Random random) throws IOException, InterruptedException {
            var node = any(lab, random);
            node.signal("STOP");
            hold(random.nextInt(25, 45));
            cut(lab, List.of(node));
            node.signal("CONT");
            hold(10);
            lab.heal();
        }
    },
    PARTITION {
        @Override
        void strike(Lab lab, Random random) throws IOException, InterruptedException {
            cut(lab, List.of(any(lab, random)));
            hold(40);
            lab.heal();
        }
    },
    /** One hears nobody, but is heard. */
    PARTITION_ONE_WAY {
        @Override
        void strike(Lab lab, Random random) throws IOException, InterruptedException {
            var node = any(lab, random);
            lab.deafen(List.of(node), others(lab, node));
            hold(40);
            lab.heal();
        }
    },
    PARTITION_THREE_WAY {
        @Override
        void strike(Lab lab, Random random) throws IOException, InterruptedException {
            cut(lab, lab.nodes());
            hold(40);
            lab.heal();
        }
    },
    FLAPPING {
        @Override
        void strike(Lab lab, Random random) throws IOException, InterruptedException {
            var node = any(lab, random);
            for (int n = 0; n < 6; n++) {
                cut(lab, List.of(node));
                hold(random.nextInt(2, 8));
                lab.heal();
                hold(random.nextInt(2, 8));
            }
        }
    },
    /** Cut off, it ends itself; started again, it finds nobody. */
    LONE_SEED {
        @Override
        void strike(Lab lab, Random random) throws IOException, InterruptedException {
            cut(lab, List.of(lab.nodes().getFirst()));
            hold(80);
            lab.heal();
        }
    },
    ROLLING_RESTART {
        @Override
        void strike(Lab lab, Random random) throws IOException, InterruptedException {
            for (int round = 0; round < 3; round++) {
                for (var node : lab.nodes()) {
                    node.stop();
                    lab.awaitReady(node);
                }
            }
        }
    };

    abstract void strike(Lab lab, Random random) throws IOException, InterruptedException;

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Fault> of(String text) {
        return Arrays.stream(values()).filter(f -> f.text().equals(text)).findFirst();
    }

    private static LabNode any(Lab lab, Random random) {
        return lab.nodes().get(random.nextInt(Lab.NODES));
    }

    private static void pause(LabNode node, Random random) throws IOException, InterruptedException {
        node.signal("STOP");
        hold(random.nextInt(12, 41));
        node.signal("CONT");
    }

    private static List<LabNode> others(Lab lab, LabNode node) {
        return lab.nodes().stream().filter(other -> other != node).toList();
    }

    /** Each of them is alone. */
    private static void cut(Lab lab, List<LabNode> alone) throws IOException, InterruptedException {
        for (var node : lab.nodes()) {
            var unheard = others(lab, node).stream()
                    .filter(other -> alone.contains(node) || alone.contains(other))
                    .toList();
            lab.deafen(List.of(node), unheard);
        }
    }

    private static void hold(int seconds) throws InterruptedException {
        Thread.sleep(seconds * 1_000L);
    }
}

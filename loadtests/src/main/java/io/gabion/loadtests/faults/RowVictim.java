package io.gabion.loadtests.faults;

import io.gabion.loadtests.Await;
import io.gabion.node.store.Store;
import io.gabion.node.store.cassandra.CassandraStore;
import io.gabion.protocol.containment.ContainmentName;
import io.gabion.protocol.entity.EntityId;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/** Whose journal is damaged: what has it recovered, and what it may not do until its rows are mended. */
sealed interface RowVictim {
    Duration LOOK = Duration.ofMillis(500);
    /** As long as a lab may take to be ready: before that there is nothing to damage. */
    Duration FOUND = Duration.ofMinutes(3);
    /** Two rows are damaged, and there has to be one before and one after them. */
    int ROWS = 4;

    String entity();

    /** Somebody wants something of it, so that it is recovered. */
    void disturb(Lab lab) throws IOException, InterruptedException;

    /** @throws IOException if it has done what nobody may do who does not know its own past */
    void checkStill(Lab lab) throws IOException, InterruptedException;

    /** Whether it does, when it is asked, what it is there for. */
    boolean isMended(Lab lab) throws IOException, InterruptedException;

    /** Waits until there is one. */
    static RowVictim any(Lab lab, Random random) throws IOException, InterruptedException {
        // What small seeds draw first is much alike.
        boolean intake = random.ints(10).sum() % 2 == 0;
        var found = new RowVictim[1];
        Await.until(intake ? "something is taken in" : "something is contained", LOOK, FOUND, () -> {
            found[0] = (intake ? Taken.find(lab) : Blocked.find(lab)).orElse(null);
            return found[0] != null;
        });
        return found[0];
    }

    /** The last ones in the journal come first. */
    private static List<String> find(Lab lab, String kind, Predicate<History.Journal> wanted) throws IOException {
        try (var store = CassandraStore.open(lab.place())) {
            var kept = History.read(store.rows(), Set.of(kind), lab.envelopes()).kept();
            return kept.entrySet().stream()
                    .filter(e ->
                            e.getValue().size() >= ROWS && wanted.test(new History.Journal(e.getKey(), e.getValue())))
                    .map(Map.Entry::getKey)
                    .toList()
                    .reversed();
        }
    }

    /** A containment that is verified, so that nothing of it is under way. Its target must be left alone. */
    record Blocked(String entity, int calls) implements RowVictim {
        private static Optional<RowVictim> find(Lab lab) throws IOException {
            if (lab.firewall().added().isEmpty()) {
                return Optional.empty();
            }
            var all = RowVictim.find(
                    lab,
                    "containment",
                    journal -> journal.is(Tenancy.OURS)
                            && journal.rows().stream()
                                    .anyMatch(row -> row.type().equals("verified")));
            return all.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Blocked(all.getFirst(), lab.target().calls(target(all.getFirst()))));
        }

        private static String target(String entity) {
            return ContainmentName.of(EntityId.parse(entity)).target();
        }

        /** What is unfinished is looked after by its node. */
        @Override
        public void disturb(Lab lab) {}

        @Override
        public void checkStill(Lab lab) throws IOException {
            if (lab.target().calls(target(entity)) != calls) {
                throw new IOException(entity + " was acted on, whose journal is damaged");
            }
        }

        /** Lets it go. */
        @Override
        public boolean isMended(Lab lab) throws IOException, InterruptedException {
            var id = EntityId.parse(entity);
            try (Store store = CassandraStore.open(lab.place());
                    var client = HttpClient.newHttpClient()) {
                Load.release(client, lab.nodes().getFirst(), id.name());
                return store.rows().of(id).stream().anyMatch(row -> row.type().equals("released"));
            }
        }
    }

    /** An intake whose rows are what an acknowledgement means. It must acknowledge nothing. */
    record Taken(String entity) implements RowVictim {
        private static Optional<RowVictim> find(Lab lab) throws IOException {
            var all = RowVictim.find(
                    lab,
                    "intake",
                    journal ->
                            journal.is(Tenancy.OURS) && source(journal.entity()).matches("s\\d+|new\\d+"));
            // What a snapshot has is read from the journal by nobody.
            return all.stream()
                    .filter(entity -> lab.snapshot(entity) == 0)
                    .findFirst()
                    .map(Taken::new);
        }

        private static String source(String entity) {
            return EntityId.parse(entity).name().replaceFirst("^http:", "");
        }

        @Override
        public void disturb(Lab lab) throws IOException, InterruptedException {
            acknowledges(lab);
        }

        @Override
        public void checkStill(Lab lab) throws IOException, InterruptedException {
            if (acknowledges(lab)) {
                throw new IOException(entity + " acknowledged a batch, its journal being damaged");
            }
        }

        @Override
        public boolean isMended(Lab lab) throws IOException, InterruptedException {
            return acknowledges(lab);
        }

        private boolean acknowledges(Lab lab) throws InterruptedException {
            try (var client = HttpClient.newHttpClient()) {
                var body = BodyPublishers.ofString(Load.lines(0, false, "100.127.0.3"));
                var id = "damaged-" + System.nanoTime();
                return Load.post(client, lab.nodes().getFirst(), source(entity), id, body) == Tally.ACCEPTED;
            } catch (IOException e) {
                return false; // It did not answer.
            }
        }
    }
}

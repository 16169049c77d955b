package io.gabion.node.models;

import io.gabion.detectors.model.Family;
import io.gabion.detectors.model.ModelFolder;
import io.gabion.detectors.model.ModelFolder.Checked;
import io.gabion.detectors.model.ModelFolder.Found;
import io.gabion.detectors.model.ModelFolder.Refused;
import io.gabion.node.rules.Watched;
import io.gabion.node.rules.Watched.Refreshed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The models of one family that a node asks, active and shadow, as the family's folder says now. By any thread; one refreshes. */
final class ServedFamily implements AutoCloseable {
    /** In the journal, behind the name of the family. */
    static final String SHADOW = "/shadow";

    private static final String BUNDLED = "bundled";

    /** What the family's folder says. */
    record Looked(Found active, Optional<Found> shadow) {
        @Override
        public String toString() {
            return "active " + active + shadow.map(s -> ", shadow " + s).orElse("");
        }
    }

    /** Who is asked at one time. */
    record Serving(Served active, Optional<Served> shadow) {
        List<Served> all() {
            return shadow.map(s -> List.of(active, s)).orElse(List.of(active));
        }
    }

    private final String name;
    private final Duration patience;
    private final UnaryOperator<Found> accepted;
    private final Optional<Watched<Looked>> watched;
    private volatile Serving serving;

    private ServedFamily(String name, Served active) {
        this.name = name;
        this.patience = Duration.ZERO;
        this.accepted = UnaryOperator.identity();
        this.watched = Optional.empty();
        this.serving = new Serving(active, Optional.empty());
    }

    private ServedFamily(Family family, Duration patience, UnaryOperator<Found> accepted) throws IOException {
        this.name = family.name();
        this.patience = patience;
        this.accepted = accepted;
        this.watched = Optional.of(new Watched<>(new Files(family)));
        this.serving = serve(watched.get().current());
    }

    /**
     * @param models a folder of models, or {@code bundled}; one that it lacks, or that is refused, is named
     * @param patience how long is waited for an answer
     * @param accepted refuses what does not fit its office
     */
    static ServedFamily over(Path models, String name, Duration patience, UnaryOperator<Found> accepted)
            throws IOException {
        return isBundled(models)
                ? of(name, Served.of(name, accepted.apply(ModelFolder.look(name)), patience))
                : new ServedFamily(Family.of(models, name), patience, accepted);
    }

    static ServedFamily of(String name, Served active) {
        return new ServedFamily(name, active);
    }

    static boolean isBundled(Path models) {
        return models.toString().equals(BUNDLED);
    }

    String name() {
        return name;
    }

    Serving serving() {
        return serving;
    }

    /** Takes what the folder says now, as a whole or not at all. What is being asked is answered by the model it was asked of. */
    Refreshed<Looked> refresh() {
        serving.all().forEach(Served::tellDrift);
        Refreshed<Looked> refreshed = watched.map(Watched::refresh).orElse(new Refreshed.Unchanged<>());
        if (refreshed instanceof Refreshed.Replaced<Looked>(var now, var _)) {
            var before = serving;
            serving = serve(now);
            before.all().forEach(Served::close);
        }
        return refreshed;
    }

    private Serving serve(Looked looked) {
        return new Serving(
                Served.of(name, looked.active(), patience),
                looked.shadow().map(found -> Served.of(name + SHADOW, found, patience)));
    }

    @Override
    public void close() {
        serving.all().forEach(Served::close);
    }

    private final class Files implements Watched.Content<Looked> {
        private final Family family;

        Files(Family family) {
            this.family = family;
        }

        @Override
        public List<Path> files() throws IOException {
            return family.files();
        }

        @Override
        public Looked load() {
            try {
                var life = family.life();
                return new Looked(
                        tried(life.active()),
                        life.shadow().isEmpty() ? Optional.empty() : Optional.of(tried(life.shadow())));
            } catch (IOException e) {
                return new Looked(new Refused(family.name(), e.getMessage()), Optional.empty());
            }
        }

        /** One that cannot be asked is not taken: the last good one goes on. */
        private Found tried(String version) {
            var found = accepted.apply(family.look(version));
            try {
                if (found instanceof Checked checked) {
                    checked.tryOut();
                }
                return found;
            } catch (IOException e) {
                return new Refused(version, e.getMessage());
            }
        }

        @Override
        public String broken(Looked before, Looked next) {
            if (next.active() instanceof Refused refused && before.active() instanceof Checked) {
                return refused.toString();
            }
            return next.shadow()
                    .filter(Refused.class::isInstance)
                    .map(Object::toString)
                    .orElse("");
        }
    }
}

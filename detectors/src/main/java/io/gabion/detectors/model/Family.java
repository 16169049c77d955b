package io.gabion.detectors.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gabion.detectors.model.ModelFolder.Checked;
import io.gabion.detectors.model.ModelFolder.Found;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The models that follow one another in one office, such as {@code domain}: a folder with a model in it, or with a folder
 * for each version and {@value #LIFE}, which says what each is for. That file changes as a whole.
 */
public final class Family {
    public static final String LIFE = "life.json";
    /** The folder itself: what it is without a life. */
    private static final String ITSELF = ".";

    private static final String BUNDLED = "bundled";
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * What each model is for, by its version; empty for nobody.
     *
     * @param active raises suspicions
     * @param shadow scores the same, is recorded and raises nothing
     * @param previous what was active before, for the way back
     */
    public record Life(String active, String shadow, String previous) {}

    private final String name;
    private final Path folder;

    private Family(String name, Path folder) {
        this.name = name;
        this.folder = folder;
    }

    /** @param models the folder of all families */
    public static Family of(Path models, String name) {
        return new Family(name, models.resolve(name));
    }

    /** Every folder within {@code models} that has a card or a life, by name. */
    public static List<Family> all(Path models) throws IOException {
        try (var folders = Files.list(models)) {
            return folders.filter(f -> Files.exists(f.resolve(ModelFolder.CARD)) || Files.exists(f.resolve(LIFE)))
                    .sorted()
                    .map(f -> new Family(f.getFileName().toString(), f))
                    .toList();
        }
    }

    public String name() {
        return name;
    }

    /** @throws IOException if there is a life that cannot be read */
    public Life life() throws IOException {
        var file = folder.resolve(LIFE);
        if (!Files.exists(file)) {
            return new Life(ITSELF, "", "");
        }
        try {
            var life = JSON.readValue(Files.readAllBytes(file), Life.class);
            if (life.active() == null || life.shadow() == null || life.previous() == null) {
                throw new IOException(file + ": active, shadow and previous are needed");
            }
            return life;
        } catch (JsonProcessingException e) {
            throw new IOException(file + ": no life of a model", e);
        }
    }

    /** @param version as a life names it */
    public Found look(String version) {
        if (version.equals(BUNDLED)) {
            return ModelFolder.look(name);
        }
        try {
            return ModelFolder.look(place(version).toString());
        } catch (IOException e) {
            return new ModelFolder.Refused(name, e.getMessage());
        }
    }

    /** Versions come from cards, which anybody may have written. */
    private Path place(String version) throws IOException {
        if (!version.equals(ITSELF) && !version.matches("[A-Za-z0-9_-]{1,64}")) {
            throw new IOException("\"" + version + "\" is no name of a version");
        }
        return folder.resolve(version).normalize();
    }

    /** Every file whose change may change what the models say: the life, and all cards and weights. */
    public List<Path> files() throws IOException {
        var folders = new ArrayList<Path>(List.of(folder));
        if (Files.isDirectory(folder)) {
            try (var within = Files.list(folder)) {
                within.filter(Files::isDirectory).sorted().forEach(folders::add);
            }
        }
        return folders.stream()
                .flatMap(f ->
                        Stream.of(LIFE, ModelFolder.CARD, ModelFolder.WEIGHTS).map(f::resolve))
                .filter(Files::exists)
                .toList();
    }

    /**
     * Takes a copy of a model as the shadow of this family. A family without a model begins with the bundled one of its name, if
     * there is one.
     */
    public Life shadow(Checked candidate) throws IOException {
        var life = Files.exists(folder.resolve(LIFE)) || Files.exists(folder.resolve(ModelFolder.CARD))
                ? life()
                : new Life(ModelFolder.BUNDLED.contains(name) ? BUNDLED : "", "", "");
        var version = candidate.card().version();
        if (look(life.active()) instanceof Checked active
                && active.card().version().equals(version)) {
            throw new IOException(version + " is the active model already");
        }
        candidate.write(place(version));
        return write(new Life(life.active(), version, life.previous()));
    }

    /** The shadow becomes active; what was active is kept for the way back. */
    public Life promote() throws IOException {
        var life = life();
        return write(new Life(life.shadow(), "", life.active()));
    }

    /** Back to what was active before; what is active now goes on as shadow. Empty if there is no way back. */
    public Optional<Life> rollBack() throws IOException {
        var life = life();
        return life.previous().isEmpty()
                ? Optional.empty()
                : Optional.of(write(new Life(life.previous(), life.active(), "")));
    }

    private Life write(Life life) throws IOException {
        var next = folder.resolve(LIFE + ".next");
        Files.write(next, JSON.writeValueAsBytes(life));
        try (var file = FileChannel.open(next, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        Files.move(next, folder.resolve(LIFE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return life;
    }
}

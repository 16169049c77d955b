package io.gabion.loadtests.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Predicate;

/** Ends its process, as SIGKILL does, at the place that a file names; whoever runs it writes the file. */
final class Halt {
    /** System property and configuration key: the file. */
    static final String FILE = "gabion.crash";

    private static final int KILLED = 137;

    private final Path file;
    private String ordered = "";
    private int passages;

    Halt(Path file) {
        this.file = file;
    }

    /** The next process that comes there with this target ends, at the given passage from now on. */
    static void order(Path file, CrashPoint point, String target) throws IOException {
        var whole = file.resolveSibling(file.getFileName() + ".new");
        Files.write(whole, List.of(point.where(), target, "" + point.passage()));
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whatever it is about: one target at a time is attacked. */
    void at(String where) {
        pass(where, _ -> true);
    }

    /** @param target what its name ends with is compared */
    void at(String where, String target) {
        pass(where, target::endsWith);
    }

    private synchronized void pass(String where, Predicate<String> isMeant) {
        try {
            var order = Files.readString(file);
            if (!order.equals(ordered)) {
                ordered = order;
                passages = 0;
            }
            var words = order.lines().toList();
            if (words.get(0).equals(where)
                    && isMeant.test(words.get(1))
                    && ++passages == Integer.parseInt(words.get(2))) {
                Runtime.getRuntime().halt(KILLED);
            }
        } catch (NoSuchFileException e) {
            // Nobody wants an end.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.gabion.node.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import io.gabion.node.source.SourceSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Appends the demo's lines to their logs as their writers would have, but faster. */
public final class Player {
    private final Path directory;
    private final List<Timed> lines;

    /** Makes the logs, empty. */
    public Player(Path directory, List<Timed> lines) throws IOException {
        this.directory = directory;
        this.lines = List.copyOf(lines);
        Files.createDirectories(directory);
        for (var file : files()) {
            Files.write(file, new byte[0], CREATE);
        }
    }

    public List<SourceSetting> sources() {
        return files().stream().<SourceSetting>map(SourceSetting.File::new).toList();
    }

    private List<Path> files() {
        return List.of(directory.resolve(AuthLog.FILE), directory.resolve(ConnLog.FILE));
    }

    /** Writes what is before {@code until} at once. */
    public void fastForward(Instant until) throws IOException {
        write(lines.stream().filter(line -> line.at().isBefore(until)).toList());
    }

    /** Writes the rest, from {@code from} on, within the given time; returns early when interrupted. */
    public void play(Instant from, Duration within) throws IOException, InterruptedException {
        var rest = lines.stream().filter(line -> !line.at().isBefore(from)).toList();
        if (rest.isEmpty()) {
            return;
        }
        double length = Duration.between(from, rest.getLast().at()).toMillis();
        long began = System.nanoTime();
        for (int next = 0; next < rest.size(); ) {
            double elapsed = (System.nanoTime() - began) / 1e6;
            var due = from.plusMillis((long) (elapsed / within.toMillis() * length));
            int end = next;
            while (end < rest.size() && !rest.get(end).at().isAfter(due)) {
                end++;
            }
            write(rest.subList(next, end));
            next = end;
            Thread.sleep(50);
        }
    }

    private void write(List<Timed> some) throws IOException {
        Map<String, StringBuilder> texts = new LinkedHashMap<>();
        for (var line : some) {
            texts.computeIfAbsent(line.file(), _ -> new StringBuilder())
                    .append(line.line())
                    .append('\n');
        }
        for (var text : texts.entrySet()) {
            Files.write(
                    directory.resolve(text.getKey()), text.getValue().toString().getBytes(UTF_8), CREATE, APPEND);
        }
    }
}

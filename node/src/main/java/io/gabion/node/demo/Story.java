package io.gabion.node.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells what a node finds as it finds it, and remembers which stages of the attack have been seen. */
public final class Story {
    private final PrintStream out;
    private final List<Stage> stages;
    private final Set<String> told = new HashSet<>();
    private final Set<String> techniques = new HashSet<>();

    public Story(PrintStream out, List<Stage> stages) {
        this.out = out;
        this.stages = List.copyOf(stages);
    }

    /** A change as a board tells it. */
    public synchronized void hear(ObjectNode change) {
        var record = change.path("record");
        switch (change.path("kind").asText()) {
            case "suspicion" -> suspicion(record);
            case "incident" -> {
                if (told.add(record.path("id").asText())) {
                    say(
                            "incident",
                            record.path("id").asText() + ": "
                                    + record.path("title").asText());
                }
            }
            case "response" -> record.path("actions").forEach(action -> action(record, action));
            default -> {} // Containments are told by their responses.
        }
        notifyAll();
    }

    private void suspicion(JsonNode record) {
        record.path("techniques").forEach(technique -> {
            if (techniques.add(technique.asText())) {
                stages.stream()
                        .filter(stage -> stage.technique().equals(technique.asText()))
                        .forEach(stage -> say("STAGE", stage.technique() + " " + stage.name()));
            }
        });
        say("suspicion", record.path("explanation").path(0).asText());
    }

    private void action(JsonNode response, JsonNode action) {
        var what = action.path("kind").asText() + " " + action.path("target").asText() + ": "
                + action.path("decision").asText();
        if (told.add(response.path("id").asText() + what)) {
            var why = action.path("reason").asText();
            say("response", what + (why.isEmpty() ? "" : " (" + why + ")"));
        }
    }

    private void say(String kind, String text) {
        out.println("  %-9s  %s".formatted(kind, text));
    }

    /** The stages not seen yet. */
    public synchronized List<Stage> missing() {
        return stages.stream()
                .filter(stage -> !techniques.contains(stage.technique()))
                .toList();
    }

    /** Waits until every stage was seen, or no longer than that. */
    public synchronized boolean sawAll(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!missing().isEmpty()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}

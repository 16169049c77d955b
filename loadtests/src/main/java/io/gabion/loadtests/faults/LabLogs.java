package io.gabion.loadtests.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** What the nodes of a lab have said, each life in a file of its own. */
record LabLogs(Path work) {
    boolean contain(String text) {
        try (var logs = Files.newDirectoryStream(work, "node*.log")) {
            for (var log : logs) {
                if (Files.readString(log).contains(text)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that, what each node says now of its sources, and what it has in memory. */
    void keep(Path place, List<LabNode> nodes) throws IOException, InterruptedException {
        Files.createDirectories(place);
        for (var node : nodes) {
            var name = "node" + node.number();
            Files.writeString(place.resolve(name + ".sources.json"), Load.sources(node));
            Files.writeString(place.resolve(name + ".objects"), node.objects());
        }
        try (var logs = Files.newDirectoryStream(work, "*.log")) {
            for (var log : logs) {
                Files.copy(log, place.resolve(log.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}

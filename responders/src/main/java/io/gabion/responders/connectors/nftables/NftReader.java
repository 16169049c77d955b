package io.gabion.responders.connectors.nftables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.Mistaken;
import io.gabion.responders.connectors.shell.Shell;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Which targets stand in their sets: one of a set is asked for by itself, of several the whole set is read. */
final class NftReader {
    private static final int FAILED = 1;
    private static final int READS = 10;
    private static final String INTERRUPTED = "Interrupted system call";
    private static final JsonMapper JSON = new JsonMapper();

    private final Shell shell;

    NftReader(Shell shell) {
        this.shell = shell;
    }

    /** What makes of a set something that is blocked. Without its elements, so that it stays short. */
    NftTable table(Instant deadline) throws IOException, InterruptedException {
        var output = run(deadline, "-t", "list", "table", "inet", "gabion");
        if (output.exit() == FAILED && absent(output, deadline) instanceof Result.Absent) {
            return new NftTable(List.of());
        }
        if (output.exit() != 0) {
            var lost = lost(output);
            throw lost.mistaken() ? new Mistaken(lost.why()) : new IOException(lost.why());
        }
        try {
            return new NftTable(JSON.readTree(output.text()).path("nftables"));
        } catch (JsonProcessingException e) {
            throw new IOException("nft lists no table that can be read", e);
        }
    }

    /** @return for each Done if it stands there, Absent or Lost */
    Map<String, Result> read(Set<String> targets, Instant deadline) throws IOException, InterruptedException {
        var bySet = new TreeMap<String, List<String>>();
        for (var target : targets) {
            bySet.computeIfAbsent(NftSet.of(target).name(), _ -> new ArrayList<>())
                    .add(target);
        }
        var found = new HashMap<String, Result>();
        for (var one : bySet.entrySet()) {
            if (one.getValue().size() == 1) {
                var target = one.getValue().getFirst();
                found.put(target, element(one.getKey(), target, deadline));
            } else {
                found.putAll(listed(one.getKey(), one.getValue(), deadline));
            }
        }
        return found;
    }

    private Result element(String set, String target, Instant deadline) throws IOException, InterruptedException {
        var output = run(deadline, "get", "element", "inet", "gabion", set, "{ " + NftSet.element(target) + " }");
        return output.exit() == 0 ? new Result.Done() : absent(output, deadline);
    }

    private Map<String, Result> listed(String set, List<String> targets, Instant deadline)
            throws IOException, InterruptedException {
        var output = run(deadline, "list", "set", "inet", "gabion", set);
        var missing = output.exit() == FAILED ? absent(output, deadline) : new Result.Absent();
        var elements = output.exit() == FAILED ? Optional.of(Set.<String>of()) : elements(output);
        var found = new HashMap<String, Result>();
        for (var target : targets) {
            // A set that is too long to be read as a whole, or may not be, is asked for each.
            found.put(
                    target,
                    elements.isEmpty()
                            ? element(set, target, deadline)
                            : elements.get().contains(NftSet.element(target)) ? new Result.Done() : missing);
        }
        return found;
    }

    /** Empty if it was cut, or refused. */
    private static Optional<Set<String>> elements(Shell.Output output) {
        if (output.exit() != 0) {
            return Optional.empty();
        }
        try {
            var elements = new HashSet<String>();
            for (var item : JSON.readTree(output.text()).path("nftables")) {
                for (var elem : item.path("set").path("elem")) {
                    elements.add(value(elem));
                }
            }
            return Optional.of(elements);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** One with a time to live is an object. */
    private static String value(JsonNode elem) {
        return elem.isTextual() ? elem.asText() : elem.path("elem").path("val").asText();
    }

    /** nft ends with 1 for absence and for failure alike; only if it says so and can list its tables was it absence. */
    private Result absent(Shell.Output output, Instant deadline) throws IOException, InterruptedException {
        var absent = output.exit() == FAILED && output.text().contains("No such file or directory");
        return absent && run(deadline, "list", "tables").exit() == 0 ? new Result.Absent() : lost(output);
    }

    static Result.Lost lost(Shell.Output output) {
        var why = output.text().lines().findFirst().orElse("no reason given").replaceAll("\\p{Cntrl}", "?");
        return new Result.Lost(
                "nft ended with " + output.exit() + ": " + why.substring(0, Math.min(why.length(), 200)),
                output.isMistaken());
    }

    /** The kernel interrupts who reads while somebody else writes. */
    private Shell.Output run(Instant deadline, String... what) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("nft", "-j"));
        command.addAll(List.of(what));
        var output = shell.run(command, "", deadline);
        for (int n = 1; n < READS && output.exit() == FAILED && output.text().contains(INTERRUPTED); n++) {
            output = shell.run(command, "", deadline);
        }
        return output;
    }
}

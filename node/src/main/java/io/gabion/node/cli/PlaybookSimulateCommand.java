package io.gabion.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gabion.node.replay.Rehearsal;
import io.gabion.node.replay.Rehearsal.Circumstances;
import io.gabion.node.view.SuspicionRecord;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.response.Verdict;
import io.gabion.protocol.suspicion.Suspicion;
import io.gabion.responders.playbook.Playbooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gabion playbook simulate}. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description =
                "What playbooks would do about recorded incidents, every decision explained. With --config the Guard"
                        + " refuses what that node's would. Nothing is called.")
final class PlaybookSimulateCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    enum People {
        approve,
        deny,
        nobody
    }

    @Parameters(arity = "1..*", paramLabel = "PLAYBOOK|DIR", description = "Playbooks, or folders of them.")
    List<Path> paths;

    @Option(
            names = "--incident",
            required = true,
            paramLabel = "DIR",
            description = "What a replay has written: suspicions.jsonl and incidents.jsonl are read.")
    Path recorded;

    @Option(names = "--id", paramLabel = "ID", description = "One incident of them. Default: all.")
    String id;

    @Option(
            names = "--people",
            defaultValue = "nobody",
            paramLabel = "approve|deny|nobody",
            description = "What those who are asked say. Default: ${DEFAULT-VALUE} says anything")
    People people;

    @Mixin
    SiteOptions node;

    @Option(names = "--frozen", description = "As if somebody had frozen everything.")
    boolean frozen;

    @Override
    public Integer call() throws Exception {
        var circumstances = circumstances();
        var playbooks = Playbooks.load(PlaybookCommand.files(paths));
        var verdict = people == People.nobody
                ? Optional.<Verdict>empty()
                : Optional.of(people == People.approve ? Verdict.APPROVE : Verdict.DENY);
        var suspicions = suspicions();
        boolean found = false;
        for (var incident : read("incidents.jsonl")) {
            var name = incident.path("id").asText();
            var ids = incident.path("suspicions")
                    .valueStream()
                    .map(JsonNode::asText)
                    .toList();
            var evidence = suspicions.stream().filter(s -> ids.contains(s.id())).toList();
            if ((id == null || id.equals(name)) && !evidence.isEmpty()) {
                found = true;
                say("incident " + name + ": " + incident.path("title").asText());
                var entity = new EntityId(new Tenant(incident.path("tenant").asText()), "incident", name);
                new Rehearsal(entity, evidence, playbooks, circumstances, verdict, PlaybookSimulateCommand::say).run();
            }
        }
        if (!found) {
            throw new Refused(Refused.NO, recorded + ": no such incident");
        }
        return 0;
    }

    private Circumstances circumstances() throws IOException, Refused {
        var known = node.read();
        known.ifPresent(k -> say("the Guard is that of " + node.config + ", where " + RunCommand.does(k.settings())
                + ": here what it lets pass is would-apply"));
        return new Circumstances(
                known.map(SiteOptions.Known::policy).orElse(Circumstances.NONE.policy()),
                known.map(SiteOptions.Known::context).orElse(Circumstances.NONE.context()),
                frozen);
    }

    private static void say(String line) {
        System.out.println(Printer.printable(line));
    }

    private List<Suspicion> suspicions() throws IOException {
        return suspicions(recorded.resolve("suspicions.jsonl"));
    }

    static List<Suspicion> suspicions(Path file) throws IOException {
        var suspicions = new ArrayList<Suspicion>();
        for (var node : read(file)) {
            try {
                suspicions.add(SuspicionRecord.read(node));
            } catch (IllegalArgumentException | java.time.DateTimeException e) {
                throw new IOException(file + ":" + (suspicions.size() + 1) + ": " + e.getMessage());
            }
        }
        return suspicions;
    }

    private List<JsonNode> read(String name) throws IOException {
        return read(recorded.resolve(name));
    }

    private static List<JsonNode> read(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException(file + ": not a readable file; a replay writes it");
        }
        var nodes = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(file)) {
            try {
                nodes.add(JSON.readTree(line));
            } catch (JsonProcessingException e) {
                throw new IOException(file + ":" + (nodes.size() + 1) + ": not JSON");
            }
        }
        return nodes;
    }
}

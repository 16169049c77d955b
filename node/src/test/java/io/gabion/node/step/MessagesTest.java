package io.gabion.node.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gabion.detectors.Sight;
import io.gabion.node.Wiring;
import io.gabion.node.asset.AssetCommand;
import io.gabion.node.cohort.CohortCommand;
import io.gabion.node.correlator.CorrelatorCommand;
import io.gabion.node.intake.IntakeCommand;
import io.gabion.node.intake.IntakeState;
import io.gabion.node.shell.Messages;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.cohort.Count;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Inner;
import io.gabion.protocol.entity.Message;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.incident.IncidentCommand;
import io.gabion.protocol.incident.IncidentVerdict;
import io.gabion.protocol.intake.DeadLetter;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.response.Approval;
import io.gabion.protocol.response.PersonalOrder;
import io.gabion.protocol.response.ResponseCommand;
import io.gabion.protocol.response.Verdict;
import io.gabion.protocol.rule.Chain;
import io.gabion.protocol.rule.Chained;
import io.gabion.protocol.rule.Counting;
import io.gabion.protocol.rule.Rule;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Signal;
import io.gabion.protocol.suspicion.Suspicion;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.containment.ContainmentCommand;
import io.gabion.responders.guard.GuardCommand;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
    private static final Messages MESSAGES = Wiring.messages();

    private static final DeadLetter DEAD = new DeadLetter(new Source("auth.log", 7), "no sense", "x\\u0000");

    /** One of each as the first version wrote it: its name, a space, JSON. A new message is added, none is changed. */
    private static final Path EARLIER =
            Path.of(System.getProperty("gabion.root"), "node/src/test/resources/messages.txt");

    /** Those with observations, as the first version that packs them wrote them. */
    private static final Path PACKED = EARLIER.resolveSibling("packed-messages.txt");

    private static final JsonMapper JSON = new JsonMapper();

    private static final AssetRef HOST = new AssetRef(Kind.HOST, "ws1");
    private static final Signal SIGNAL = new Signal("program", "c:\\a.exe");
    private static final Suspicion NOTICED = new Suspicion(
            "5f1d",
            new Tenant("acme"),
            HOST,
            java.time.Instant.EPOCH,
            new Detector(Detector.Kind.BASELINE, "first-seen", "2"),
            "New program on ws1",
            Severity.LOW,
            0.3,
            List.of(),
            List.of(new Source("a.log", 1)),
            List.of("x"),
            List.of(),
            List.of(HOST));

    private static final Counting.Condition TWICE =
            new Counting.Condition("event_count", 600_000, List.of(new Counting.Bound("gte", 2)), -1, 1);
    private static final Rule AGAIN = new Rule("7d3a", "60a3", "Again", Severity.HIGH, List.of(), "Ada", "");
    private static final Chained CHAINED = new Chained(
            "9f1d",
            java.time.Instant.EPOCH,
            new Source("a.log", 1),
            HOST,
            List.of(HOST),
            Map.of("User", "root"),
            new Counting(
                    AGAIN,
                    TWICE,
                    List.of(new Counting.Group(
                            "beef", Map.of("User", "root"), List.of(new Counting.Event(0, 0, 0, 0))))),
            new Chain(
                    "7d3a",
                    2,
                    true,
                    List.of("Guessing"),
                    List.of(new Chain.Link(
                            "7d3a",
                            0,
                            List.of(new Chain.By("who", "User")),
                            List.of(),
                            AGAIN,
                            TWICE,
                            3,
                            false,
                            List.of("Again")))),
            0);

    /** What simulated entities say to each other, and beside it what only comes from outside or goes there. */
    private static final List<Message> OTHERS = List.of(
            new AssetCommand.Take(CHAINED),
            new AssetCommand.Forget(),
            new IntakeCommand.Resume(),
            new IntakeCommand.Count(),
            new IntakeCommand.Accepted(7),
            new IntakeCommand.Busy(24),
            new IntakeCommand.Position("{\"offset\":12}"),
            new IntakeCommand.Counted(new IntakeState.Counts(3, 2, 1), 1),
            new ContainmentCommand.LetGo("default/response/r"),
            new ContainmentCommand.LetGoAll("ann"),
            new ContainmentCommand.Observed("r#1", "observing"),
            new ContainmentCommand.Accepted(),
            new ContainmentCommand.Rejected("no"),
            new ResponseCommand.Accepted(),
            new ResponseCommand.Rejected("no"),
            new IncidentCommand.Judge(IncidentVerdict.TRUE_POSITIVE, "ann", ""),
            new IncidentCommand.Noted(),
            new IncidentCommand.MergeInto(new EntityId(new Tenant("acme"), "incident", "i")),
            new ResponseCommand.Vote("ask", "ann", "approver", Verdict.APPROVE, "digest", "seen"),
            new ResponseCommand.Pause(new PersonalOrder("ann", "admin", "seen", "k")),
            new ResponseCommand.Resume(new PersonalOrder("ann", "admin", "seen", "k")),
            new ResponseCommand.Retry("block", new PersonalOrder("ann", "admin", "seen", "k")),
            new ResponseCommand.Skip("block", new PersonalOrder("ann", "admin", "seen", "k")),
            new ResponseCommand.Counted(Approval.Standing.WAITING, 1),
            new ResponseCommand.Forbidden("not you"),
            new GuardCommand.Freeze("ann", "drill"),
            new GuardCommand.Thaw("ann"),
            new GuardCommand.Surroundings("node1", List.of("192.0.2.1")),
            new GuardCommand.Show(),
            new GuardCommand.Done(),
            new GuardCommand.Shown(
                    Mode.LIVE,
                    Set.of("firewall"),
                    "",
                    List.of(new GuardCommand.Used(Action.BLOCK_ADDRESS, 1, 100, Duration.ofHours(1), 1, 1_000)),
                    List.of("192.0.2.0/24"),
                    List.of("127.0.0.1"),
                    List.of(new GuardCommand.Brake("p/block", false, 3, java.time.Instant.EPOCH, true))),
            new ResponseCommand.CallOff("ann", "our own scanner"),
            new GuardCommand.Alarm(
                    "r#1/alarm/2",
                    new EntityId(new Tenant("acme"), "containment", "firewall/block-address/203.0.113.7"),
                    Action.BLOCK_ADDRESS,
                    new io.gabion.protocol.containment.Target("firewall", "203.0.113.7"),
                    "no answer"),
            new GuardCommand.Confirm(
                    "r#1",
                    3,
                    new EntityId(new Tenant("acme"), "containment", "firewall/block-address/203.0.113.7"),
                    Action.BLOCK_ADDRESS,
                    new io.gabion.protocol.containment.Target("firewall", "203.0.113.7")),
            new GuardCommand.Decide("p/block", Verdict.APPROVE, "ann", "seen"),
            new GuardCommand.Rejected("no"),
            new ContainmentCommand.Held("r#1", "the brake"),
            new CohortCommand.Shown(
                    HOST, List.of(new Sight(SIGNAL, true)), List.of(new CohortCommand.Strange(NOTICED, SIGNAL))),
            new CohortCommand.Weigh(
                    NOTICED,
                    SIGNAL,
                    true,
                    List.of(new Count("host/workstation", 24, 31, NOTICED.time(), NOTICED.time(), 17, "9f86"))));

    @Test
    void every_message_is_read_as_it_was_written() {
        var said = new HashSet<String>();
        for (long seed = 0; seed < 50; seed++) {
            new WholeThreadRun("none", true, seed, (_, message) -> {
                        if (!(message instanceof Inner)) {
                            assertThat(read(MESSAGES.write(message))).isEqualTo(message);
                            said.add(name(message));
                        }
                        if (message instanceof AssetCommand.Deliver deliver) {
                            var batch = new IntakeCommand.Accept("k#0", "{}", deliver.observations(), List.of(DEAD));
                            assertThat(read(MESSAGES.write(batch))).isEqualTo(batch);
                            said.add(name(batch));
                        }
                        return "";
                    })
                    .run();
        }
        for (var message : OTHERS) {
            assertThat(read(MESSAGES.write(message))).isEqualTo(message);
            said.add(name(message));
        }
        assertThat(MESSAGES.names())
                .filteredOn(name -> !name.startsWith("Input."))
                .as("none is left out")
                .isSubsetOf(said);
    }

    /** A message that is to change gets another name: both versions of a node may run side by side. */
    @Test
    void what_an_earlier_version_says_is_understood_and_it_understands_this_one() throws IOException {
        var said = new TreeMap<String, String>();
        for (var file : List.of(EARLIER, PACKED)) {
            for (var message : Files.readAllLines(file)) {
                int end = message.indexOf(' ');
                said.put(message.substring(0, end), message.substring(end + 1));
            }
        }
        for (var earlier : said.entrySet()) {
            var now = MESSAGES.write(MESSAGES.read(named(earlier.getKey(), earlier.getValue())));
            var in = new DataInputStream(new ByteArrayInputStream(now));
            assertThat(in.readUTF()).isEqualTo(earlier.getKey());
            assertThat(lacking(JSON.readTree(earlier.getValue()), JSON.readTree(in.readAllBytes())))
                    .as(earlier.getKey())
                    .isEmpty();
        }
        assertThat(said.keySet()).isEqualTo(MESSAGES.names());
    }

    /** What the earlier version needs, and does not get as it was. */
    private static List<String> lacking(JsonNode earlier, JsonNode now) {
        if (!earlier.isObject()) {
            return earlier.equals(now) ? List.of() : List.of(earlier + " became " + now);
        }
        var lacking = new ArrayList<String>();
        earlier.properties()
                .forEach(field -> lacking(field.getValue(), now.path(field.getKey()))
                        .forEach(what -> lacking.add(field.getKey() + ": " + what)));
        return lacking;
    }

    @Test
    void what_an_earlier_version_packed_is_understood() throws IOException {
        var plain = Files.readAllLines(EARLIER);
        for (var line : Files.readAllLines(PACKED)) {
            int end = line.indexOf(' ');
            var name = line.substring(0, end);
            var json =
                    plain.stream().filter(other -> other.startsWith(name + " ")).findFirst();
            assertThat(MESSAGES.read(named(name, line.substring(end + 1))))
                    .isEqualTo(MESSAGES.read(named(name, json.orElseThrow().substring(end + 1))));
        }
    }

    @Test
    void observations_that_are_packed_wrongly_are_none() {
        var accept = "{\"key\":\"k\",\"position\":\"\",\"observations\":\"%s\",\"deadLetters\":[],\"fired\":{}}";
        for (var packed : List.of("", "AQ==", "AgA=", "no base64", "AQH/////")) {
            assertThatThrownBy(() -> MESSAGES.read(named("IntakeCommand.Accept", accept.formatted(packed))))
                    .isInstanceOf(NotSerializableException.class);
        }
    }

    @Test
    void what_an_entity_only_says_to_itself_is_neither_written_nor_read() throws IOException {
        var answered = new ContainmentCommand.Answered(
                io.gabion.protocol.containment.ContainmentOrder.Verb.APPLY, 1, new Result.Done());
        for (var message : List.of(answered, new AssetCommand.Wake(), new CorrelatorCommand.Wake())) {
            assertThatThrownBy(() -> MESSAGES.write(message)).hasMessageStartingWith("not said to other nodes");
            assertThatThrownBy(() -> MESSAGES.read(named(name(message), "{}")))
                    .isInstanceOf(NotSerializableException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"java.lang.String", "GuardCommand.Freeze ", "Guard", "", "../GuardCommand.Freeze", "Input.Stop"})
    void no_other_name_is_known(String name) {
        assertThatThrownBy(() -> MESSAGES.read(named(name, "{}"))).isInstanceOf(NotSerializableException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"by\":\"ann\"}", "{\"by\":null,\"reason\":\"drill\"}"})
    void a_message_with_something_missing_is_none(String json) {
        assertThatThrownBy(() -> MESSAGES.read(named("GuardCommand.Freeze", json)))
                .isInstanceOf(NotSerializableException.class);
    }

    @Test
    void a_field_of_a_newer_node_is_left_out() throws IOException {
        assertThat(MESSAGES.read(named("GuardCommand.Freeze", "{\"by\":\"ann\",\"reason\":\"drill\",\"until\":7}")))
                .isEqualTo(new GuardCommand.Freeze("ann", "drill"));
    }

    private static String name(Message message) {
        var type = message.getClass();
        return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
    }

    private static DataInputStream named(String name, String json) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeUTF(name);
        out.write(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    }

    private static Message read(byte[] bytes) {
        try {
            return MESSAGES.read(new DataInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

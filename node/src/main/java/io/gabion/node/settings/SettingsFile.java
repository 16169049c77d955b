package io.gabion.node.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.gabion.node.cluster.ClusterPlace;
import io.gabion.node.people.People;
import io.gabion.node.settings.Settings.ChannelSetting;
import io.gabion.node.settings.Settings.ConnectorSetting;
import io.gabion.node.settings.Settings.Embedded;
import io.gabion.node.settings.Settings.Log;
import io.gabion.node.settings.Settings.Nftables;
import io.gabion.node.settings.Settings.RuleSetting;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.guard.Mode;
import io.gabion.responders.guard.GuardPolicy;
import io.gabion.responders.guard.NetworkLimits;
import io.gabion.responders.guard.Protected;
import io.gabion.responders.playbook.YamlMistake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@link Settings}. A mistake is one line that names the file and the setting or line at fault. */
public final class SettingsFile {
    private static final long MOST = 1 << 20;
    private static final Pattern PLACE = Pattern.compile("([\\w.-]+|\\[[0-9a-fA-F:.]+])(?::(\\d{1,5}))?");
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private record File(
            String mode,
            List<String> protect,
            List<String> protectAccounts,
            List<String> protectDomains,
            List<String> protectHosts,
            List<String> protectFiles,
            Map<String, ConnectorFile> connectors,
            Map<String, ChannelFile> channels,
            Map<Action, Budget> budgets,
            List<String> protectRoles,
            List<String> emergency,
            Brake brake,
            StoreFile store,
            List<String> rules,
            String placeholders,
            List<String> context,
            ClusterFile cluster,
            Map<String, Person> people,
            Networks networks) {
        private static final File EMPTY = new File(
                null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null, null);
    }

    private record Person(String role, String tenant, List<String> tokens, List<String> slack) {}

    private record Budget(Integer perWindow, String window, Integer concurrent, Integer emergency) {}

    private record Networks(Integer addresses, Integer widest4, Integer widest6) {}

    private record Brake(Integer targets, String window, String channel, List<ChainFile.Level> escalation) {}

    /** Without a file: observing, with the machine's own firewall and log. */
    public static Settings usual() {
        return settings(File.EMPTY);
    }

    /** @throws IOException in one line */
    public static Settings read(Path file) throws IOException {
        if (Files.size(file) > MOST) {
            throw new IOException(file + ": larger than 1 MiB");
        }
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": not a file");
        }
        var text = text(file);
        try {
            var read = saysNothing(text) ? null : YAML.readValue(text, File.class);
            return settings(read == null ? File.EMPTY : read);
        } catch (InvalidTypeIdException e) {
            throw new IOException(
                    file + ":" + e.getLocation().getLineNr() + ": a connector's type is " + ConnectorFile.TYPES, e);
        } catch (JsonProcessingException e) {
            var mistake = YamlMistake.of(e, text, "unknown setting");
            throw new IOException(file + ":" + mistake.line() + ": " + mistake.why(), e);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": not UTF-8", e);
        }
    }

    /** Everything may be left out, or be a comment still. */
    private static boolean saysNothing(String text) {
        return text.lines().map(String::strip).allMatch(line -> line.isEmpty() || line.startsWith("#"));
    }

    private static Settings settings(File file) {
        var connectors =
                new HashMap<>(Map.of("firewall", new ConnectorSetting(false, new Nftables("", Optional.empty()))));
        orNone(file.connectors()).forEach((name, c) -> connectors.put(name, connector("connectors." + name, c)));
        var channels = new HashMap<String, ChannelSetting>(Map.of("log", new Log()));
        orNone(file.channels()).forEach((name, c) -> channels.put(name, channel("channels." + name, c)));
        var budgets = new EnumMap<>(Settings.USUAL_BUDGETS);
        orNone(file.budgets()).forEach((action, b) -> budgets.put(action, budget(action, b)));
        return new Settings(
                file.mode() == null ? Mode.OBSERVE : mode(file.mode()),
                new Protected(
                        orNone(file.protect()),
                        orNone(file.protectAccounts()),
                        orNone(file.protectDomains()),
                        orNone(file.protectHosts()),
                        orNone(file.protectFiles()),
                        file.protectRoles() == null ? Protected.USUAL_ROLES : file.protectRoles()),
                connectors,
                channels,
                budgets,
                Set.copyOf(orNone(file.emergency())),
                brake(file.brake(), channels.keySet()),
                file.store() == null ? new Embedded() : file.store().setting(),
                rules(file),
                paths("context", file.context()),
                Optional.ofNullable(file.cluster()).map(ClusterFile::place),
                people(file),
                networks(file.networks()));
    }

    private static People people(File file) {
        var people = new HashMap<String, People.Person>();
        orNone(file.people()).forEach((name, p) -> {
            var where = "people." + name + ".";
            if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
                throw new IllegalArgumentException("people: not a name of letters, digits, '.', '_' and '-': " + name);
            }
            var role = needed(where + "role", p == null ? null : p.role());
            if (!People.ROLES.contains(role)) {
                throw new IllegalArgumentException(where + "role is one of " + People.ROLES + ", not '" + role + "'");
            }
            people.put(
                    name,
                    new People.Person(
                            name,
                            p.tenant() == null ? "default" : p.tenant(),
                            role,
                            orNone(p.tokens()),
                            orNone(p.slack())));
        });
        return new People(people);
    }

    private static RuleSetting rules(File file) {
        return new RuleSetting(
                paths("rules", file.rules()),
                Optional.ofNullable(file.placeholders()).map(Path::of));
    }

    private static List<Path> paths(String where, List<String> given) {
        return orNone(given).stream().map(f -> Path.of(needed(where, f))).toList();
    }

    /** @throws IllegalArgumentException in one line */
    public static Mode mode(String text) {
        return switch (text) {
            case "observe" -> Mode.OBSERVE;
            case "live" -> Mode.LIVE;
            default -> throw new IllegalArgumentException("mode is observe or live, not '" + text + "'");
        };
    }

    private static ConnectorSetting connector(String where, ConnectorFile c) {
        if (c == null) {
            throw new IllegalArgumentException(where + ": type is " + ConnectorFile.TYPES);
        }
        return new ConnectorSetting(c.live(), c.peer(where + "."));
    }

    private static ChannelSetting channel(String where, ChannelFile c) {
        if (c == null) {
            throw new IllegalArgumentException(where + ".type is " + ChannelFile.TYPES);
        }
        return c.setting(where + ".");
    }

    static int port(String where, int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(where + " is 1 to 65535, not " + port);
        }
        return port;
    }

    /** What is not said is as usual. */
    private static GuardPolicy.Budget budget(Action action, Budget given) {
        var usual = Settings.USUAL_BUDGETS.get(action);
        if (usual == null || given == null) {
            throw new IllegalArgumentException("budgets: nothing does that, or no budget is given");
        }
        return new GuardPolicy.Budget(
                given.perWindow() == null ? usual.perWindow() : given.perWindow(),
                given.window() == null ? usual.window() : time("budgets." + action.word() + ".window", given.window()),
                given.concurrent() == null ? usual.concurrent() : given.concurrent(),
                given.emergency() == null ? usual.emergency() : given.emergency());
    }

    private static NetworkLimits networks(Networks given) {
        var usual = NetworkLimits.USUAL;
        return given == null
                ? usual
                : new NetworkLimits(
                        given.addresses() == null ? usual.addresses() : given.addresses(),
                        given.widest4() == null ? usual.widest4() : given.widest4(),
                        given.widest6() == null ? usual.widest6() : given.widest6());
    }

    private static GuardPolicy.Brake brake(Brake given, Set<String> channels) {
        var usual = GuardPolicy.Brake.USUAL;
        if (given == null) {
            return usual;
        }
        var channel = given.channel() == null ? usual.channel() : given.channel();
        if (!channels.contains(channel)) {
            throw new IllegalArgumentException("brake.channel: no such channel: " + channel);
        }
        return new GuardPolicy.Brake(
                given.targets() == null ? usual.targets() : given.targets(),
                given.window() == null ? usual.window() : time("brake.window", given.window()),
                channel,
                ChainFile.read("brake.escalation", given.escalation(), channels));
    }

    /** The others know a node by what it is called here: a name stays a name. */
    public static InetSocketAddress nodeAddress(String where, String text) {
        var address = place(where, text, ClusterPlace.PORT);
        return InetSocketAddress.createUnresolved(address.getHostString(), address.getPort());
    }

    /** {@code HOST} or {@code HOST:PORT}; an IPv6 address in brackets. */
    static InetSocketAddress place(String where, String text, int usual) {
        var parts = PLACE.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(where + ": not a host or host:port: '" + text + "'");
        }
        var port = parts.group(2);
        return new InetSocketAddress(
                parts.group(1), port == null ? usual : port(where + ": port", Integer.parseInt(port)));
    }

    static Duration time(String where, String text) {
        try {
            return Duration.parse("PT" + text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(where + " is a time such as 10m, not '" + text + "'", e);
        }
    }

    static String needed(String where, String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(where + " is needed");
        }
        return value;
    }

    private static <K, V> Map<K, V> orNone(Map<K, V> map) {
        return map == null ? Map.of() : map;
    }

    private static List<String> orNone(List<String> list) {
        return list == null ? List.of() : list;
    }

    private SettingsFile() {}
}

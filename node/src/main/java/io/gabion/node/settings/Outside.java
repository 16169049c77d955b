package io.gabion.node.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gabion.node.people.Desk;
import io.gabion.node.people.People;
import io.gabion.node.people.Signing;
import io.gabion.node.people.SlackDoor;
import io.gabion.node.people.SlackMessage;
import io.gabion.node.settings.Settings.ConnectorSetting;
import io.gabion.node.settings.Settings.Log;
import io.gabion.node.settings.Settings.Mail;
import io.gabion.node.settings.Settings.Slack;
import io.gabion.node.settings.Settings.Syslog;
import io.gabion.node.settings.Settings.Webhook;
import io.gabion.node.time.SteadyClock;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.ResponseCommand.Notified;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.Channel;
import io.gabion.responders.connectors.PinnedTrust;
import io.gabion.responders.connectors.mail.MailChannel;
import io.gabion.responders.connectors.syslog.SyslogChannel;
import io.gabion.responders.connectors.webhook.WebhookChannel;
import io.gabion.responders.response.Notices;
import io.gabion.responders.response.Peers;
import io.gabion.responders.worker.Care;
import io.gabion.responders.worker.Courier;
import io.gabion.responders.worker.Standings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The systems outside that a node may call, made from its settings. */
public final class Outside implements Notices, Standings, AutoCloseable {
    private static final Logger NOTICES = LoggerFactory.getLogger("gabion.notices");
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final InstantSource CLOCK = new SteadyClock();

    private final Map<String, Connector> connectors = new HashMap<>();
    private final Map<String, Courier> channels = new HashMap<>();
    /** Those that speak with people, by the names of their channels. */
    private final Map<String, SlackMessage> messages = new HashMap<>();

    private final Map<String, SlackDoor> doors = new HashMap<>();
    private final Workers workers = new Workers();
    private final Peers peers;
    private People people = People.NONE;

    private Outside(Settings settings) {
        peers = new SetUp(settings.connectors());
    }

    /**
     * A live connector that does not answer is warned of, one line for each of its machines.
     *
     * @throws IOException in one line that names the connector or channel that cannot be used before a person has put it right
     */
    public static Outside open(Settings settings) throws IOException {
        var outside = new Outside(settings);
        outside.people = settings.people();
        try {
            var live = new HashMap<String, Reached>();
            for (var c : settings.connectors().entrySet()) {
                var reached = outside.connect(c.getKey(), c.getValue());
                if (c.getValue().live()) {
                    live.put(c.getKey(), reached);
                }
            }
            Trial.of(live);
            for (var c : settings.channels().entrySet()) {
                var channel =
                        switch (c.getValue()) {
                            case Log _ -> logged();
                            case Webhook w -> outside.webhook(c.getKey(), w);
                            case Slack s -> outside.slack(c.getKey(), s);
                            case Syslog s -> outside.syslog(c.getKey(), s);
                            case Mail m -> outside.mail(c.getKey(), m);
                        };
                outside.channels.put(
                        c.getKey(), new Courier(c.getKey(), channel, Care.OF_NOTICES, CLOCK, new SplittableRandom()));
            }
            return outside;
        } catch (IOException e) {
            outside.close();
            throw e;
        }
    }

    /** What is needed to let go, as far as it can be had: no connector that fails keeps the others from it. */
    public static Outside openToRelease(Settings settings) {
        var outside = new Outside(settings);
        for (var c : settings.connectors().entrySet()) {
            try {
                outside.connect(c.getKey(), c.getValue());
            } catch (IOException e) {
                NOTICES.warn("{}; nothing is released there", e.getMessage());
            }
        }
        return outside;
    }

    public Map<String, Connector> connectors() {
        return Map.copyOf(connectors);
    }

    /** What each of them reaches, as it is set up; also what is not set up, or could not be opened. */
    public Peers peers() {
        return peers;
    }

    /** Of the channels. */
    @Override
    public List<Standing> standings() {
        return channels.values().stream().flatMap(c -> c.standings().stream()).toList();
    }

    private Reached connect(String name, ConnectorSetting setting) throws IOException {
        var reached = Reached.by(name, setting, workers);
        connectors.put(name, reached.connector());
        return reached;
    }

    private Channel webhook(String name, Webhook setting) throws IOException {
        return posting(setting.url(), secret(name, setting.secret()), trusted(name, setting.trust()));
    }

    /** Who decides, from where. */
    public Desk desk() {
        return new Desk(people, doors);
    }

    /** The address is as secret as what it is signed with: it is named nowhere. */
    private Channel slack(String name, Slack setting) throws IOException {
        var signing = new Signing(secret(name, setting.secret()));
        var address = read(name, setting.url());
        try {
            var url = URI.create(address);
            if (url.getHost() == null || !"https".equals(url.getScheme()) && !isHere(url)) {
                throw new IllegalArgumentException();
            }
            messages.put(name, new SlackMessage(signing));
            doors.put(name, new SlackDoor(signing, people));
            return posting(url, signing.forMessages(), trusted(name, setting.trust()));
        } catch (IllegalArgumentException e) {
            throw new IOException("channel " + name + ": " + setting.url() + ": holds no https address");
        }
    }

    private static boolean isHere(URI url) {
        return "http".equals(url.getScheme()) && ConnectorFile.HERE.contains(url.getHost());
    }

    private static String read(String name, Path file) throws IOException {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IOException("channel " + name + ": " + file + ": not a readable file", e);
        }
    }

    private static byte[] secret(String name, Path file) throws IOException {
        var secret = read(name, file).getBytes(StandardCharsets.UTF_8);
        if (secret.length < 16) {
            throw new IOException("channel " + name + ": " + file + ": a secret has at least 16 bytes");
        }
        return secret;
    }

    private Channel posting(URI url, byte[] secret, Optional<SSLContext> trust) {
        return workers.keep(new WebhookChannel(url, secret, trust, CLOCK));
    }

    private Channel syslog(String name, Syslog setting) throws IOException {
        var trust = trusted(name, setting.trust());
        var transport = trust.isPresent()
                ? SyslogChannel.Transport.TLS
                : setting.tcp() ? SyslogChannel.Transport.TCP : SyslogChannel.Transport.UDP;
        // Without TLS a name is looked up once: should it lead elsewhere later, nothing would show that.
        var receiver = new InetSocketAddress(setting.host(), setting.port());
        if (receiver.isUnresolved() && trust.isEmpty()) {
            throw new IOException("channel " + name + ": no address is known of " + setting.host());
        }
        var self = InetAddress.getLocalHost().getHostName();
        return new SyslogChannel(receiver, transport, trust, self, workers.threads(), CLOCK);
    }

    private Channel mail(String name, Mail setting) throws IOException {
        var login = setting.letters().login();
        if (login.isPresent() && !Files.isReadable(login.get().password())) {
            throw new IOException("channel " + name + ": " + login.get().password() + ": not a readable file");
        }
        var trust = trusted(name, setting.letters().trust());
        return new MailChannel(setting.letters(), trust, workers.threads(), CLOCK);
    }

    private static Optional<SSLContext> trusted(String channel, Optional<Path> certificates) throws IOException {
        if (certificates.isEmpty()) {
            return Optional.empty();
        }
        if (!Files.isReadable(certificates.get())) {
            throw new IOException("channel " + channel + ": " + certificates.get() + ": not a readable file");
        }
        try {
            return Optional.of(PinnedTrust.of(certificates.get()));
        } catch (IOException e) {
            throw new IOException("channel " + channel + ": " + e.getMessage(), e);
        }
    }

    private static Channel logged() {
        return (_, json, _) -> {
            NOTICES.info("{}", json);
            return CompletableFuture.completedFuture(new Result.Done());
        };
    }

    @Override
    public CompletionStage<Notified> tell(NotifyOrder order) {
        var channel = channels.get(order.channel());
        if (channel == null) {
            return CompletableFuture.completedFuture(
                    new Notified(order.step(), order.attempt(), Outcome.FAILED, "no such channel: " + order.channel()));
        }
        return channel.send(order.key(), said(order), order.deadline()).thenApply(result -> notified(order, result));
    }

    private String said(NotifyOrder order) {
        var message = messages.get(order.channel());
        return message == null ? text(order) : message.of(order);
    }

    private static Notified notified(NotifyOrder order, Result result) {
        return switch (result) {
            case Result.Done _, Result.Absent _ -> new Notified(order.step(), order.attempt(), Outcome.APPLIED, "");
            case Result.Refused(var why) -> new Notified(order.step(), order.attempt(), Outcome.FAILED, why);
            case Result.Busy(var notBefore) ->
                new Notified(order.step(), order.attempt(), Outcome.FAILED, "busy", Optional.of(notBefore));
            case Result.Lost(var why, var _) -> new Notified(order.step(), order.attempt(), Outcome.FAILED, why);
        };
    }

    private static String text(NotifyOrder order) {
        var node = JsonNodeFactory.instance
                .objectNode()
                .put("incident", order.incident())
                .put("playbook", order.playbook());
        if (!order.subject().isEmpty()) {
            node.put("subject", order.subject());
        }
        var actions = node.putArray("actions");
        order.actions()
                .forEach(a -> actions.addObject()
                        .put("kind", a.kind())
                        .put("target", a.target())
                        .put("decision", JSON.convertValue(a.decision(), String.class))
                        .put("reason", a.reason()));
        if (!order.about().isEmpty()) {
            node.put("about", order.about());
        }
        if (!order.questions().isEmpty()) {
            var questions = node.putArray("questions");
            order.questions()
                    .forEach(q -> questions
                            .addObject()
                            .put("approval", q.approval())
                            .put("digest", q.digest())
                            .put("until", q.until().toString())
                            .put("missing", q.missing()));
        }
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        workers.close();
    }
}

package io.gabion.responders.connectors.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gabion.responders.connectors.Channel;
import io.gabion.responders.connectors.ChannelStand;
import io.gabion.responders.connectors.Desk;
import io.gabion.responders.connectors.Line;
import io.gabion.responders.connectors.Peer;
import io.gabion.responders.connectors.PinnedTrust;
import io.gabion.responders.connectors.TcpLine;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A web server that takes what is posted to it and signed. */
public class WebhookStand implements ChannelStand {
    private static final String HERE = "127.0.0.1";
    private static final byte[] SECRET = "sixteen or more bytes".getBytes(UTF_8);

    private final List<WebhookChannel> channels = new ArrayList<>();
    private final Path folder;
    private final byte[] secret;
    private final Desk desk;

    public WebhookStand(Path folder) throws IOException {
        this(folder, SECRET);
    }

    /** @param secret what is posted is signed with it */
    protected WebhookStand(Path folder, byte[] secret) throws IOException {
        this.folder = folder;
        this.secret = secret.clone();
        Peer.certify(folder, "desk.pem", "desk.key");
        Peer.certify(folder, "other.pem", "other.key");
        desk = new Desk(HERE, 0, folder.resolve("desk.pem"), folder.resolve("desk.key"));
        desk.checks(secret);
    }

    private Channel channel(URI url, byte[] secret, String trust) throws IOException {
        var pinned = Optional.of(PinnedTrust.of(folder.resolve(trust)));
        channels.add(new WebhookChannel(url, secret, pinned, InstantSource.system()));
        return writing(channels.getLast());
    }

    /** The channel that writes by this one; it posts each message as it is. */
    protected Channel writing(WebhookChannel hook) {
        return hook;
    }

    protected final URI url() {
        return desk.url(HERE);
    }

    /** Text that a node reads from a file of its own. @return where */
    protected final Path written(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text + "\n");
    }

    protected final Path trust() {
        return folder.resolve("desk.pem");
    }

    @Override
    public String settings() throws IOException {
        var file = written("desk.secret", new String(secret, UTF_8));
        return "{type: webhook, url: '%s', secretFile: %s, trust: %s}".formatted(url(), file, trust());
    }

    @Override
    public final Channel channel() throws IOException {
        return channel(url(), secret, "desk.pem");
    }

    @Override
    public final Line line() {
        return new TcpLine(desk.port());
    }

    @Override
    public final Channel channel(Line line) throws IOException {
        return channel(URI.create("https://" + HERE + ":" + ((TcpLine) line).port() + "/hook"), secret, "desk.pem");
    }

    @Override
    public final Optional<Channel> astray() throws IOException {
        return Optional.of(channel(url(), secret, "other.pem"));
    }

    @Override
    public final Optional<Channel> stranger() throws IOException {
        return Optional.of(channel(url(), secret().getBytes(UTF_8), "desk.pem"));
    }

    @Override
    public final String secret() {
        return "quite another secret";
    }

    @Override
    public final Optional<Channel> unwelcome() throws IOException {
        return Optional.of(channel(url().resolve("/gone"), secret, "desk.pem"));
    }

    @Override
    public final boolean busy(boolean so) {
        desk.busy(so);
        return true;
    }

    @Override
    public final List<Arrival> arrivals() {
        return desk.received().stream()
                .filter(one -> isUnderstood(one.body()))
                .map(one -> new Arrival(one.key(), one.body(), one.at()))
                .toList();
    }

    /** Whether the receiver can make anything of it. */
    protected boolean isUnderstood(String body) {
        return !body.isEmpty();
    }

    @Override
    public final void close() {
        channels.forEach(WebhookChannel::close);
        desk.close();
    }
}

package io.gabion.responders.connectors.mail;

import io.gabion.responders.connectors.Channel;
import io.gabion.responders.connectors.ChannelStand;
import io.gabion.responders.connectors.Line;
import io.gabion.responders.connectors.Peer;
import io.gabion.responders.connectors.PinnedTrust;
import io.gabion.responders.connectors.TcpLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real mail server of this machine. */
public final class MailStand implements ChannelStand {
    private static final String FROM = "gabion@example.org";
    private static final String TO = "soc@example.org";

    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final Path folder;
    private final Exim exim;

    public MailStand(Path folder) throws IOException {
        this.folder = folder;
        exim = new Exim(Files.createDirectory(folder.resolve("exim")));
        Peer.certify(folder, "mail.pem", "mail.key");
        Files.writeString(folder.resolve("right"), Exim.PASSWORD + "\n");
        Files.writeString(folder.resolve("wrong"), secret() + "\n");
    }

    private Channel channel(int port, Path trust, String password, String to) throws IOException {
        var login = new MailSettings.Login("gabion", folder.resolve(password));
        var settings = new MailSettings("127.0.0.1", port, Optional.of(trust), Optional.of(login), FROM, List.of(to));
        return new MailChannel(settings, Optional.of(PinnedTrust.of(trust)), executor, InstantSource.system());
    }

    private Channel channel(int port, String password, String to) throws IOException {
        return channel(port, exim.folder.resolve("mail.pem"), password, to);
    }

    @Override
    public Channel channel() throws IOException {
        return channel(exim.port, "right", TO);
    }

    @Override
    public Line line() {
        return new TcpLine(exim.port);
    }

    @Override
    public Channel channel(Line line) throws IOException {
        return channel(((TcpLine) line).port(), "right", TO);
    }

    @Override
    public Optional<Channel> astray() throws IOException {
        return Optional.of(channel(exim.port, folder.resolve("mail.pem"), "right", TO));
    }

    @Override
    public Optional<Channel> stranger() throws IOException {
        return Optional.of(channel(exim.port, "wrong", TO));
    }

    @Override
    public String secret() {
        return "quite another password";
    }

    @Override
    public Optional<Channel> unwelcome() throws IOException {
        return Optional.of(channel(exim.port, "right", "nobody-here@example.org"));
    }

    @Override
    public boolean busy(boolean so) throws IOException {
        exim.busy(so);
        return true;
    }

    @Override
    public String settings() {
        return "{type: mail, host: 127.0.0.1, port: %d, trust: %s, user: gabion, passwordFile: %s, from: %s, to: [%s]}"
                .formatted(exim.port, exim.folder.resolve("mail.pem"), folder.resolve("right"), FROM, TO);
    }

    @Override
    public List<Arrival> arrivals() throws IOException {
        return exim.letters().stream()
                .map(letter -> new Arrival(id(letter.text()), letter.text(), letter.at()))
                .toList();
    }

    private static String id(String letter) {
        return letter.lines()
                .filter(line -> line.startsWith("Message-ID: "))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        exim.close();
        executor.shutdownNow();
    }
}

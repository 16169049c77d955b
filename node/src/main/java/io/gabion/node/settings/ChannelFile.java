package io.gabion.node.settings;

import static io.gabion.node.settings.SettingsFile.needed;

import io.gabion.node.settings.Settings.ChannelSetting;
import io.gabion.node.settings.Settings.Log;
import io.gabion.node.settings.Settings.Mail;
import io.gabion.node.settings.Settings.Slack;
import io.gabion.node.settings.Settings.Syslog;
import io.gabion.node.settings.Settings.Webhook;
import io.gabion.responders.connectors.mail.MailSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One channel as it is written. */
record ChannelFile(
        String type,
        String url,
        String urlFile,
        String secretFile,
        String host,
        int port,
        String transport,
        Boolean tls,
        String trust,
        String user,
        String passwordFile,
        String from,
        List<String> to) {
    static final String TYPES = "log, webhook, slack, syslog or mail";

    private static final int SMTP = 25;
    private static final int SUBMISSION = 587;

    /** @throws IllegalArgumentException in one line that begins with {@code where} */
    ChannelSetting setting(String where) {
        return switch (type == null ? "" : type) {
            case "log" -> new Log();
            case "webhook" ->
                new Webhook(
                        webhook(where + "url", needed(where + "url", url)),
                        Path.of(needed(where + "secretFile", secretFile)),
                        vouching());
            case "slack" ->
                new Slack(
                        Path.of(needed(where + "urlFile", urlFile)),
                        Path.of(needed(where + "secretFile", secretFile)),
                        vouching());
            case "syslog" -> syslog(where);
            case "mail" -> mail(where);
            default -> throw new IllegalArgumentException(where + "type is " + TYPES);
        };
    }

    private Optional<Path> vouching() {
        return Optional.ofNullable(trust).map(Path::of);
    }

    private Syslog syslog(String where) {
        var to = needed(where + "host", host);
        var at = SettingsFile.port(where + "port", port);
        return switch (transport == null ? "tcp" : transport.toLowerCase(Locale.ROOT)) {
            case "tcp" -> new Syslog(to, at, true);
            case "udp" -> new Syslog(to, at, false);
            case "tls" -> new Syslog(to, at, true, Optional.of(Path.of(needed(where + "trust", trust))));
            default ->
                throw new IllegalArgumentException(where + "transport is tcp, udp or tls, not '" + transport + "'");
        };
    }

    private Mail mail(String where) {
        boolean sealed = tls == null || tls;
        var login = Optional.ofNullable(user)
                .map(name -> new MailSettings.Login(name, Path.of(needed(where + "passwordFile", passwordFile))));
        var server = needed(where + "host", host);
        var at = SettingsFile.port(where + "port", port == 0 ? sealed ? SUBMISSION : SMTP : port);
        var authority = sealed ? Optional.of(Path.of(needed(where + "trust", trust))) : Optional.<Path>empty();
        try {
            return new Mail(new MailSettings(
                    server, at, authority, login, needed(where + "from", from), to == null ? List.of() : to));
        } catch (IllegalArgumentException e) {
            throw e.getMessage().startsWith(where) ? e : new IllegalArgumentException(where + e.getMessage(), e);
        }
    }

    /** Without TLS nothing says who answers there, and a name may lead elsewhere tomorrow. */
    private static URI webhook(String where, String text) {
        var url = URI.create(text);
        if (url.getHost() == null || !"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
            throw new IllegalArgumentException(where + " is not an http or https address: '" + text + "'");
        }
        if ("http".equals(url.getScheme()) && !ConnectorFile.HERE.contains(url.getHost())) {
            throw new IllegalArgumentException(where + ": http only to this machine itself, https elsewhere");
        }
        return url;
    }
}

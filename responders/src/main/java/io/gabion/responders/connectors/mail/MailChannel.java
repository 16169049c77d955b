package io.gabion.responders.connectors.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.Channel;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mails to one server (RFC 5321). Done means that the server has taken it over for at least one of those it is for. A
 * repetition carries the same {@code Message-ID}, by which mail programs know it.
 */
public final class MailChannel implements Channel {
    private static final Logger LOG = LoggerFactory.getLogger(MailChannel.class);
    /** As long as a server that turns strangers away for a while (greylisting) usually does. */
    private static final Duration PAUSE = Duration.ofMinutes(5);

    private final MailSettings settings;
    private final Optional<SSLContext> trust;
    private final Executor executor;
    private final InstantSource clock;

    /** @param trust whom to believe that it is the server, whose name must be the host's; empty: no TLS */
    public MailChannel(MailSettings settings, Optional<SSLContext> trust, Executor executor, InstantSource clock) {
        this.settings = settings;
        this.trust = trust;
        this.executor = executor;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Result> send(String key, String json, Instant deadline) {
        long left = left(deadline);
        if (left <= 0) {
            return CompletableFuture.completedFuture(new Result.Lost("deadline passed"));
        }
        var socket = new HeldSocket();
        try {
            return CompletableFuture.supplyAsync(() -> deliver(key, json, deadline, socket), executor)
                    .completeOnTimeout(new Result.Lost("deadline passed"), left, TimeUnit.MILLISECONDS)
                    .whenComplete((_, _) -> socket.close());
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(
                    new Result.Busy(clock.instant().plusSeconds(1)));
        }
    }

    private long left(Instant deadline) {
        return Duration.between(clock.instant(), deadline).toMillis();
    }

    private Result deliver(String key, String json, Instant deadline, HeldSocket socket) {
        long left = left(deadline);
        if (left <= 0) {
            return new Result.Lost("deadline passed");
        }
        try {
            var session = Session.getInstance(properties(left, socket));
            // By class, not by the list of providers that the class path may change.
            try (var transport = new SMTPTransport(session, null)) {
                transport.connect(settings.host(), settings.port(), user(), password());
                var message = message(session, key, Letter.of(json));
                transport.sendMessage(message, message.getAllRecipients());
            }
            return new Result.Done();
        } catch (SendFailedException e) {
            return refusedFor(e);
        } catch (MessagingException e) {
            return Replies.result(e, clock.instant().plus(PAUSE));
        } catch (IOException e) {
            return new Result.Lost(String.valueOf(e.getMessage()));
        }
    }

    /** That one of them is not known there must not keep it from the others, nor send it to them again and again. */
    private Result refusedFor(SendFailedException e) {
        var sent = e.getValidSentAddresses();
        if (sent != null && sent.length > 0) {
            LOG.warn(
                    "The mail server {} does not take mail for {} of {} addresses: see to the channel's 'to'",
                    settings.host(),
                    settings.to().size() - sent.length,
                    settings.to().size());
            return new Result.Done();
        }
        return Replies.result(e, clock.instant().plus(PAUSE));
    }

    private Properties properties(long left, HeldSocket socket) {
        var p = new Properties();
        var wait = String.valueOf(Math.min(left, Integer.MAX_VALUE));
        p.put("mail.smtp.socketFactory", socket);
        p.put("mail.smtp.socketFactory.fallback", "false");
        p.put("mail.smtp.connectiontimeout", wait);
        p.put("mail.smtp.timeout", wait);
        p.put("mail.smtp.localhost", "gabion.invalid");
        p.put("mail.smtp.sendpartial", "true");
        p.put("mail.smtp.auth", String.valueOf(settings.login().isPresent()));
        p.put("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
        p.put("mail.smtp.starttls.enable", String.valueOf(trust.isPresent()));
        p.put("mail.smtp.starttls.required", String.valueOf(trust.isPresent()));
        p.put("mail.smtp.ssl.checkserveridentity", "true");
        trust.ifPresent(context -> p.put("mail.smtp.ssl.socketFactory", context.getSocketFactory()));
        return p;
    }

    private String user() {
        return settings.login().map(MailSettings.Login::user).orElse(null);
    }

    private String password() throws IOException {
        if (settings.login().isEmpty()) {
            return null;
        }
        var file = settings.login().get().password();
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IOException(file + ": not a readable file", e);
        }
    }

    private MimeMessage message(Session session, String key, Letter letter) throws MessagingException {
        var id = "<" + hash(key) + "@"
                + settings.from().substring(settings.from().lastIndexOf('@') + 1) + ">";
        var message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", id);
            }
        };
        message.setFrom(new InternetAddress(settings.from(), true));
        for (var one : settings.to()) {
            message.addRecipient(Message.RecipientType.TO, new InternetAddress(one, true));
        }
        message.setSentDate(Date.from(clock.instant()));
        message.setSubject(letter.subject(), "UTF-8");
        message.setText(letter.text(), "UTF-8");
        // Nobody's absence is told to it (RFC 3834).
        message.setHeader("Auto-Submitted", "auto-generated");
        message.saveChanges();
        return message;
    }

    private static String hash(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8)))
                    .substring(0, 40);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

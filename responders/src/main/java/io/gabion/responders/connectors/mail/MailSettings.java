package io.gabion.responders.connectors.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who takes the mail, and whom it goes to.
 *
 * @param trust certificates in PEM, of whom STARTTLS (RFC 3207) has to show one; without them no TLS, and only to this machine
 * @param login for servers that ask for one
 * @param from,to addresses alone, without names
 */
public record MailSettings(
        String host, int port, Optional<Path> trust, Optional<Login> login, String from, List<String> to) {
    /** Where a message may go in the clear. */
    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    private static final int MOST = 50;

    /** @param password a file */
    public record Login(String user, Path password) {}

    /** @throws IllegalArgumentException in one line */
    public MailSettings {
        to = List.copyOf(to);
        if (trust.isEmpty() && !HERE.contains(host)) {
            throw new IllegalArgumentException("tls: without it mail is readable on its way; only to this machine");
        }
        if (to.isEmpty() || to.size() > MOST) {
            throw new IllegalArgumentException("to: 1 to " + MOST + " addresses, not " + to.size());
        }
        address("from", from);
        to.forEach(one -> address("to", one));
    }

    private static void address(String where, String text) {
        try {
            var address = new InternetAddress(text, true);
            if (text.equals(address.getAddress()) && text.matches("[!-~]{3,254}") && text.indexOf('@') > 0) {
                return;
            }
        } catch (AddressException e) {
            // Said below, without what the parser adds.
        }
        throw new IllegalArgumentException(
                where + ": not an address such as soc@example.org: '" + text.replaceAll("[^!-~]", "?") + "'");
    }
}

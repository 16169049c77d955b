package io.gabion.responders.connectors.mail;

import io.gabion.responders.connector.Connector.Result;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.time.Instant;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/**
 * What a server's reply means (RFC 5321, 4.2.1): 4yz is worth another attempt, 5yz is not. Its words are the server's own
 * and stay out.
 */
final class Replies {
    static Result result(MessagingException failure, Instant later) {
        if (failure instanceof AuthenticationFailedException) {
            return new Result.Refused("the mail server does not accept the login");
        }
        int code = code(failure);
        return switch (code / 100) {
            case 4 -> new Result.Busy(later);
            case 5 -> new Result.Refused("the mail server says " + code);
            default -> new Result.Lost("no answer of the mail server");
        };
    }

    private static int code(Exception failure) {
        return switch (failure) {
            case SMTPAddressFailedException e -> e.getReturnCode();
            case SMTPSenderFailedException e -> e.getReturnCode();
            // It speaks for the message; that of an address says more, if there is one.
            case SMTPSendFailedException e -> e.getReturnCode();
            case MessagingException e when e.getNextException() != null -> code(e.getNextException());
            case null, default -> 0;
        };
    }

    private Replies() {}
}

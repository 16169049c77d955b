package io.gabion.responders.connectors;

import io.gabion.responders.connector.Connector.Result;
import java.io.IOException;
import java.security.cert.CertificateException;

/** A target was reached, and how it is set up is wrong, here or there: asking again does not help until a person has put it right. */
public final class Mistaken extends IOException {
    private static final long serialVersionUID = 1;
    private static final int DEEPEST = 10;

    public Mistaken(String message) {
        super(message);
    }

    public Mistaken(String message, Throwable cause) {
        super(message, cause);
    }

    /** @return mistaken if it is */
    public static Result.Lost lost(IOException e) {
        return new Result.Lost(String.valueOf(e.getMessage()), e instanceof Mistaken);
    }

    /** Whether somebody else has answered than whom a file vouches for. */
    public static boolean isOfCertificates(Throwable failure) {
        var one = failure;
        for (int depth = 0; one != null && depth < DEEPEST; depth++) {
            if (one instanceof CertificateException) {
                return true;
            }
            one = one.getCause();
        }
        return false;
    }
}

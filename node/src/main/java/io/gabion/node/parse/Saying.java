package io.gabion.node.parse;

import com.google.re2j.Pattern;
import java.util.Set;

/**
 * One thing that a service says of a client, as data. The groups {@code from}, {@code user} and {@code attempts} of its
 * text are what is read; of a request {@code method}, {@code target}, {@code status}, {@code agent} and {@code bytes} too, of
 * a connection at a firewall {@code to}, {@code port} and {@code proto}.
 *
 * @param says what it means
 * @param has a text without which it cannot be one, in its case; looked for before the expression is asked
 * @param once a text that must not stand there twice, since a client could have written the second; or empty
 * @param text found anywhere if it is not anchored; linear in the message
 */
record Saying(String product, Says says, String has, String once, Pattern text) {
    enum Says {
        FAILED,
        ACCEPTED,
        REQUEST,
        REFUSED,
        BLOCKED,
        ALLOWED
    }

    static final Set<String> GROUPS =
            Set.of("from", "user", "attempts", "method", "target", "status", "agent", "bytes", "to", "port", "proto");
    /** A longer message is not looked at. */
    static final int LONGEST = 8192;

    Saying {
        if (has.length() < 4) {
            throw new IllegalArgumentException(product + ": a text of at least 4 characters in `has`: " + has);
        }
        if (!text.namedGroups().containsKey("from")
                || !GROUPS.containsAll(text.namedGroups().keySet())) {
            throw new IllegalArgumentException(
                    product + ": a group `from`, and no others than " + GROUPS + ": " + text);
        }
    }

    boolean mayBe(String message) {
        return message.length() <= LONGEST
                && message.contains(has)
                && (once.isEmpty() || message.indexOf(once) == message.lastIndexOf(once));
    }
}

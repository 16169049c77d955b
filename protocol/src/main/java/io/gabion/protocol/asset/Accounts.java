package io.gabion.protocol.asset;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one spelling of an account: {@code name@realm}, or {@code name} alone, in lower case. Accepts {@code REALM\name}
 * as well, and a realm with a trailing dot. What is not made of letters, digits, dot, dash and underscore is no account:
 * nothing that means something to a shell, a directory's filter or a path ever gets through.
 */
public final class Accounts {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_][a-z0-9._-]{0,63}");
    private static final Pattern REALM = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");
    private static final int MAX_REALM = 190;

    /** The canonical text, or empty if {@code text} is not an account. */
    public static Optional<String> canonical(String text) {
        return parse(text).map(Account::text);
    }

    public static Optional<Account> parse(String text) {
        if (text.length() > AssetRef.MAX_NAME) {
            return Optional.empty();
        }
        var lower = text.toLowerCase(Locale.ROOT);
        int back = lower.indexOf('\\');
        int at = lower.lastIndexOf('@');
        if (back >= 0 && at >= 0) {
            return Optional.empty();
        }
        if (back >= 0) {
            return account(lower.substring(back + 1), lower.substring(0, back));
        }
        return at < 0 ? account(lower) : account(lower.substring(0, at), lower.substring(at + 1));
    }

    private static Optional<Account> account(String name) {
        return isName(name) ? Optional.of(new Account(name, "")) : Optional.empty();
    }

    private static Optional<Account> account(String name, String realm) {
        var bare = realm.endsWith(".") ? realm.substring(0, realm.length() - 1) : realm;
        return isName(name) && bare.length() <= MAX_REALM && isRealm(bare)
                ? Optional.of(new Account(name, bare))
                : Optional.empty();
    }

    private static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    private static boolean isRealm(String realm) {
        return REALM.matcher(realm).matches();
    }

    /** @param realm a host or a domain, or empty */
    public record Account(String name, String realm) {
        public String text() {
            return realm.isEmpty() ? name : name + "@" + realm;
        }
    }

    private Accounts() {}
}

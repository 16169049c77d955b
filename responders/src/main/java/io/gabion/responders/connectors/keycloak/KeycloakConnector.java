package io.gabion.responders.connectors.keycloak;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gabion.protocol.asset.Accounts;
import io.gabion.protocol.asset.Accounts.Account;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.Calls;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Disables accounts, and ends their sessions, in one realm of a Keycloak.
 *
 * <p>A disabled account carries a mark that says so and how it was before; both come and go in one update. The update is of
 * the whole user as it was read just before, since Keycloak knows no condition: what somebody else changes between the two
 * is lost.
 *
 * <p>Ended sessions leave no state of their own. A mark says which order ended them and what the user's "not before" was
 * then: once Keycloak has moved that on, every session and token that began before is void. The release takes the mark
 * away; nothing comes back.
 */
public final class KeycloakConnector implements Connector {
    private static final String DISABLED = "disabled was=";
    private static final int ROUNDS = 6;
    private static final String ENABLED_BEFORE = "enabled";

    private final KeycloakSession session;
    private final KeycloakSettings settings;
    private final Calls calls;
    private volatile boolean keepsMarks;

    public KeycloakConnector(
            KeycloakSession session, KeycloakSettings settings, Executor executor, InstantSource clock) {
        this.session = session;
        this.settings = settings;
        this.calls = new Calls(executor, clock);
    }

    @Override
    public CompletionStage<Result> apply(ContainmentOrder order) {
        return perform(order);
    }

    @Override
    public CompletionStage<Result> query(ContainmentOrder order) {
        return perform(order);
    }

    @Override
    public CompletionStage<Result> release(ContainmentOrder order) {
        return perform(order);
    }

    @Override
    public CompletionStage<Result> perform(ContainmentOrder order) {
        var account = Accounts.parse(order.target().value()).orElse(null);
        boolean known = order.action() == Action.DISABLE_ACCOUNT || order.action() == Action.END_SESSIONS;
        if (!known || account == null) {
            return Calls.answered(new Result.Refused("not an account to disable, nor sessions to end"));
        }
        if (!account.realm().equals(settings.realm())) {
            return Calls.answered(new Result.Refused("not an account of " + settings.realm()));
        }
        return calls.submit(order, () -> attempt(order, account));
    }

    /** Updates of one user at the same time are a fault to Keycloak: what it has not done is tried again as it then is. */
    private Result attempt(ContainmentOrder order, Account account) throws IOException, InterruptedException {
        for (int round = 1; ; round++) {
            try {
                return carriedOut(order, account);
            } catch (Declined e) {
                if (round == ROUNDS || !(e.result() instanceof Result.Lost)) {
                    return e.result();
                }
            }
        }
    }

    private Result carriedOut(ContainmentOrder order, Account account)
            throws IOException, InterruptedException, Declined {
        var users = new KeycloakUsers(session, settings, order.deadline());
        if (!keepsMarks) {
            users.requireMarks();
            keepsMarks = true;
        }
        var user = users.find(account);
        if (user.isEmpty()) {
            return order.verb() == Verb.APPLY ? new Result.Refused("no such account") : new Result.Absent();
        }
        boolean disable = order.action() == Action.DISABLE_ACCOUNT;
        return switch (order.verb()) {
            case APPLY -> disable ? disabled(users, user.get()) : ended(users, user.get(), order.key());
            case QUERY ->
                (disable ? isDisabled(users, user.get()) : isEnded(users, user.get(), order.key()))
                        ? new Result.Done()
                        : new Result.Absent();
            case RELEASE -> released(users, user.get(), disable ? DISABLED : ended(order.key()));
        };
    }

    private Result disabled(KeycloakUsers users, KeycloakUser user) throws IOException, InterruptedException, Declined {
        if (!isOurs(user)) {
            var was = user.isEnabled() ? ENABLED_BEFORE : "disabled";
            users.update(user.enabled(false).marked(DISABLED, was));
        }
        users.endSessions(user);
        return new Result.Done();
    }

    private boolean isDisabled(KeycloakUsers users, KeycloakUser user)
            throws IOException, InterruptedException, Declined {
        return isOurs(user)
                && !users.hasSessionsBefore(user, Long.MAX_VALUE)
                && users.offline(user).isEmpty();
    }

    private static boolean isOurs(KeycloakUser user) {
        return !user.isEnabled() && user.mark(DISABLED).isPresent();
    }

    private Result ended(KeycloakUsers users, KeycloakUser user, String key)
            throws IOException, InterruptedException, Declined {
        if (user.mark(ended(key)).isEmpty()) {
            users.update(user.marked(ended(key), String.valueOf(user.notBefore())));
        } else if (isEnded(users, user, key)) {
            return new Result.Done();
        }
        users.endSessions(user);
        return new Result.Done();
    }

    private static boolean isEnded(KeycloakUsers users, KeycloakUser user, String key)
            throws IOException, InterruptedException, Declined {
        var before = user.mark(ended(key));
        return before.isPresent()
                && !before.get().equals(String.valueOf(user.notBefore()))
                && !users.hasSessionsBefore(user, user.notBefore());
    }

    private static Result released(KeycloakUsers users, KeycloakUser user, String mark)
            throws IOException, InterruptedException, Declined {
        var before = user.mark(mark);
        if (before.isEmpty()) {
            return new Result.Absent();
        }
        boolean enables = mark.equals(DISABLED) && before.get().equals(ENABLED_BEFORE);
        users.update(user.unmarked(mark).enabled(user.isEnabled() || enables));
        return new Result.Done();
    }

    /** One mark for each order, in few characters. */
    private static String ended(String key) {
        try {
            var sum = MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
            return "ended " + HexFormat.of().formatHex(sum, 0, 8) + " before=";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

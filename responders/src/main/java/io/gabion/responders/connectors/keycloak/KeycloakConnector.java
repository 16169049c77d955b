package io.gabion.responders.connectors.keycloak;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gabion.protocol.asset.Accounts;
import io.gabion.protocol.asset.Accounts.Account;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.Calls;
import io.gabion.responders.connectors.Mark;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
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
 *
 * <p>A mark names whom it is for as well: who was given another name since is found by it, read back and let go. Nobody is
 * contained who is found by it alone.
 */
public final class KeycloakConnector implements Connector {
    private static final Mark DISABLED = Mark.of("disabled", "was");
    private static final int ROUNDS = 6;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String ENABLED_BEFORE = "enabled";
    private static final Result NOT_BY_MARK =
            new Result.Refused("whoever is marked for it has another name, and is not contained");

    /**
     * @param name that is asked about
     * @param byName whether the account has it, and was not found by the mark alone
     */
    private record Found(KeycloakUser user, Mark mark, String name, boolean byName) {
        boolean isMarked() {
            return mark.isFor(user.marks(), name);
        }
    }

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
        boolean disable = order.action() == Action.DISABLE_ACCOUNT;
        var looked = find(users, account, disable ? DISABLED : ended(order.key()));
        if (looked.isEmpty()) {
            return order.verb() == Verb.APPLY ? new Result.Refused("no such account") : new Result.Absent();
        }
        var found = looked.get();
        return switch (order.verb()) {
            case APPLY -> disable ? disabled(users, found) : ended(users, found);
            case QUERY ->
                (disable ? isDisabled(users, found) : isEnded(users, found)) ? new Result.Done() : new Result.Absent();
            case RELEASE -> released(users, found);
        };
    }

    /**
     * Who has the name and is marked for it; else who is marked for it; else who has the name. Who has the name may have been marked
     * between the two looks.
     */
    private static Optional<Found> find(KeycloakUsers users, Account account, Mark mark)
            throws IOException, InterruptedException, Declined {
        var named = users.named(account).map(user -> new Found(user, mark, account.name(), true));
        if (named.filter(Found::isMarked).isPresent()) {
            return named;
        }
        var id = named.map(it -> it.user().id());
        var carrying = users.carrying(mark, account)
                .map(user -> new Found(
                        user, mark, account.name(), id.filter(user.id()::equals).isPresent()));
        return carrying.isPresent() ? carrying : named;
    }

    private Result disabled(KeycloakUsers users, Found found) throws IOException, InterruptedException, Declined {
        var user = found.user();
        boolean ours = !user.isEnabled() && DISABLED.was(user.marks()).isPresent();
        if (!ours && !found.byName()) {
            return NOT_BY_MARK;
        }
        if (!ours) {
            var was = user.isEnabled() ? ENABLED_BEFORE : "disabled";
            users.update(user.enabled(false).marked(DISABLED.placed(user.marks(), was, found.name())));
        } else if (!found.isMarked()) {
            users.update(user.marked(DISABLED.joined(user.marks(), found.name())));
        }
        return withoutSessions(users, user);
    }

    /** The mark is placed: whatever the server says to the rest, it is not as if nothing had been done. */
    private static Result withoutSessions(KeycloakUsers users, KeycloakUser user)
            throws IOException, InterruptedException, Declined {
        try {
            users.endSessions(user);
            return new Result.Done();
        } catch (Declined e) {
            return switch (e.result()) {
                case Result.Lost _ -> throw e;
                case Result.Refused(var why) -> new Result.Lost("marked, but its sessions go on: " + why);
                case Result.Busy _ -> new Result.Lost("marked, but too busy to end its sessions");
                case Result.Done _, Result.Absent _ -> throw new IllegalStateException(e);
            };
        }
    }

    private static boolean isDisabled(KeycloakUsers users, Found found)
            throws IOException, InterruptedException, Declined {
        return found.isMarked()
                && !found.user().isEnabled()
                && !users.hasSessionsBefore(found.user(), Long.MAX_VALUE)
                && users.offline(found.user()).isEmpty();
    }

    private Result ended(KeycloakUsers users, Found found) throws IOException, InterruptedException, Declined {
        if (isEnded(users, found)) {
            return new Result.Done();
        }
        if (!found.byName()) {
            return NOT_BY_MARK;
        }
        var user = found.user();
        if (!found.isMarked()) {
            var before = String.valueOf(user.notBefore());
            users.update(user.marked(found.mark().placed(user.marks(), before, found.name())));
        }
        var answer = withoutSessions(users, user);
        if (user.notBefore() == 0 || users.again(user).notBefore() != user.notBefore()) {
            return answer;
        }
        // An earlier order ended its sessions in this second, and "not before" counts whole ones.
        Thread.sleep(SECOND);
        return withoutSessions(users, user);
    }

    private static boolean isEnded(KeycloakUsers users, Found found)
            throws IOException, InterruptedException, Declined {
        var user = found.user();
        var before = found.mark().was(user.marks()).orElse("");
        return found.isMarked()
                && !before.equals(String.valueOf(user.notBefore()))
                && !users.hasSessionsBefore(user, user.notBefore());
    }

    private static Result released(KeycloakUsers users, Found found)
            throws IOException, InterruptedException, Declined {
        if (!found.isMarked()) {
            return new Result.Absent();
        }
        var user = found.user();
        var left = found.mark().left(user.marks(), found.name());
        boolean enables = found.mark().equals(DISABLED)
                && DISABLED.was(left).isEmpty()
                && DISABLED.was(user.marks()).orElse("").equals(ENABLED_BEFORE);
        users.update(user.marked(left).enabled(user.isEnabled() || enables));
        return new Result.Done();
    }

    /** One mark for each order, in few characters. */
    private static Mark ended(String key) {
        try {
            var sum = MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
            return Mark.of("ended " + HexFormat.of().formatHex(sum, 0, 8), "before");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.gabion.responders.connectors.ldap;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import io.gabion.protocol.asset.Accounts;
import io.gabion.protocol.asset.Accounts.Account;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.Calls;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Locks accounts in a directory by {@code pwdAccountLockedTime} of draft-behera-ldap-password-policy, with the value that
 * means "until somebody unlocks it". A mark in another attribute says that the lock is ours and what stood there before;
 * lock and mark come and go in one modification, which the directory carries out whole or not at all.
 */
public final class LdapAccountConnector implements Connector {
    private static final String LOCK = "pwdAccountLockedTime";
    private static final String FOR_EVER = "000001010000Z";
    private static final String MARK = "gabion-lock was=";
    private static final int ROUNDS = 4;

    private final LdapSession session;
    private final LdapSettings settings;
    private final Calls calls;

    public LdapAccountConnector(LdapSession session, LdapSettings settings, Executor executor, InstantSource clock) {
        this.session = session;
        this.settings = settings;
        this.calls = new Calls(executor, clock);
    }

    @Override
    public CompletionStage<Result> apply(ContainmentOrder order) {
        return submit(order, account -> locked(order, account));
    }

    @Override
    public CompletionStage<Result> query(ContainmentOrder order) {
        return submit(order, account -> read(order, account));
    }

    @Override
    public CompletionStage<Result> release(ContainmentOrder order) {
        return submit(order, account -> released(order, account));
    }

    private Result locked(ContainmentOrder order, Account account) throws LDAPException, IOException {
        for (int round = 0; round < ROUNDS; round++) {
            var found = find(order, account);
            if (found.isEmpty()) {
                return new Result.Refused("no such account");
            }
            var entry = found.get();
            if (isOurs(entry)) {
                return new Result.Done();
            }
            // Who must not be locked may be known by the other one.
            if (entry.getAttributeValues(settings.nameAttribute()).length > 1) {
                return new Result.Refused("the account has other names");
            }
            var before = entry.getAttributeValue(LOCK);
            var changes = new ArrayList<Modification>();
            mark(entry).ifPresent(old -> changes.add(remove(settings.markAttribute(), old)));
            changes.add(add(settings.markAttribute(), MARK + (before == null ? "-" : before)));
            if (before != null) {
                changes.add(remove(LOCK, before));
            }
            changes.add(add(LOCK, FOR_EVER));
            if (modify(order, entry, changes)) {
                return new Result.Done();
            }
        }
        return new Result.Lost("the account keeps changing");
    }

    private Result released(ContainmentOrder order, Account account) throws LDAPException, IOException {
        for (int round = 0; round < ROUNDS; round++) {
            var entry = find(order, account).orElse(null);
            var mark = entry == null ? Optional.<String>empty() : mark(entry);
            if (mark.isEmpty()) {
                return new Result.Absent();
            }
            var changes = new ArrayList<Modification>();
            changes.add(remove(settings.markAttribute(), mark.get()));
            var before = mark.get().substring(MARK.length());
            // Somebody else's lock, or unlocking, stays.
            if (isOurs(entry) && !before.equals(FOR_EVER)) {
                changes.add(remove(LOCK, FOR_EVER));
                if (!before.equals("-")) {
                    changes.add(add(LOCK, before));
                }
            }
            if (modify(order, entry, changes)) {
                return new Result.Done();
            }
        }
        return new Result.Lost("the account keeps changing");
    }

    private Result read(ContainmentOrder order, Account account) throws LDAPException, IOException {
        var entry = find(order, account);
        if (entry.isEmpty() || !isOurs(entry.get())) {
            return new Result.Absent();
        }
        return !settings.probe() || session.isLockedOut(entry.get().getDN(), order.deadline())
                ? new Result.Done()
                : new Result.Absent();
    }

    private Optional<Entry> find(ContainmentOrder order, Account account) throws LDAPException, IOException {
        var filter = Filter.createEqualityFilter(settings.nameAttribute(), account.name());
        var request = new SearchRequest(
                settings.base(), SearchScope.SUB, filter, settings.nameAttribute(), settings.markAttribute(), LOCK);
        request.setSizeLimit(2);
        var found = session.with(order.deadline(), request, (connection, it) -> connection.search(it))
                .getSearchEntries();
        if (found.size() > 1) {
            throw new LDAPException(ResultCode.SIZE_LIMIT_EXCEEDED, "two entries have that name");
        }
        return found.stream().map(Entry.class::cast).findFirst();
    }

    /** Whether it was carried out; if not, somebody has changed the entry since it was read. */
    private boolean modify(ContainmentOrder order, Entry entry, List<Modification> changes)
            throws LDAPException, IOException {
        try {
            session.with(
                    order.deadline(),
                    new ModifyRequest(entry.getDN(), changes),
                    (connection, it) -> connection.modify(it));
            return true;
        } catch (LDAPException e) {
            if (e.getResultCode().equals(ResultCode.ATTRIBUTE_OR_VALUE_EXISTS)
                    || e.getResultCode().equals(ResultCode.NO_SUCH_ATTRIBUTE)
                    || e.getResultCode().equals(ResultCode.CONSTRAINT_VIOLATION)) {
                return false;
            }
            throw e;
        }
    }

    private boolean isOurs(Entry entry) {
        return mark(entry).isPresent() && FOR_EVER.equals(entry.getAttributeValue(LOCK));
    }

    private Optional<String> mark(Entry entry) {
        var values = entry.getAttributeValues(settings.markAttribute());
        return values == null
                ? Optional.empty()
                : List.of(values).stream().filter(v -> v.startsWith(MARK)).findFirst();
    }

    private static Modification add(String attribute, String value) {
        return new Modification(ModificationType.ADD, attribute, value);
    }

    private static Modification remove(String attribute, String value) {
        return new Modification(ModificationType.DELETE, attribute, value);
    }

    private CompletionStage<Result> submit(ContainmentOrder order, Work work) {
        var account = Accounts.parse(order.target().value()).orElse(null);
        if (order.action() != Action.LOCK_ACCOUNT || account == null) {
            return Calls.answered(new Result.Refused("not an account to lock"));
        }
        return account.realm().equals(settings.realm())
                ? calls.submit(order, () -> attempt(work, account))
                : Calls.answered(new Result.Refused("not an account of " + settings.realm()));
    }

    /** The directory's own words may quote an entry: only the code is told. */
    private Result attempt(Work work, Account account) throws IOException {
        try {
            return work.on(account);
        } catch (LDAPException e) {
            var said = "the directory says " + e.getResultCode().getName();
            return switch (e.getResultCode().intValue()) {
                case ResultCode.INSUFFICIENT_ACCESS_RIGHTS_INT_VALUE, ResultCode.INVALID_CREDENTIALS_INT_VALUE ->
                    new Result.Refused(said);
                case ResultCode.BUSY_INT_VALUE, ResultCode.UNAVAILABLE_INT_VALUE -> calls.busy();
                default -> new Result.Lost(said);
            };
        }
    }

    private interface Work {
        Result on(Account account) throws LDAPException, IOException;
    }
}

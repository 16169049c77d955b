package io.gabion.responders.connectors.ldap;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
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
import io.gabion.responders.connectors.Mistaken;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Locks accounts in a directory by {@code pwdAccountLockedTime} of draft-behera-ldap-password-policy, with the value that
 * means "until somebody unlocks it". A mark in another attribute says that the lock is ours and what stood there before;
 * lock and mark come and go in one modification, which the directory carries out whole or not at all.
 *
 * <p>A mark names whom it is for as well: who was given another name since is found by it, read back and let go. Nobody is
 * locked who is found by it alone.
 */
public final class LdapAccountConnector implements Connector {
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
            var looked = find(order, account);
            if (looked.isEmpty()) {
                return new Result.Refused("no such account");
            }
            var found = looked.get();
            if (found.isMarked() && found.isLocked()) {
                return new Result.Done();
            }
            if (!found.byName()) {
                return new Result.Refused("whoever is marked for it has another name, and is not locked");
            }
            // Who must not be locked may be known by the other one.
            if (found.entry().getAttributeValues(settings.nameAttribute()).length > 1) {
                return new Result.Refused("the account has other names");
            }
            if (modify(order, found.entry(), found.locking())) {
                return new Result.Done();
            }
        }
        return new Result.Lost("the account keeps changing");
    }

    private Result released(ContainmentOrder order, Account account) throws LDAPException, IOException {
        for (int round = 0; round < ROUNDS; round++) {
            var found = find(order, account).filter(LdapAccount::isMarked);
            if (found.isEmpty()) {
                return new Result.Absent();
            }
            if (modify(order, found.get().entry(), found.get().unlocking())) {
                return new Result.Done();
            }
        }
        return new Result.Lost("the account keeps changing");
    }

    private Result read(ContainmentOrder order, Account account) throws LDAPException, IOException {
        var found = find(order, account).filter(it -> it.isMarked() && it.isLocked());
        if (found.isEmpty()) {
            return new Result.Absent();
        }
        return !settings.probe() || session.isLockedOut(found.get().entry().getDN(), order.deadline())
                ? new Result.Done()
                : new Result.Absent();
    }

    /**
     * Who has the name and is marked for it; else who is marked for it; else who has the name. Who has the name may have been marked
     * between the two looks.
     */
    private Optional<LdapAccount> find(ContainmentOrder order, Account account) throws LDAPException, IOException {
        var named = only(order, settings.nameAttribute(), account.name())
                .map(entry -> new LdapAccount(entry, settings.markAttribute(), account.name(), true));
        if (named.filter(LdapAccount::isMarked).isPresent()) {
            return named;
        }
        var dn = named.map(it -> it.entry().getDN());
        var carrying = only(order, settings.markAttribute(), LdapAccount.MARK.naming(account.name()))
                .map(entry -> new LdapAccount(
                        entry,
                        settings.markAttribute(),
                        account.name(),
                        dn.filter(entry.getDN()::equals).isPresent()))
                .filter(it -> LdapAccount.MARK.names(it.marks(), account.name()));
        return carrying.isPresent() ? carrying : named;
    }

    private Optional<Entry> only(ContainmentOrder order, String attribute, String value)
            throws LDAPException, IOException {
        var request = new SearchRequest(
                settings.base(),
                SearchScope.SUB,
                Filter.createEqualityFilter(attribute, value),
                settings.nameAttribute(),
                settings.markAttribute(),
                LdapAccount.LOCK);
        request.setSizeLimit(2);
        var found = session.with(order.deadline(), request, (connection, it) -> connection.search(it))
                .getSearchEntries();
        if (found.size() > 1) {
            throw new LDAPException(ResultCode.SIZE_LIMIT_EXCEEDED, "two entries have that value");
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
                    || e.getResultCode().equals(ResultCode.CONSTRAINT_VIOLATION)
                    || e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                return false;
            }
            throw e;
        }
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
                default -> new Result.Lost(said, isMistaken(e));
            };
        }
    }

    /** Who can be talked to further has understood the question; who was not let in may have shown another certificate. */
    private static boolean isMistaken(LDAPException said) {
        var code = said.getResultCode();
        return code.isConnectionUsable() && !code.equals(ResultCode.TIME_LIMIT_EXCEEDED)
                || Mistaken.isOfCertificates(said);
    }

    private interface Work {
        Result on(Account account) throws LDAPException, IOException;
    }
}

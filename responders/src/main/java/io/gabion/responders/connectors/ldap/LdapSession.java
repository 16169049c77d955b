package io.gabion.responders.connectors.ldap;

import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPRequest;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10ErrorType;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10RequestControl;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10ResponseControl;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import io.gabion.responders.connectors.PinnedTrust;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import javax.net.SocketFactory;

/** One connection to a directory that stays open, and is made again after it failed. Referrals are not followed. */
public final class LdapSession implements AutoCloseable {
    private final SocketFactory sockets;
    private final String host;
    private final int port;
    private final String bindDn;
    private final Path password;
    private final InstantSource clock;
    private LDAPConnection open;

    /**
     * @param sockets plain, or TLS: the certificate must then be {@code host}'s
     * @param password a file; read anew for each connection, and kept nowhere
     */
    public LdapSession(
            SocketFactory sockets, String host, int port, String bindDn, Path password, InstantSource clock) {
        this.sockets = sockets;
        this.host = host;
        this.port = port;
        this.bindDn = bindDn;
        this.password = password;
        this.clock = clock;
    }

    /**
     * TLS with whom these certificates vouch for.
     *
     * @param certificates in PEM
     * @throws IOException in one line
     */
    public static SocketFactory tls(Path certificates) throws IOException {
        return PinnedTrust.of(certificates).getSocketFactory();
    }

    interface Operation<Q extends LDAPRequest, A> {
        A on(LDAPConnection connection, Q request) throws LDAPException;
    }

    /** One request at a time: what is answered late cannot be taken for the answer to another one. */
    synchronized <Q extends LDAPRequest, A> A with(Instant deadline, Q request, Operation<Q, A> operation)
            throws LDAPException, IOException {
        if (open == null || !open.isConnected()) {
            open = connect(deadline);
            bind(deadline);
        }
        request.setResponseTimeoutMillis(left(deadline));
        try {
            return operation.on(open, request);
        } catch (LDAPException e) {
            if (!e.getResultCode().isConnectionUsable()) {
                end();
            }
            throw e;
        }
    }

    /** Whether the directory lets nobody in as {@code dn}, whatever the password, and says that it is locked. */
    boolean isLockedOut(String dn, Instant deadline) throws LDAPException, IOException {
        try (var apart = connect(deadline)) {
            var control = new DraftBeheraLDAPPasswordPolicy10RequestControl();
            var request = new SimpleBindRequest(dn, UUID.randomUUID().toString(), control);
            request.setResponseTimeoutMillis(left(deadline));
            apart.bind(request);
            return false;
        } catch (LDAPException e) {
            var said = DraftBeheraLDAPPasswordPolicy10ResponseControl.get(new BindResult(e.toLDAPResult()));
            if (!e.getResultCode().isConnectionUsable()) {
                throw e;
            }
            return said != null && said.getErrorType() == DraftBeheraLDAPPasswordPolicy10ErrorType.ACCOUNT_LOCKED;
        }
    }

    private LDAPConnection connect(Instant deadline) throws LDAPException, IOException {
        var options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis((int) left(deadline));
        options.setFollowReferrals(false);
        options.setAbandonOnTimeout(true);
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
        return new LDAPConnection(sockets, options, host, port);
    }

    private void bind(Instant deadline) throws LDAPException, IOException {
        try {
            var request =
                    new SimpleBindRequest(bindDn, Files.readString(password).strip());
            request.setResponseTimeoutMillis(left(deadline));
            open.bind(request);
        } catch (LDAPException | IOException e) {
            end();
            throw e;
        }
    }

    private long left(Instant deadline) throws IOException {
        long left = Duration.between(clock.instant(), deadline).toMillis();
        if (left <= 0) {
            throw new InterruptedIOException("deadline passed");
        }
        return Math.min(left, Integer.MAX_VALUE);
    }

    private void end() {
        open.close();
        open = null;
    }

    @Override
    public synchronized void close() {
        if (open != null) {
            end();
        }
    }
}

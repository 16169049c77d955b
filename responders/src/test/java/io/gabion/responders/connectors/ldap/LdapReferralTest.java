package io.gabion.responders.connectors.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldif.LDIFException;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Target;
import io.gabion.responders.connector.Connector.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A directory that points at another host: that one would be given the password, and be believed. */
class LdapReferralTest {
    private enum Where {
        BIND,
        SEARCH,
        MODIFY
    }

    private static final class Pointing extends InMemoryOperationInterceptor {
        private final Where where;
        private final String url;

        Pointing(Where where, int port) {
            this.where = where;
            this.url = "ldap://127.0.0.1:" + port + "/dc=mesh,dc=test";
        }

        private void point(Where at, InMemoryInterceptedRequest request) throws LDAPException {
            if (at == where) {
                throw new LDAPException(ResultCode.REFERRAL, "elsewhere", null, new String[] {url});
            }
        }

        @Override
        public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) throws LDAPException {
            point(Where.BIND, request);
        }

        @Override
        public void processSearchRequest(InMemoryInterceptedSearchRequest request) throws LDAPException {
            point(Where.SEARCH, request);
        }

        @Override
        public void processModifyRequest(InMemoryInterceptedModifyRequest request) throws LDAPException {
            point(Where.MODIFY, request);
        }
    }

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Where.class)
    void a_referral_to_another_host_is_no_answer_and_that_host_is_never_called(Where where) throws Exception {
        var calls = new AtomicInteger();
        try (var elsewhere = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var directory = directory(new Pointing(where, elsewhere.getLocalPort()))) {
            Thread.ofVirtual().start(() -> count(elsewhere, calls));
            directory.startListening();
            var password = Files.writeString(folder.resolve("password"), "respondersecret");
            try (var session = new LdapSession(
                    SocketFactory.getDefault(),
                    "127.0.0.1",
                    directory.getListenPort(),
                    "cn=responder",
                    password,
                    InstantSource.system())) {
                var settings = new LdapSettings("dc=mesh,dc=test", "uid", "description", "corp", false);
                var connector = new LdapAccountConnector(session, settings, Runnable::run, InstantSource.system());
                for (var verb : where == Where.MODIFY ? new Verb[] {Verb.APPLY} : Verb.values()) {
                    assertThat(connector
                                    .perform(order(verb))
                                    .toCompletableFuture()
                                    .join())
                            .as(verb + " with a referral for " + where)
                            .isNotInstanceOfAny(Result.Done.class, Result.Absent.class);
                }
            }
            assertThat(calls).hasValue(0);
        }
    }

    private static void count(ServerSocket elsewhere, AtomicInteger calls) {
        try {
            while (true) {
                elsewhere.accept().close();
                calls.incrementAndGet();
            }
        } catch (IOException e) {
            // Closed at the end.
        }
    }

    private static InMemoryDirectoryServer directory(Pointing pointing) throws LDAPException, LDIFException {
        var config = new InMemoryDirectoryServerConfig("dc=mesh,dc=test");
        config.addAdditionalBindCredentials("cn=responder", "respondersecret");
        config.addInMemoryOperationInterceptor(pointing);
        config.setSchema(null);
        var directory = new InMemoryDirectoryServer(config);
        directory.add("dn: dc=mesh,dc=test", "objectClass: domain", "dc: mesh");
        directory.add("dn: uid=olga,dc=mesh,dc=test", "objectClass: inetOrgPerson", "uid: olga", "cn: o", "sn: o");
        return directory;
    }

    private static ContainmentOrder order(Verb verb) {
        var now = Instant.now();
        return new ContainmentOrder(
                verb,
                "k",
                1,
                Action.LOCK_ACCOUNT,
                new Target("c", "olga@corp"),
                now.plusSeconds(300),
                now.plus(Duration.ofSeconds(60)));
    }
}

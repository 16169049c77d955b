package io.gabion.responders.connectors.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Target;
import io.gabion.responders.connector.Connector.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory that has too much to do, which slapd cannot be made to be at will. */
class LdapBusyTest {
    private static final class Overloaded extends InMemoryOperationInterceptor {
        @Override
        public void processSearchRequest(InMemoryInterceptedSearchRequest request) throws LDAPException {
            throw new LDAPException(ResultCode.BUSY, "come back later");
        }
    }

    @Test
    void a_directory_that_is_busy_is_asked_again_later(@TempDir Path folder) throws Exception {
        var config = new InMemoryDirectoryServerConfig("dc=mesh,dc=test");
        config.addAdditionalBindCredentials("cn=responder", "respondersecret");
        config.addInMemoryOperationInterceptor(new Overloaded());
        var password = Files.writeString(folder.resolve("password"), "respondersecret");
        try (var directory = new InMemoryDirectoryServer(config)) {
            directory.startListening();
            var session = new LdapSession(
                    SocketFactory.getDefault(),
                    "127.0.0.1",
                    directory.getListenPort(),
                    "cn=responder",
                    password,
                    InstantSource.system());
            try (session) {
                var settings = new LdapSettings("dc=mesh,dc=test", "uid", "description", "corp", false);
                var connector = new LdapAccountConnector(session, settings, Runnable::run, InstantSource.system());
                var now = Instant.now();
                for (var verb : Verb.values()) {
                    var order = new ContainmentOrder(
                            verb,
                            "k",
                            1,
                            Action.LOCK_ACCOUNT,
                            new Target("c", "olga@corp"),
                            now.plusSeconds(300),
                            now.plus(Duration.ofSeconds(60)));
                    assertThat(connector.perform(order).toCompletableFuture().join())
                            .isInstanceOfSatisfying(
                                    Result.Busy.class,
                                    busy -> assertThat(busy.notBefore()).isAfter(now));
                }
            }
        }
    }
}

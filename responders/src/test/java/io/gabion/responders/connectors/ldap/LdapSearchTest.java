package io.gabion.responders.connectors.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the directory is asked: who carries a mark may be a costly question where the attribute has no index. */
class LdapSearchTest {
    private static final String BY_NAME = "(uid=olga)";
    private static final String BY_MARK = "(description=gabion-lock for=olga)";

    private static final class Heard extends InMemoryOperationInterceptor {
        private final List<String> filters = new CopyOnWriteArrayList<>();

        @Override
        public void processSearchRequest(InMemoryInterceptedSearchRequest request) {
            filters.add(request.getRequest().getFilter().toString());
        }
    }

    @Test
    void whoever_carries_the_mark_is_only_looked_for_where_the_name_does_not_tell(@TempDir Path folder)
            throws Exception {
        var heard = new Heard();
        var config = new InMemoryDirectoryServerConfig("dc=mesh,dc=test");
        config.addAdditionalBindCredentials("cn=responder", "respondersecret");
        config.addInMemoryOperationInterceptor(heard);
        config.setSchema(null);
        var password = Files.writeString(folder.resolve("password"), "respondersecret");
        try (var directory = new InMemoryDirectoryServer(config)) {
            directory.add("dn: dc=mesh,dc=test", "objectClass: domain", "dc: mesh");
            directory.add("dn: uid=olga,dc=mesh,dc=test", "objectClass: inetOrgPerson", "uid: olga", "cn: o", "sn: o");
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
                for (var verb : List.of(Verb.QUERY, Verb.APPLY, Verb.QUERY, Verb.APPLY, Verb.RELEASE)) {
                    connector.perform(order(verb)).toCompletableFuture().join();
                }
            }
        }
        assertThat(heard.filters).containsExactly(BY_NAME, BY_MARK, BY_NAME, BY_MARK, BY_NAME, BY_NAME, BY_NAME);
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

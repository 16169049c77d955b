package io.gabion.responders.connectors.ldap;

import static io.gabion.responders.connectors.shell.Sshd.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.ConnectorContract;
import io.gabion.responders.connectors.Line;
import io.gabion.responders.connectors.Peer;
import io.gabion.responders.connectors.TcpLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a slapd of the test's own, as an account that may touch the two attributes and no other. Needs slapd. */
class LdapAccountConnectorTest extends ConnectorContract {
    private static final String CONFIG = """
            include /etc/ldap/schema/core.schema
            include /etc/ldap/schema/cosine.schema
            include /etc/ldap/schema/inetorgperson.schema
            modulepath /usr/lib/ldap
            moduleload back_mdb
            moduleload ppolicy
            pidfile FOLDER/slapd.pid
            database mdb
            suffix "dc=mesh,dc=test"
            rootdn "cn=admin,dc=mesh,dc=test"
            rootpw rootsecret
            directory FOLDER/db
            access to attrs=userPassword by anonymous auth by * none
            access to attrs=pwdAccountLockedTime,description by dn="cn=responder,dc=mesh,dc=test" write by * none
            access to * by dn="cn=responder,dc=mesh,dc=test" read by * none
            overlay ppolicy
            ppolicy_default "cn=default,dc=mesh,dc=test"
            ppolicy_use_lockout
            """;
    private static final String ENTRIES = """
            dn: dc=mesh,dc=test
            objectClass: dcObject
            objectClass: organization
            o: mesh
            dc: mesh

            dn: cn=default,dc=mesh,dc=test
            objectClass: pwdPolicy
            objectClass: device
            cn: default
            pwdAttribute: userPassword
            pwdLockout: TRUE

            dn: cn=responder,dc=mesh,dc=test
            objectClass: organizationalRole
            objectClass: simpleSecurityObject
            cn: responder
            userPassword: respondersecret

            dn: uid=alice1,dc=mesh,dc=test
            objectClass: inetOrgPerson
            uid: alice1
            cn: Alice
            sn: A
            userPassword: pw

            dn: uid=alice2,dc=mesh,dc=test
            objectClass: inetOrgPerson
            uid: alice2
            cn: Alice
            sn: A
            description: what she does
            userPassword: pw
            """;

    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final List<LdapSession> sessions = new ArrayList<>();
    private Peer slapd;
    private int port;
    private Connector usual;

    @TempDir
    Path folder;

    @BeforeEach
    void starts_slapd() throws Exception {
        port = Peer.freePort();
        Files.createDirectory(folder.resolve("db"));
        var config = Files.writeString(folder.resolve("slapd.conf"), CONFIG.replace("FOLDER", folder.toString()));
        var entries = Files.writeString(folder.resolve("init.ldif"), ENTRIES);
        Files.writeString(folder.resolve("password"), "respondersecret\n");
        Files.writeString(folder.resolve("wrong"), "guessedsecret\n");
        run("slapadd", "-f", config.toString(), "-l", entries.toString());
        var command = List.of("slapd", "-f", config.toString(), "-h", "ldap://127.0.0.1:" + port + "/", "-d", "0");
        slapd = new Peer(command, folder.resolve("slapd.out"), port);
        slapd.start();
        usual = connector(port, "password");
    }

    @AfterEach
    void stops_slapd() throws Exception {
        sessions.forEach(LdapSession::close);
        executor.shutdownNow();
        slapd.stop();
    }

    private Connector connector(int at, String password) {
        var session = new LdapSession(
                SocketFactory.getDefault(),
                "127.0.0.1",
                at,
                "cn=responder,dc=mesh,dc=test",
                folder.resolve(password),
                InstantSource.system());
        sessions.add(session);
        var settings = new LdapSettings("dc=mesh,dc=test", "uid", "description", "corp", true);
        return new LdapAccountConnector(session, settings, executor, InstantSource.system());
    }

    @Override
    protected Action action() {
        return Action.LOCK_ACCOUNT;
    }

    @Override
    protected String target(int n) {
        return "alice" + n + "@corp";
    }

    @Override
    protected String nonsense() {
        return "*)(uid=*@corp";
    }

    @Override
    protected Connector connector() {
        return usual;
    }

    @Override
    protected Line line() {
        return new TcpLine(port);
    }

    @Override
    protected Connector connector(Line line) {
        return connector(((TcpLine) line).port(), "password");
    }

    @Override
    protected Connector stranger() {
        return connector(port, "wrong");
    }

    @Override
    protected String secret() {
        return "secret";
    }

    /** A bind with the right password is refused. */
    @Override
    protected boolean inEffect(String target) throws Exception {
        try (var own = new LDAPConnection("127.0.0.1", port)) {
            own.bind(dn(target), "pw");
            return false;
        } catch (LDAPException e) {
            return true;
        }
    }

    @Override
    protected String standing(String target) throws Exception {
        try (var root = root()) {
            return root.getEntry(dn(target), "description", "pwdAccountLockedTime").toString();
        }
    }

    @Override
    protected void undo(String target) throws Exception {
        change(target, new Modification(ModificationType.DELETE, "pwdAccountLockedTime"));
    }

    @Override
    protected void restart() throws Exception {
        slapd.stop();
        slapd.start();
    }

    private LDAPConnection root() throws LDAPException {
        return new LDAPConnection("127.0.0.1", port, "cn=admin,dc=mesh,dc=test", "rootsecret");
    }

    private void change(String target, Modification change) throws LDAPException {
        try (var root = root()) {
            root.modify(dn(target), change);
        }
    }

    private static String dn(String target) {
        return "uid=" + target.substring(0, target.indexOf('@')) + ",dc=mesh,dc=test";
    }

    @Test
    void what_else_is_described_stays() throws Exception {
        lives_and_ends(target(2));
        assertThat(standing(target(2))).contains("what she does");
    }

    @Test
    void a_lock_of_others_stays_after_the_release() throws Exception {
        for (var theirs : List.of("000001010000Z", "20260102030405Z")) {
            change(target(1), new Modification(ModificationType.REPLACE, "pwdAccountLockedTime", theirs));
            var before = standing(target(1));
            assertThat(perform(Verb.QUERY, target(1))).isEqualTo(new Result.Absent());
            assertThat(perform(Verb.APPLY, target(1))).isEqualTo(new Result.Done());
            assertThat(perform(Verb.QUERY, target(1))).isEqualTo(new Result.Done());
            assertThat(perform(Verb.RELEASE, target(1))).isEqualTo(new Result.Done());
            assertThat(standing(target(1))).isEqualTo(before);
        }
    }

    /** The attributes are there, and the directory's policy does not heed them. */
    @Test
    void a_lock_that_locks_nobody_out_is_not_in_force() throws Exception {
        assertThat(perform(Verb.APPLY, target(1))).isEqualTo(new Result.Done());
        try (var root = root()) {
            root.modify("cn=default,dc=mesh,dc=test", new Modification(ModificationType.REPLACE, "pwdLockout", "FALSE"));
        }
        assertThat(inEffect(target(1))).isFalse();
        assertThat(perform(Verb.QUERY, target(1))).isEqualTo(new Result.Absent());
    }

    @Test
    void who_is_not_in_the_directory_or_of_another_realm_is_refused() {
        for (var target : List.of("nosuch@corp", "alice1@other", "alice1")) {
            assertThat(perform(Verb.APPLY, target)).isInstanceOf(Result.Refused.class);
        }
    }
}

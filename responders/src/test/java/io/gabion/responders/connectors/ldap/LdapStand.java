package io.gabion.responders.connectors.ldap;

import static io.gabion.responders.connectors.Peer.run;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldif.LDIFException;
import io.gabion.protocol.containment.Action;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.Line;
import io.gabion.responders.connectors.MarkedAccountStand;
import io.gabion.responders.connectors.Peer;
import io.gabion.responders.connectors.TcpLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.SocketFactory;

/** A slapd of its own, and an account there that may touch two attributes and nothing else. Needs slapd. */
public final class LdapStand implements MarkedAccountStand {
    static final String POLICY = "cn=default,dc=mesh,dc=test";

    private static final String SUFFIX = "dc=mesh,dc=test";
    private static final String CONFIG = """
            include /etc/ldap/schema/core.schema
            include /etc/ldap/schema/cosine.schema
            include /etc/ldap/schema/inetorgperson.schema
            modulepath /usr/lib/ldap
            moduleload back_mdb
            moduleload ppolicy
            moduleload auditlog
            pidfile FOLDER/slapd.pid
            TLSCertificateFile FOLDER/certificate
            TLSCertificateKeyFile FOLDER/key
            database mdb
            suffix "dc=mesh,dc=test"
            rootdn "cn=admin,dc=mesh,dc=test"
            rootpw rootsecret
            directory FOLDER/db
            index uid,description eq
            access to attrs=userPassword by anonymous auth by * none
            access to attrs=pwdAccountLockedTime,description by dn="cn=responder,dc=mesh,dc=test" write by dn="cn=reader,dc=mesh,dc=test" read by * none
            access to * by dn="cn=responder,dc=mesh,dc=test" read by dn="cn=reader,dc=mesh,dc=test" read by * none
            overlay ppolicy
            ppolicy_default "cn=default,dc=mesh,dc=test"
            ppolicy_use_lockout
            overlay auditlog
            auditlog FOLDER/audit.ldif
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

            dn: cn=reader,dc=mesh,dc=test
            objectClass: organizationalRole
            objectClass: simpleSecurityObject
            cn: reader
            userPassword: respondersecret
            """;

    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final List<LdapSession> sessions = new ArrayList<>();
    private final Path folder;
    private final int port = Peer.freePort();
    private final SocketFactory sockets;
    private final Peer slapd;
    private final Connector usual;
    private InMemoryDirectoryServer overloaded;
    private int accounts;

    public LdapStand(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectory(folder.resolve("db"));
        var config = Files.writeString(folder.resolve("slapd.conf"), CONFIG.replace("FOLDER", folder.toString()));
        var entries = Files.writeString(folder.resolve("init.ldif"), ENTRIES);
        Files.writeString(folder.resolve("password"), "respondersecret\n");
        Files.writeString(folder.resolve("wrong"), "guessedsecret\n");
        Peer.certify(folder, "certificate", "key");
        Peer.certify(folder, "other-certificate", "other-key");
        sockets = LdapSession.tls(folder.resolve("certificate"));
        run("slapadd", "-f", config.toString(), "-l", entries.toString());
        var url = "ldaps://127.0.0.1:" + port + "/";
        var command = List.of("slapd", "-f", config.toString(), "-h", url, "-d", "0");
        slapd = new Peer(command, folder.resolve("slapd.out"), port);
        slapd.start();
        usual = connector(port, "password");
    }

    @Override
    public Optional<Connector> astray() throws IOException {
        return Optional.of(connector(LdapSession.tls(folder.resolve("other-certificate")), port, "password"));
    }

    @Override
    public Connector busy() throws LDAPException {
        if (overloaded == null) {
            overloaded = Overloaded.start(SUFFIX, "cn=responder," + SUFFIX, "respondersecret");
        }
        return connector(SocketFactory.getDefault(), overloaded.getListenPort(), "password");
    }

    /** Whom the directory lets read what the responder writes. */
    Connector reader() {
        return connector(sockets, port, "cn=reader," + SUFFIX, "password");
    }

    private Connector connector(int at, String password) {
        return connector(sockets, at, password);
    }

    private Connector connector(SocketFactory by, int at, String password) {
        return connector(by, at, "cn=responder," + SUFFIX, password);
    }

    private Connector connector(SocketFactory by, int at, String as, String password) {
        var session = new LdapSession(by, "127.0.0.1", at, as, folder.resolve(password), InstantSource.system());
        sessions.add(session);
        var settings = new LdapSettings(SUFFIX, "uid", "description", "corp", true);
        return new LdapAccountConnector(session, settings, executor, InstantSource.system());
    }

    @Override
    public Action action() {
        return Action.LOCK_ACCOUNT;
    }

    @Override
    public String target() throws LDAPException, LDIFException {
        accounts++;
        var target = "alice" + accounts + "@corp";
        add(target);
        return target;
    }

    @Override
    public void add(String target) throws LDAPException, LDIFException {
        try (var root = root()) {
            root.add("dn: " + dn(target), "objectClass: inetOrgPerson", "cn: Alice", "sn: A", "userPassword: pw");
        }
    }

    @Override
    public void rename(String target, String to) throws LDAPException {
        try (var root = root()) {
            root.modifyDN(dn(target), dn(to).replaceAll(",.*", ""), true);
        }
    }

    @Override
    public List<String> marks(String target) throws LDAPException {
        try (var root = root()) {
            var values = root.getEntry(dn(target), "description").getAttributeValues("description");
            return values == null ? List.of() : List.of(values);
        }
    }

    @Override
    public void mark(String target, List<String> values) throws LDAPException {
        change(dn(target), new Modification(ModificationType.REPLACE, "description", values.toArray(new String[0])));
    }

    @Override
    public String nonsense() {
        return "*)(uid=*@corp";
    }

    @Override
    public Connector connector() {
        return usual;
    }

    @Override
    public Line line() {
        return new TcpLine(port);
    }

    @Override
    public Connector connector(Line line) {
        return connector(((TcpLine) line).port(), "password");
    }

    @Override
    public Connector stranger() {
        return connector(port, "wrong");
    }

    @Override
    public String secret() {
        return "secret";
    }

    /** A bind with the right password. */
    @Override
    public Sight look(String target) throws LDAPException {
        try (var own = new LDAPConnection(sockets, "127.0.0.1", port)) {
            own.bind(dn(target), "pw");
            return new Sight(false, "bound");
        } catch (LDAPException e) {
            if (!e.getResultCode().isConnectionUsable()) {
                throw e;
            }
            return new Sight(true, "bind refused: " + e.getResultCode());
        }
    }

    @Override
    public String standing(String target) throws LDAPException {
        try (var root = root()) {
            return root.getEntry(dn(target), "description", "pwdAccountLockedTime")
                    .toString();
        }
    }

    @Override
    public void undo(String target) throws LDAPException {
        change(dn(target), new Modification(ModificationType.DELETE, "pwdAccountLockedTime"));
    }

    @Override
    public void restart() throws IOException {
        slapd.stop();
        slapd.start();
    }

    @Override
    public void close() {
        sessions.forEach(LdapSession::close);
        executor.shutdownNow();
        if (overloaded != null) {
            overloaded.shutDown(true);
        }
        slapd.stop();
    }

    public int port() {
        return port;
    }

    /** Such as {@code certificate}, {@code password} or the {@code wrong} one. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Somebody who may change everything does so. */
    void change(String dn, Modification change) throws LDAPException {
        try (var root = root()) {
            root.modify(dn, change);
        }
    }

    /** Of a target, or of the name alone. */
    static String dn(String target) {
        return "uid=" + target.replaceAll("@.*", "") + "," + SUFFIX;
    }

    private LDAPConnection root() throws LDAPException {
        return new LDAPConnection(sockets, "127.0.0.1", port, "cn=admin," + SUFFIX, "rootsecret");
    }
}

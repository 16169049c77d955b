package io.gabion.node.cluster;

import io.gabion.node.cluster.ClusterPlace.Identity;
import io.gabion.node.store.Causes;
import io.gabion.protocol.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * TLS 1.3 between nodes, with certificates on both sides. Files are read again and again: what was replaced is used by
 * connections that begin afterwards, what is not fit for use is not used, and open connections stay as they are. A peer is let in if
 * one of the authorities vouches for it, its time has not run out, and it shares a name with this node.
 */
final class RenewedTls implements SSLEngineProvider {
    private static final String[] PROTOCOLS = {"TLSv1.3"};
    private static final String[] CIPHERS = {"TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"};

    private final Identity files;
    private final Consumer<String> warn;
    private volatile Credentials current;
    /** Of the files, before {@link #current} was read: whatever changed meanwhile is read in the next round. */
    private String contents;
    /** Why the files are not used. */
    private String explained = "";

    /** As {@code gabion.cluster.identity} says. */
    RenewedTls(ActorSystem system) throws IOException {
        this(files(system), LoggerFactory.getLogger(RenewedTls.class)::warn);
        var every = system.settings().config().getDuration("gabion.cluster.identity.renewed");
        system.scheduler()
                .scheduleWithFixedDelay(
                        every,
                        every,
                        this::renew,
                        system.dispatchers().lookup("pekko.actor.default-blocking-io-dispatcher"));
    }

    /** @param warn told once why files are not used */
    RenewedTls(Identity files, Consumer<String> warn) throws IOException {
        this.files = files;
        this.warn = warn;
        this.contents = contents();
        this.current = Credentials.read(files);
    }

    private static Identity files(ActorSystem system) {
        var identity = system.settings().config().getConfig("gabion.cluster.identity");
        return new Identity(
                Path.of(identity.getString("certificate")),
                Path.of(identity.getString("key")),
                Path.of(identity.getString("authority")));
    }

    private String contents() throws IOException {
        var contents = new StringBuilder();
        for (var file : List.of(files.certificate(), files.key(), files.authority())) {
            contents.append(Names.hash(Files.readAllBytes(file)));
        }
        return contents.toString();
    }

    /** One at a time. */
    synchronized void renew() {
        try {
            var found = contents();
            if (!found.equals(contents)) {
                current = Credentials.read(files);
                contents = found;
            }
            explained = "";
        } catch (IOException | RuntimeException e) { // What is thrown here ends Pekko's rounds.
            var why = Causes.inOneLine(e);
            if (!why.equals(explained)) {
                explained = why;
                warn.accept("The node goes on with the certificate it has, until "
                        + current.certificate().getNotAfter().toInstant() + ": " + explained);
            }
        }
    }

    X509Certificate certificate() {
        return current.certificate();
    }

    @Override
    public SSLEngine createServerSSLEngine(String host, int port) {
        var engine = engine(host, port);
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(true);
        return engine;
    }

    @Override
    public SSLEngine createClientSSLEngine(String host, int port) {
        var engine = engine(host, port);
        engine.setUseClientMode(true);
        return engine;
    }

    private SSLEngine engine(String host, int port) {
        var engine = current.context().createSSLEngine(host, port);
        engine.setSSLParameters(new SSLParameters(CIPHERS, PROTOCOLS));
        return engine;
    }

    @Override
    public Option<Throwable> verifyClientSession(String host, SSLSession session) {
        return stranger(session);
    }

    @Override
    public Option<Throwable> verifyServerSession(String host, SSLSession session) {
        return stranger(session);
    }

    private Option<Throwable> stranger(SSLSession session) {
        try {
            var peer = (X509Certificate) session.getPeerCertificates()[0];
            peer.checkValidity();
            var names = Credentials.names(peer);
            return Collections.disjoint(names, Credentials.names(current.certificate()))
                    ? Option.apply(new SSLException("none of this cluster's names: " + names))
                    : Option.empty();
        } catch (GeneralSecurityException | SSLException e) {
            return Option.apply(e);
        }
    }
}

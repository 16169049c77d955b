package io.gabion.node.cluster;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Who a node is to the others, and whom it takes for one of them.
 *
 * @param chain its certificate, and what is between that and an authority
 */
record Credentials(List<X509Certificate> chain, PrivateKey key, TrustManagerFactory trust, SSLContext context) {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final int DNS = 2;
    /** TLS 1.3 does not say in advance how keys are exchanged. */
    private static final String ANY = "UNKNOWN";

    /**
     * @throws IOException in one line, if a file cannot be read, the key is another certificate's, or the certificate
     *     would be refused by whoever has the same authorities
     */
    static Credentials read(ClusterPlace.Identity files) throws IOException {
        var read = readAsIs(files);
        try {
            if (!read.fits()) {
                throw new IOException(files.key() + ": not the key of " + files.certificate());
            }
            read.check();
            return read;
        } catch (GeneralSecurityException e) {
            throw new IOException(files.certificate() + ": would be refused: " + e.getMessage(), e);
        }
    }

    /** Whether or not it is fit for use. */
    static Credentials readAsIs(ClusterPlace.Identity files) throws IOException {
        try {
            var chain = certificates(files.certificate());
            var key = key(files.key(), chain.getFirst());
            var trust = trust(certificates(files.authority()));
            var context = SSLContext.getInstance("TLSv1.3");
            context.init(own(key, chain).getKeyManagers(), trust.getTrustManagers(), null);
            return new Credentials(chain, key, trust, context);
        } catch (GeneralSecurityException e) {
            throw new IOException(files.certificate() + ": cannot be used: " + e.getMessage(), e);
        }
    }

    X509Certificate certificate() {
        return chain.getFirst();
    }

    private void check() throws GeneralSecurityException {
        var shown = chain.toArray(X509Certificate[]::new);
        for (var manager : trust.getTrustManagers()) {
            if (manager instanceof X509TrustManager peer) {
                peer.checkServerTrusted(shown, ANY);
                peer.checkClientTrusted(shown, ANY);
            }
        }
    }

    private boolean fits() throws GeneralSecurityException {
        var signing = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                });
        signing.initSign(key);
        signing.update(certificate().getEncoded());
        var signed = signing.sign();
        signing.initVerify(certificate());
        signing.update(certificate().getEncoded());
        return signing.verify(signed);
    }

    private static List<X509Certificate> certificates(Path file) throws IOException {
        try {
            var found =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes(file)));
            if (found.isEmpty()) {
                throw new IOException(file + ": no certificate");
            }
            return found.stream().map(X509Certificate.class::cast).toList();
        } catch (GeneralSecurityException e) {
            throw new IOException(file + ": no certificate in PEM: " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException(file + ": not a readable file");
        }
        return Files.readAllBytes(file);
    }

    private static PrivateKey key(Path file, X509Certificate certificate) throws IOException {
        var pem = KEY.matcher(new String(bytes(file), StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new IOException(file + ": no key in PEM, PKCS 8");
        }
        try {
            var bytes = Base64.getMimeDecoder().decode(pem.group(1));
            return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(bytes));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + ": not a key of the certificate's kind", e);
        }
    }

    private static KeyManagerFactory own(PrivateKey key, List<X509Certificate> chain)
            throws GeneralSecurityException, IOException {
        var store = empty();
        store.setKeyEntry("node", key, new char[0], chain.toArray(X509Certificate[]::new));
        var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(store, new char[0]);
        return own;
    }

    private static TrustManagerFactory trust(List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        var store = empty();
        for (int n = 0; n < authorities.size(); n++) {
            store.setCertificateEntry("authority " + n, authorities.get(n));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null);
        return store;
    }

    /** The common name and the names of hosts. */
    static Set<String> names(X509Certificate certificate) throws GeneralSecurityException {
        var names = new HashSet<String>();
        try {
            for (var part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    names.add(part.getValue().toString());
                }
            }
        } catch (InvalidNameException e) {
            throw new GeneralSecurityException("no name: " + certificate.getSubjectX500Principal(), e);
        }
        var others = certificate.getSubjectAlternativeNames();
        for (var other : others == null ? List.<List<?>>of() : others) {
            if (other.getFirst().equals(DNS)) {
                names.add(other.get(1).toString());
            }
        }
        return names;
    }
}

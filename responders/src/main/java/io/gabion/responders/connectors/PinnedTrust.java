package io.gabion.responders.connectors;

import com.unboundid.util.ssl.PEMFileTrustManager;
import com.unboundid.util.ssl.SSLUtil;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;

/** TLS with those alone for whom a file vouches. */
public final class PinnedTrust {
    /**
     * @param certificates in PEM
     * @throws IOException in one line
     */
    public static SSLContext of(Path certificates) throws IOException {
        try {
            return new SSLUtil(new PEMFileTrustManager(certificates.toFile())).createSSLContext();
        } catch (GeneralSecurityException e) {
            throw new IOException(certificates + ": no certificates to trust", e);
        }
    }

    private PinnedTrust() {}
}

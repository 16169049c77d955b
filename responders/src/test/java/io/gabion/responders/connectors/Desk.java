package io.gabion.responders.connectors;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A web server that takes what is posted to it. */
public final class Desk implements AutoCloseable {
    private static final String PASSWORD = "secret";

    /** @param key by which a repetition is known */
    public record Received(String key, String body, Instant at) {}

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpsServer server;
    private volatile byte[] signing = {};
    private volatile boolean busy;

    /**
     * @param address of this machine
     * @param port 0: a free one
     * @param certificate in PEM, as {@code key} is
     */
    public Desk(String address, int port, Path certificate, Path key) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral(address), port), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity(certificate, key)));
        server.setExecutor(threads);
        server.createContext("/hook", exchange -> {
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            int said = busy
                    ? 429
                    : isSigned(exchange.getRequestHeaders().getFirst("X-Gabion-Signature"), body) ? 204 : 401;
            if (said == 204) {
                received.add(
                        new Received(exchange.getRequestHeaders().getFirst("Idempotency-Key"), body, Instant.now()));
            }
            exchange.getResponseHeaders().set("Retry-After", "30");
            exchange.sendResponseHeaders(said, -1);
            exchange.close();
        });
        server.start();
    }

    private static SSLContext identity(Path certificate, Path key) throws IOException {
        var both = Files.createTempFile(certificate.toAbsolutePath().getParent(), "desk", ".p12");
        var make = "openssl pkcs12 -export -passout pass:" + PASSWORD + " -in " + certificate + " -inkey " + key;
        Peer.run((make + " -out " + both).split(" "));
        try (var in = Files.newInputStream(both)) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD.toCharArray());
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** @param host as the certificate names it */
    public URI url(String host) {
        return URI.create("https://" + host + ":" + port() + "/hook");
    }

    /** From now on it takes only what is signed with this. */
    public void checks(byte[] secret) {
        signing = secret.clone();
    }

    private boolean isSigned(String signature, String body) {
        if (signing.length == 0) {
            return true;
        }
        var time = signature.substring("t=".length(), signature.indexOf(','));
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(signing, "HmacSHA256"));
            var sum = HexFormat.of().formatHex(mac.doFinal((time + "." + body).getBytes(UTF_8)));
            return signature.equals("t=" + time + ",v1=" + sum);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From now on, or no longer, it has too much to do. */
    public void busy(boolean so) {
        busy = so;
    }

    public List<Received> received() {
        return List.copyOf(received);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

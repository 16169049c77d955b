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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A web server that takes what is posted to it. */
public final class Desk implements AutoCloseable {
    private static final String PASSWORD = "secret";

    /** @param key by which a repetition is known */
    public record Received(String key, String body) {}

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpsServer server;
    private volatile int status = 204;

    /**
     * @param address of this machine
     * @param port 0: a free one
     * @param certificate in PEM, as {@code key} is
     */
    public Desk(String address, int port, Path certificate, Path key) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral(address), port), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity(certificate, key)));
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            if (status < 300) {
                received.add(new Received(exchange.getRequestHeaders().getFirst("Idempotency-Key"), body));
            }
            exchange.getResponseHeaders().set("Retry-After", "30");
            exchange.sendResponseHeaders(status, -1);
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

    /** What it says from now on; it takes nothing at 300 or more. */
    public void says(int code) {
        status = code;
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

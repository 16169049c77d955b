package io.gabion.node.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens of a node, kept in {@code tokens.json} of its data directory. Safe for several threads, and for a command
 * that changes the file while the node runs: a change counts from the next question on. A file that became unreadable
 * lets nobody in.
 */
public final class Tokens {
    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FIRST = "admin";

    private final Path file;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private Snapshot current;

    /** A token just made; the only time its secret is known. */
    public record Issued(Token token, String secret) {}

    private record Stamp(Object key, Object modified, long size) {}

    private record Snapshot(Stamp stamp, List<Token> tokens) {}

    private Tokens(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * Opens the tokens of a data directory. On first start there is one token, an administrator of the tenant {@code
     * default}, whose secret stands in {@code admin.token}.
     *
     * @throws IOException naming the file that cannot be read or written
     */
    public static Tokens open(Path data, Clock clock) throws IOException {
        Files.createDirectories(data);
        Tokens tokens = new Tokens(data.resolve("tokens.json"), clock);
        tokens.change(present -> {
            if (Files.exists(tokens.file)) {
                return present;
            }
            Issued admin = tokens.issue(FIRST, Role.ADMIN, "default");
            PrivateFile.write(data.resolve("admin.token"), (admin.secret() + "\n").getBytes(StandardCharsets.US_ASCII));
            return List.of(admin.token());
        });
        return tokens;
    }

    /**
     * Makes a token.
     *
     * @throws IllegalArgumentException if the name is taken or not a name
     */
    public synchronized Issued add(String name, Role role, String tenant) throws IOException {
        Issued issued = issue(name, role, tenant);
        change(present -> {
            if (present.stream().anyMatch(token -> token.name().equals(name))) {
                throw new IllegalArgumentException("there is a token named '" + name + "' already; revoke it first");
            }
            List<Token> grown = new ArrayList<>(present);
            grown.add(issued.token());
            return grown;
        });
        return issued;
    }

    /** Takes a token away; false if there is none of this name. */
    public synchronized boolean revoke(String name) throws IOException {
        boolean known = list().stream().anyMatch(token -> token.name().equals(name));
        change(present ->
                present.stream().filter(token -> !token.name().equals(name)).toList());
        return known;
    }

    /** The tokens as the file has them now. */
    public synchronized List<Token> list() {
        try {
            if (!stamp().equals(current.stamp())) {
                current = read();
            }
        } catch (IOException unreadable) {
            LOG.error("no token is accepted: {}", unreadable.getMessage());
            current = new Snapshot(new Stamp(null, null, -1), List.of());
        }
        return current.tokens();
    }

    /** The token with this secret. Takes the same time whichever token it is, and whether or not there is one. */
    public Optional<Token> authenticate(String secret) {
        byte[] asked = sha256(secret).getBytes(StandardCharsets.US_ASCII);
        Token found = null;
        for (Token token : list()) {
            if (MessageDigest.isEqual(asked, token.sha256().getBytes(StandardCharsets.US_ASCII))) {
                found = token;
            }
        }
        return Optional.ofNullable(found);
    }

    private Issued issue(String name, Role role, String tenant) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String secret = "gbn_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new Issued(new Token(name, role, tenant, clock.instant(), sha256(secret)), secret);
    }

    private interface Change {
        List<Token> apply(List<Token> present) throws IOException;
    }

    private synchronized void change(Change change) throws IOException {
        synchronized (Tokens.class) { // a file lock excludes other processes, not other threads
            changeAlone(change);
        }
    }

    private void changeAlone(Change change) throws IOException {
        Path lock = file.resolveSibling(".tokens.lock");
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(lock, options, ownerOnly);
                FileLock held = channel.lock()) {
            List<Token> present = held.isValid() && Files.exists(file) ? read().tokens() : List.of();
            List<Token> wanted = change.apply(present);
            if (!wanted.equals(present)) {
                ObjectNode root = JSON.createObjectNode();
                wanted.forEach(token -> root.withArray("tokens").add(token.toJson()));
                root.withArray("tokens");
                PrivateFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
            }
            current = read();
        }
    }

    private Snapshot read() throws IOException {
        Stamp stamp = stamp();
        try {
            List<Token> tokens = new ArrayList<>();
            for (JsonNode token : JSON.readTree(Files.readAllBytes(file)).path("tokens")) {
                tokens.add(Token.of(token));
            }
            return new Snapshot(stamp, List.copyOf(tokens));
        } catch (JsonProcessingException damaged) {
            throw new IOException(file + ": not JSON: " + damaged.getOriginalMessage(), damaged);
        } catch (IllegalArgumentException damaged) {
            throw new IOException(file + ": " + damaged.getMessage(), damaged);
        }
    }

    private Stamp stamp() throws IOException {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
        } catch (NoSuchFileException gone) {
            throw new IOException(file + ": the file is gone", gone);
        }
    }

    private static String sha256(String secret) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}

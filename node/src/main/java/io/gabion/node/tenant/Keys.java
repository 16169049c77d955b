package io.gabion.node.tenant;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of the data of one node, or of nodes that share a store, one AES-256 key in one file each. Seals with A256GCM: 12 bytes of random nonce,
 * ciphertext, 16 bytes of tag. A key is durable before its first use, and never made by {@link #open}: what was sealed
 * under a key that is gone stays closed.
 */
public final class Keys {
    public static final String CIPHER = "A256GCM";
    private static final int KEY = 32;
    private static final int NONCE = 12;
    private static final int TAG = 16;

    private final Path directory;
    private final SecureRandom random = new SecureRandom();
    /** One for each thread: to look one up and to expand a key costs more than to seal something small. */
    private final ThreadLocal<Cipher> ciphers = ThreadLocal.withInitial(Keys::newCipher);

    private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(Keys::newMac);

    private final ConcurrentMap<String, SecretKey> keys = new ConcurrentHashMap<>();

    public Keys(Path data) throws IOException {
        directory = data.resolve("keys");
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(data);
            var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
            try {
                Files.createDirectory(directory, owner);
            } catch (FileAlreadyExistsException another) {
                // Nodes that share it may start together.
            }
            sync(data);
        }
    }

    public byte[] seal(String keyId, byte[] plain, byte[] aad) {
        var nonce = new byte[NONCE];
        random.nextBytes(nonce);
        var key = keys.computeIfAbsent(keyId, this::readOrMake);
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, aad);
            var sealed = Arrays.copyOf(nonce, NONCE + plain.length + TAG);
            cipher.doFinal(plain, 0, plain.length, sealed, NONCE);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal under " + keyId, e);
        }
    }

    /** Throws {@link IllegalArgumentException} if the key is gone, or the bytes are not what was sealed with it. */
    public byte[] open(String keyId, byte[] sealed, byte[] aad) {
        if (sealed.length < NONCE + TAG) {
            throw new IllegalArgumentException("not sealed: %d bytes under %s".formatted(sealed.length, keyId));
        }
        try {
            var key = keys.computeIfAbsent(keyId, this::read);
            return cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(sealed, NONCE), aad)
                    .doFinal(sealed, NONCE, sealed.length - NONCE);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("cannot open what was sealed under " + keyId, e);
        }
    }

    /** HMAC-SHA256 of all that {@code said} has left. The key is made if it is not there. */
    public byte[] mac(String keyId, ByteBuffer said) {
        var key = keys.computeIfAbsent(keyId, this::readOrMake);
        try {
            var mac = macs.get();
            mac.init(key);
            mac.update(said);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign with " + keyId, e);
        }
    }

    private static Mac newMac() {
        try {
            return Mac.getInstance("HmacSHA256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }

    private static Cipher newCipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + CIPHER, e);
        }
    }

    private Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[] aad) throws GeneralSecurityException {
        var cipher = ciphers.get();
        cipher.init(mode, key, new GCMParameterSpec(TAG * 8, nonce));
        cipher.updateAAD(aad);
        return cipher;
    }

    private SecretKey readOrMake(String keyId) {
        return Files.exists(file(keyId)) ? read(keyId) : make(keyId);
    }

    private SecretKey read(String keyId) {
        var file = file(keyId);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("no key " + keyId);
        }
        try {
            var bytes = Files.readAllBytes(file);
            if (bytes.length != KEY) {
                throw new IllegalArgumentException("not a key: " + file);
            }
            return new SecretKeySpec(bytes, "AES");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Written aside, synced, then named unless another node was first: a key file is whole or absent, and never replaced. */
    private SecretKey make(String keyId) {
        var bytes = new byte[KEY];
        random.nextBytes(bytes);
        var file = file(keyId);
        var aside = directory.resolve(file.getFileName() + "." + UUID.randomUUID() + ".new");
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try {
            try (var channel = FileChannel.open(aside, Set.of(CREATE_NEW, WRITE), owner)) {
                channel.write(ByteBuffer.wrap(bytes));
                channel.force(true);
            }
            try {
                Files.createLink(file, aside);
            } catch (FileAlreadyExistsException another) {
                return read(keyId);
            } finally {
                Files.delete(aside);
                sync(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SecretKeySpec(bytes, "AES");
    }

    private static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, READ)) {
            channel.force(true);
        }
    }

    /** One flat name for each id, whatever a tenant is called. */
    private Path file(String keyId) {
        var name = URLEncoder.encode(keyId, StandardCharsets.UTF_8).replace(".", "%2E");
        return directory.resolve(name + ".key");
    }
}

package io.gabion.responders.connectors.collection;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.regex.Pattern;

/**
 * What a collection's archive says of itself. Only what {@code gabion-collect} writes is read, a ustar archive (POSIX.1-1988) of
 * plain files in the order of their names; anything else is no collection. Nothing of it is ever unpacked.
 *
 * @param sha256 of all its bytes
 * @param members without the list of hashes
 * @param tool that made it
 */
record Archive(String sha256, long bytes, int members, String tool) {
    private static final int BLOCK = 512;
    private static final int MOST_MEMBERS = 10_000;
    private static final int MOST_LIST = 1 << 20;
    private static final String LIST = "99-sha256.txt";
    private static final Pattern NAME = Pattern.compile("[0-9]{2}-[a-z0-9/.-]{1,60}");
    private static final Pattern TOOL = Pattern.compile("gabion-collect/[0-9]{1,6}");

    /** @throws IOException in one line if it is not whole, or no collection */
    static Archive read(InputStream from) throws IOException {
        var whole = digest();
        var in = new Counted(new DigestInputStream(new BufferedInputStream(from, 1 << 16), whole));
        var hashes = new LinkedHashMap<String, String>();
        var tool = "";
        var last = "";
        for (var head = in.block(); ; head = in.block()) {
            var name = text(head, 0, 100);
            long size = size(head);
            if (head[156] != '0' || !NAME.matcher(name).matches() || name.compareTo(last) <= 0) {
                throw new IOException("not a collection: member " + (hashes.size() + 1));
            }
            last = name;
            if (name.equals(LIST)) {
                compare(hashes, in.bytes(size));
                in.end();
                return new Archive(hex(whole), in.count, hashes.size(), tool);
            }
            var member = digest();
            var begin = in.member(size, member);
            hashes.put(name, hex(member));
            if (hashes.size() == 1) {
                tool = begin.lines().findFirst().orElse("");
            }
            if (hashes.size() > MOST_MEMBERS || !TOOL.matcher(tool).matches()) {
                throw new IOException("not a collection: " + hashes.size() + " members");
            }
        }
    }

    private static void compare(LinkedHashMap<String, String> hashes, byte[] list) throws IOException {
        var said = new StringBuilder();
        hashes.forEach(
                (name, hash) -> said.append(hash).append("  ").append(name).append('\n'));
        if (!said.toString().equals(new String(list, US_ASCII))) {
            throw new IOException("a member is not what the list of hashes says");
        }
    }

    private static String text(byte[] head, int from, int most) {
        int end = from;
        while (end < from + most && head[end] != 0) {
            end++;
        }
        return new String(head, from, end - from, US_ASCII);
    }

    private static long size(byte[] head) throws IOException {
        var octal = text(head, 124, 12).strip();
        if (!octal.matches("[0-7]{1,11}")) {
            throw new IOException("not a collection: a length is no number");
        }
        return Long.parseLong(octal, 8);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static final class Counted {
        private final InputStream in;
        private long count;

        Counted(InputStream in) {
            this.in = in;
        }

        byte[] block() throws IOException {
            return exactly(BLOCK);
        }

        private byte[] exactly(int length) throws IOException {
            var bytes = in.readNBytes(length);
            count += bytes.length;
            if (bytes.length < length) {
                throw new IOException("it ends too early");
            }
            return bytes;
        }

        byte[] bytes(long size) throws IOException {
            if (size > MOST_LIST) {
                throw new IOException("not a collection: its list is too long");
            }
            var bytes = exactly((int) size);
            exactly((int) (-size & BLOCK - 1));
            return bytes;
        }

        /** Its first bytes, as text. */
        String member(long size, MessageDigest into) throws IOException {
            var first = "";
            for (long left = size; left > 0; ) {
                var part = exactly((int) Math.min(left, 1 << 16));
                into.update(part);
                if (left == size) {
                    first = new String(part, 0, Math.min(part.length, 100), US_ASCII);
                }
                left -= part.length;
            }
            exactly((int) (-size & BLOCK - 1));
            return first;
        }

        /** Only the blocks of zeros that end an archive follow. */
        void end() throws IOException {
            int zeros = 0;
            for (var part = in.readNBytes(BLOCK); part.length > 0; part = in.readNBytes(BLOCK)) {
                count += part.length;
                zeros++;
                for (var one : part) {
                    if (one != 0 || zeros > 40) {
                        throw new IOException("something follows its end");
                    }
                }
            }
            if (zeros < 2) {
                throw new IOException("it ends too early");
            }
        }
    }
}

package io.gabion.node.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * How far a log has been read.
 *
 * @param inode the file's number, or empty before the first file
 * @param offset of the first byte that has not been taken
 * @param line lines before {@code offset}
 * @param fingerprint SHA-256 of the file's first bytes: as many as {@link #covered} says
 * @param round how many times reading has begun at the start of a file; tells contents of one inode apart
 * @param modified when the file that was read last had been modified at that time, in nanoseconds since 1970; what was
 *     modified later has not been read. 0 if it is not known, as in positions from before this was kept
 */
record TailPosition(String inode, long offset, long line, String fingerprint, long round, long modified) {
    static final int HEAD = 256;
    static final TailPosition NONE = new TailPosition("", 0, 0, "", 0, 0);

    private static final JsonMapper JSON = new JsonMapper();

    static TailPosition startOf(String inode, long round, long modified) {
        return new TailPosition(inode, 0, 0, fingerprint(new byte[0], 0), round, modified);
    }

    /** @param head at least the first {@link #HEAD} bytes of the file, or all that there are up to {@code offset} */
    TailPosition moved(long offset, long line, byte[] head, long modified) {
        return new TailPosition(inode, offset, line, fingerprint(head, (int) Math.min(HEAD, offset)), round, modified);
    }

    TailPosition in(String otherInode) {
        return new TailPosition(otherInode, offset, line, fingerprint, round, modified);
    }

    int covered() {
        return (int) Math.min(HEAD, offset);
    }

    /** Identifies the batch that starts here. Its end is part of it: more lines from one place are another batch. */
    String key(TailPosition end) {
        return inode + ":" + round + ":" + offset + "-" + end.offset;
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Empty if {@code text} is not a position. */
    static Optional<TailPosition> parse(String text) {
        if (text.isEmpty()) {
            return Optional.of(NONE);
        }
        try {
            var read = JSON.readValue(text, TailPosition.class);
            boolean whole = read != null && read.inode != null && read.fingerprint != null && read.offset >= 0;
            return whole ? Optional.of(read) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    static String fingerprint(byte[] head, int length) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(head, 0, length);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

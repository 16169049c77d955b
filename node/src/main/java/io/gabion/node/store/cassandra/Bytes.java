package io.gabion.node.store.cassandra;

import java.nio.ByteBuffer;

/** Blobs come as buffers. */
final class Bytes {
    static byte[] of(ByteBuffer blob) {
        var bytes = new byte[blob.remaining()];
        blob.duplicate().get(bytes);
        return bytes;
    }

    private Bytes() {}
}

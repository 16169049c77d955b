package io.gabion.node.store;

import io.gabion.protocol.Envelope;
import io.gabion.protocol.entity.EntityId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.apache.pekko.serialization.JSerializer;

/**
 * An {@link Envelope} as bytes: the number of this form, then its fields in a fixed order, integers big-endian, texts as
 * {@link java.io.DataOutput#writeUTF} writes them, the payload with its length before it. The tenant is part of the
 * entity's id. For journals that keep a row as one value.
 */
public final class EnvelopeSerializer extends JSerializer {
    private static final int FORM = 1;
    private static final int ROOM = 256;

    @Override
    public int identifier() {
        return 1002;
    }

    @Override
    public boolean includeManifest() {
        return false;
    }

    @Override
    public byte[] toBinary(Object row) {
        return write((Envelope) row);
    }

    @Override
    public Object fromBinaryJava(byte[] bytes, Class<?> manifest) {
        return read(bytes);
    }

    public static byte[] write(Envelope row) {
        var bytes = new ByteArrayOutputStream(row.payload().length + ROOM);
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(FORM);
            out.writeUTF(row.entity());
            out.writeLong(row.sequence());
            out.writeLong(row.decision());
            out.writeLong(row.writerEpoch());
            out.writeUTF(row.type());
            out.writeInt(row.version());
            out.writeLong(row.time().getEpochSecond());
            out.writeInt(row.time().getNano());
            out.writeUTF(row.keyId());
            out.writeUTF(row.cipher());
            out.writeInt(row.payload().length);
            out.write(row.payload());
        } catch (IOException e) {
            throw new UncheckedIOException("a row that cannot be stored: " + row.entity(), e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException if it is no envelope, or not a whole one */
    public static Envelope read(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int form = in.readByte();
            if (form != FORM) {
                throw new IllegalArgumentException("a row of an unknown form: " + form);
            }
            var entity = in.readUTF();
            var row = new Envelope(
                    EntityId.parse(entity).tenant(),
                    entity,
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readUTF(),
                    in.readInt(),
                    Instant.ofEpochSecond(in.readLong(), in.readInt()),
                    in.readUTF(),
                    in.readUTF(),
                    payload(in));
            if (in.available() > 0) {
                throw new IllegalArgumentException("a row with something behind it");
            }
            return row;
        } catch (IOException e) {
            throw new IllegalArgumentException("a row that is cut off", e);
        }
    }

    private static byte[] payload(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IllegalArgumentException("a row that is cut off");
        }
        return in.readNBytes(length);
    }
}

package io.gabion.node.cluster;

import io.gabion.node.cluster.Prober.Answer;
import io.gabion.node.cluster.Prober.Probe;
import io.gabion.node.cluster.Seeking.Here;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * A probe as two integers of 8 bytes, big-endian, and whom to answer; an answer as two integers; what a node says of itself as
 * a byte, 1 for inside and 2 for a question, and who says it.
 */
final class ProbeSerializer extends SerializerWithStringManifest {
    private static final String PROBE = "probe";
    private static final String ANSWER = "answer";
    private static final String HERE = "here";
    private static final int NUMBERS = 2 * Long.BYTES;

    private final ActorRefResolver references;

    ProbeSerializer(ExtendedActorSystem system) {
        references = ActorRefResolver.get(Adapter.toTyped(system));
    }

    @Override
    public int identifier() {
        return 1004;
    }

    @Override
    public String manifest(Object heard) {
        return switch (heard) {
            case Probe _ -> PROBE;
            case Answer _ -> ANSWER;
            default -> HERE;
        };
    }

    @Override
    public byte[] toBinary(Object heard) {
        return switch (heard) {
            case Probe(var asker, var stamp, var replyTo) -> {
                var reference = references.toSerializationFormat(replyTo).getBytes(StandardCharsets.UTF_8);
                yield ByteBuffer.allocate(NUMBERS + reference.length)
                        .putLong(asker)
                        .putLong(stamp)
                        .put(reference)
                        .array();
            }
            case Answer(var uid, var stamp) ->
                ByteBuffer.allocate(NUMBERS).putLong(uid).putLong(stamp).array();
            case Here(var inside, var asks, var from) -> {
                var reference = references.toSerializationFormat(from).getBytes(StandardCharsets.UTF_8);
                yield ByteBuffer.allocate(1 + reference.length)
                        .put((byte) ((inside ? 1 : 0) | (asks ? 2 : 0)))
                        .put(reference)
                        .array();
            }
            default -> throw new IllegalArgumentException("not said to other nodes: " + heard);
        };
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        if (bytes.length < (manifest.equals(HERE) ? 1 : NUMBERS)) {
            throw new NotSerializableException(manifest + " of " + bytes.length + " bytes");
        }
        var in = ByteBuffer.wrap(bytes);
        if (manifest.equals(HERE)) {
            int says = in.get();
            var reference = StandardCharsets.UTF_8.decode(in).toString();
            return new Here((says & 1) != 0, (says & 2) != 0, references.resolveActorRef(reference));
        }
        long first = in.getLong();
        long stamp = in.getLong();
        return switch (manifest) {
            case PROBE -> {
                var reference = StandardCharsets.UTF_8.decode(in).toString();
                yield new Probe(first, stamp, references.resolveActorRef(reference));
            }
            case ANSWER -> new Answer(first, stamp);
            default -> throw new NotSerializableException("unknown: " + manifest);
        };
    }
}

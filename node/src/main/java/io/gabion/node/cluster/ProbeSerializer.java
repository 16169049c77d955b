package io.gabion.node.cluster;

import io.gabion.node.cluster.Prober.Answer;
import io.gabion.node.cluster.Prober.Probe;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** A probe as two integers of 8 bytes, big-endian, and whom to answer; an answer as two integers. */
final class ProbeSerializer extends SerializerWithStringManifest {
    private static final String PROBE = "probe";
    private static final String ANSWER = "answer";
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
        return heard instanceof Probe ? PROBE : ANSWER;
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
            default -> throw new IllegalArgumentException("not said to other nodes: " + heard);
        };
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        if (bytes.length < NUMBERS) {
            throw new NotSerializableException(manifest + " of " + bytes.length + " bytes");
        }
        var in = ByteBuffer.wrap(bytes);
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

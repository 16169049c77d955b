package io.gabion.node.shell;

import io.gabion.node.shell.Input.Ask;
import io.gabion.node.shell.Input.Deliver;
import io.gabion.node.shell.Input.Own;
import io.gabion.node.shell.Input.Ping;
import io.gabion.node.shell.Input.Readmit;
import io.gabion.node.shell.Input.Stop;
import io.gabion.protocol.entity.Message;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.apache.pekko.util.Version;

/**
 * What one node's shells say to another's, as bytes: the reference to answer to and the id of a send if there are any,
 * the message as {@link Messages} writes it. Anything else is neither written nor read.
 */
final class MessageSerializer extends SerializerWithStringManifest {
    private static final String MESSAGE = "message";
    private static final String ASK = "ask";
    private static final String DELIVER = "deliver";
    private static final String TELL = "tell";
    private static final String PING = "ping";
    private static final String READMIT = "readmit";

    /** The {@code pekko.cluster.app-version} of nodes that understand what is packed. */
    private static final Version PACKED = new Version("1.0.0");

    private final Messages messages;
    private final ActorRefResolver references;
    private final ActorSystem<Void> system;

    MessageSerializer(ExtendedActorSystem system) {
        this.system = Adapter.toTyped(system);
        messages = system.settings().setup().get(Messages.class).orElseThrow();
        references = ActorRefResolver.get(this.system);
    }

    /** For any node: as long as there is one of an earlier version, what that understands. */
    private byte[] bytes(Object message) {
        for (var member : Cluster.get(system).state().getMembers()) {
            if (member.appVersion().compareTo(PACKED) < 0) {
                return messages.write((Message) message);
            }
        }
        return messages.writePacked((Message) message);
    }

    @Override
    public int identifier() {
        return 1003;
    }

    @Override
    public String manifest(Object said) {
        return switch (said) {
            case Message _ -> MESSAGE;
            case Ask<?> _ -> ASK;
            case Deliver<?> _ -> DELIVER;
            case Input.Tell<?> _ -> TELL;
            case Ping<?> _ -> PING;
            case Readmit<?> _ -> READMIT;
            case Stop<?> _ -> throw notSaid(said);
            case Own<?> _ -> throw notSaid(said);
            default -> throw notSaid(said);
        };
    }

    private static IllegalArgumentException notSaid(Object said) {
        return new IllegalArgumentException("not said to other nodes: " + said.getClass());
    }

    @Override
    public byte[] toBinary(Object said) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            switch (said) {
                case Message message -> out.write(bytes(message));
                case Ask<?>(var command, var replyTo) -> {
                    write(out, replyTo);
                    out.write(bytes(command));
                }
                case Deliver<?>(var id, var command, var acks) -> {
                    write(out, acks);
                    out.writeUTF(id);
                    out.write(bytes(command));
                }
                case Input.Tell<?>(var command) -> out.write(bytes(command));
                case Readmit<?>(var by, var replyTo) -> {
                    write(out, replyTo);
                    out.writeUTF(by);
                }
                case Ping<?> _ -> {}
                default -> throw notSaid(said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot be said to another node: " + said.getClass(), e);
        }
        return bytes.toByteArray();
    }

    private void write(DataOutputStream out, ActorRef<?> reference) throws IOException {
        out.writeUTF(references.toSerializationFormat(reference));
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return switch (manifest) {
                case MESSAGE -> messages.read(in);
                case ASK -> {
                    ActorRef<Message> replyTo = reference(in);
                    yield new Ask<>(messages.read(in), replyTo);
                }
                case DELIVER -> {
                    ActorRef<String> acks = reference(in);
                    var id = in.readUTF();
                    yield new Deliver<>(id, messages.read(in), acks);
                }
                case TELL -> new Input.Tell<>(messages.read(in));
                case PING -> new Ping<>();
                case READMIT -> {
                    ActorRef<Message> replyTo = reference(in);
                    yield new Readmit<>(in.readUTF(), replyTo);
                }
                default -> throw new NotSerializableException("unknown: " + manifest);
            };
        } catch (NotSerializableException e) {
            throw e;
        } catch (IOException e) { // One that this node does not understand: the connection stays.
            throw (NotSerializableException)
                    new NotSerializableException(manifest + ": " + e.getMessage()).initCause(e);
        }
    }

    private <T> ActorRef<T> reference(DataInputStream in) throws IOException {
        return references.resolveActorRef(in.readUTF());
    }
}

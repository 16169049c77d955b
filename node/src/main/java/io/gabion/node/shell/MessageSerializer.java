package io.gabion.node.shell;

import io.gabion.node.shell.Input.Ask;
import io.gabion.node.shell.Input.Deliver;
import io.gabion.node.shell.Input.Ping;
import io.gabion.node.shell.Input.Readmit;
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
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * What one node's shells say to another's, as bytes under a {@link Seal}: what kind it is, and for an entity its id, the reference to
 * answer to and the id of a send if there are any; the message as {@link Messages} writes it. Anything else is neither written nor read.
 */
final class MessageSerializer extends SerializerWithStringManifest {
    private static final String SEALED = "sealed";

    private static final String MESSAGE = "message";
    private static final String ASK = "ask";
    private static final String DELIVER = "deliver";
    private static final String TELL = "tell";
    private static final String PING = "ping";
    private static final String READMIT = "readmit";

    private final Messages messages;
    private final Seal seal;
    private final ActorRefResolver references;

    MessageSerializer(ExtendedActorSystem system) {
        var setup = system.settings().setup();
        messages = setup.get(Messages.class).orElseThrow();
        seal = setup.get(Seal.class).orElseThrow();
        references = ActorRefResolver.get(Adapter.toTyped(system));
    }

    @Override
    public int identifier() {
        return 1003;
    }

    @Override
    public String manifest(Object said) {
        return SEALED;
    }

    @Override
    public byte[] toBinary(Object said) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            switch (said) {
                case Message message -> {
                    out.writeUTF(MESSAGE);
                    out.write(messages.write(message));
                }
                case Addressed<?>(var to, var input) -> write(out, to, input);
                default -> throw notSaid(said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot be said to another node: " + said.getClass(), e);
        }
        return seal.seal(bytes.toByteArray());
    }

    private void write(DataOutputStream out, String to, Input<?> input) throws IOException {
        switch (input) {
            case Ask<?>(var command, var replyTo) -> {
                begin(out, ASK, to);
                write(out, replyTo);
                out.write(messages.write((Message) command));
            }
            case Deliver<?>(var id, var command, var acks) -> {
                begin(out, DELIVER, to);
                write(out, acks);
                out.writeUTF(id);
                out.write(messages.write((Message) command));
            }
            case Input.Tell<?>(var command) -> {
                begin(out, TELL, to);
                out.write(messages.write((Message) command));
            }
            case Readmit<?>(var by, var replyTo) -> {
                begin(out, READMIT, to);
                write(out, replyTo);
                out.writeUTF(by);
            }
            case Ping<?> _ -> begin(out, PING, to);
            case Input.Stop<?> _, Input.Own<?> _ -> throw notSaid(input);
        }
    }

    private static void begin(DataOutputStream out, String kind, String to) throws IOException {
        out.writeUTF(kind);
        out.writeUTF(to);
    }

    private void write(DataOutputStream out, ActorRef<?> reference) throws IOException {
        out.writeUTF(references.toSerializationFormat(reference));
    }

    private static IllegalArgumentException notSaid(Object said) {
        return new IllegalArgumentException("not said to other nodes: " + said.getClass());
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        if (!manifest.equals(SEALED)) {
            throw seal.refused("not sealed");
        }
        var opened = seal.open(bytes);
        try (var in =
                new DataInputStream(new ByteArrayInputStream(opened.array(), opened.position(), opened.remaining()))) {
            return read(in);
        } catch (IOException e) { // One that this node does not understand: the connection stays.
            throw (NotSerializableException) seal.refused(e.getMessage()).initCause(e);
        }
    }

    private Object read(DataInputStream in) throws IOException {
        var kind = in.readUTF();
        if (kind.equals(MESSAGE)) {
            return messages.read(in);
        }
        var to = in.readUTF();
        Input<Message> input =
                switch (kind) {
                    case ASK -> {
                        ActorRef<Message> replyTo = reference(in);
                        yield new Ask<>(messages.read(in), replyTo);
                    }
                    case DELIVER -> {
                        ActorRef<Input.Journaled> acks = reference(in);
                        var id = in.readUTF();
                        yield new Deliver<>(id, messages.read(in), acks);
                    }
                    case TELL -> new Input.Tell<>(messages.read(in));
                    case PING -> new Ping<>();
                    case READMIT -> {
                        ActorRef<Message> replyTo = reference(in);
                        yield new Readmit<>(in.readUTF(), replyTo);
                    }
                    default -> throw new NotSerializableException("unknown: " + kind);
                };
        return new Addressed<>(to, input);
    }

    private <T> ActorRef<T> reference(DataInputStream in) throws IOException {
        return references.resolveActorRef(in.readUTF());
    }
}

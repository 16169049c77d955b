package io.gabion.node.store;

import com.typesafe.config.ConfigFactory;
import io.gabion.protocol.Envelope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.JournalProtocol.RecoverySuccess;
import org.apache.pekko.persistence.JournalProtocol.ReplayMessagesFailure;
import org.apache.pekko.persistence.JournalProtocol.ReplayedMessage;
import org.apache.pekko.persistence.JournalProtocol.WriteMessageFailure;
import org.apache.pekko.persistence.JournalProtocol.WriteMessageSuccess;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.PersistentEnvelope;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.PersistentRepr$;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol.LoadSnapshot;
import org.apache.pekko.persistence.SnapshotProtocol.LoadSnapshotResult;
import org.apache.pekko.persistence.SnapshotProtocol.SaveSnapshot;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.testkit.javadsl.TestKit;
import scala.jdk.javaapi.CollectionConverters;

/** Speaks to the journal and the snapshots of a store as a persistent actor does. */
public final class JournalProbe implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ActorSystem system;

    public JournalProbe(Store store) {
        var alone = ConfigFactory.parseString("pekko.actor.provider = local").withFallback(store.config());
        system = ActorSystem.create("probe", store.setup().and(BootstrapSetup.create(alone)));
    }

    /** Whether it was written; all or none. */
    public boolean write(List<Envelope> rows) {
        var probe = new TestKit(system);
        var events = rows.stream().map(row -> event(row, probe.getRef())).toList();
        var write = new AtomicWrite(CollectionConverters.asScala(events).toList());
        var writes =
                CollectionConverters.asScala(List.<PersistentEnvelope>of(write)).toList();
        Persistence.lookup()
                .get(system)
                .journalFor("", ConfigFactory.empty())
                .tell(new JournalProtocol.WriteMessages(writes, probe.getRef(), 1), probe.getRef());
        probe.receiveOne(PATIENCE); // Whether the whole was taken; each row is answered too.
        boolean written = true;
        for (int n = 0; n < rows.size(); n++) {
            written &= switch (probe.receiveOne(PATIENCE)) {
                case WriteMessageSuccess _ -> true;
                case WriteMessageFailure _ -> false;
                case Object other -> throw new AssertionError("an answer of the journal: " + other);
                case null -> throw new AssertionError("no answer of the journal");
            };
        }
        return written;
    }

    private static PersistentRepr event(Envelope row, ActorRef sender) {
        return PersistentRepr$.MODULE$.apply(row, row.sequence(), row.entity(), "", false, sender, "writer");
    }

    /** As a recovery reads them, from the row {@code first} on. */
    List<Envelope> replay(String entity, long first) {
        var probe = new TestKit(system);
        Persistence.lookup()
                .get(system)
                .journalFor("", ConfigFactory.empty())
                .tell(
                        new JournalProtocol.ReplayMessages(
                                first, Long.MAX_VALUE, Long.MAX_VALUE, entity, probe.getRef()),
                        probe.getRef());
        var rows = new ArrayList<Envelope>();
        while (true) {
            switch (probe.receiveOne(PATIENCE)) {
                case ReplayedMessage replayed ->
                    rows.add((Envelope) replayed.persistent().payload());
                case RecoverySuccess _ -> {
                    return rows;
                }
                case ReplayMessagesFailure failure -> throw new AssertionError(failure.cause());
                case Object other -> throw new AssertionError("an answer of the journal: " + other);
                case null -> throw new AssertionError("no answer of the journal");
            }
        }
    }

    void save(Envelope snapshot) {
        var probe = new TestKit(system);
        var metadata = new SnapshotMetadata(
                snapshot.entity(), snapshot.sequence(), snapshot.time().toEpochMilli());
        snapshots().tell(new SaveSnapshot(metadata, snapshot), probe.getRef());
        probe.expectMsgClass(PATIENCE, SaveSnapshotSuccess.class);
    }

    /** The newest, or null. */
    Envelope snapshot(String entity) {
        var probe = new TestKit(system);
        snapshots().tell(new LoadSnapshot(entity, SnapshotSelectionCriteria.latest(), Long.MAX_VALUE), probe.getRef());
        var result = probe.expectMsgClass(PATIENCE, LoadSnapshotResult.class);
        return result.snapshot().isEmpty()
                ? null
                : (Envelope) result.snapshot().get().snapshot();
    }

    private ActorRef snapshots() {
        return Persistence.lookup().get(system).snapshotStoreFor("", ConfigFactory.empty());
    }

    @Override
    public void close() {
        TestKit.shutdownActorSystem(system, scala.jdk.javaapi.DurationConverters.toScala(PATIENCE), false);
    }
}

import com.typesafe.config.ConfigFactory;
import io.gabion.node.store.Checkpoints.Checkpoint;
import io.gabion.node.store.Claims.Claim;
import io.gabion.node.store.Store;
import io.gabion.node.store.cassandra.CassandraPlace;
import io.gabion.node.store.cassandra.CassandraSchema;
import io.gabion.node.store.cassandra.CassandraStore;
import io.gabion.node.store.embedded.EmbeddedStore;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.pattern.Patterns;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.JournalProtocol.WriteMessages;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.PersistentEnvelope;
import org.apache.pekko.persistence.PersistentRepr$;
import scala.jdk.javaapi.CollectionConverters;

/** What each durable step costs, one after the other: see docs/adr/0005. Arguments: embedded, or HOST and replicas. */
void main(String[] args) throws Exception {
    try (var store = open(args)) {
        var alone = ConfigFactory.parseString("pekko.actor.provider = local, pekko.loglevel = ERROR")
                .withFallback(store.config());
        var system = ActorSystem.create("costs", store.setup().and(BootstrapSetup.create(alone)));
        var journal = Persistence.lookup().get(system).journalFor("", ConfigFactory.empty());
        measure("row, acknowledged", n -> write(journal, n));
        measure("epoch, claimed by a new owner", n -> store.epochs().claim(id(n % 50)));
        measure("epoch, read", n -> store.epochs().newest(id(n % 50)));
        measure("claim of an effect", n -> store.claims().take(
                id(n), Optional.empty(), new Claim(1, 1, Instant.now())));
        measure("checkpoint, 2 KB", n -> store.checkpoints().save(
                id(n), new Checkpoint(Long.MAX_VALUE, 1, "key", new byte[2_000])));
        measure("reminder", n -> store.unfinished().remember(id(n), 1));
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }
}

Store open(String[] args) throws Exception {
    if (args[0].equals("embedded")) {
        return EmbeddedStore.open(Files.createTempDirectory("costs"));
    }
    var keyspace = "costs_" + Long.toString(System.currentTimeMillis(), 36);
    var place = new CassandraPlace(
            List.of(new InetSocketAddress(args[0], 9042)), "datacenter1", keyspace, Optional.empty());
    CassandraSchema.apply(place, Integer.parseInt(args[1]));
    return CassandraStore.open(place);
}

String id(int n) {
    return new EntityId(new Tenant("acme"), "counter", "n" + n).toString();
}

CompletionStage<?> write(ActorRef journal, int n) {
    var row = new Envelope(new Tenant("acme"), id(0), n + 1, n + 1, 1, "added", 1, Instant.now(), "key", "A256GCM", new byte[400]);
    var event = PersistentRepr$.MODULE$.apply(row, n + 1, row.entity(), "", false, ActorRef.noSender(), "w");
    var write = new AtomicWrite(CollectionConverters.asScala(List.of(event)).toList());
    var writes = CollectionConverters.asScala(List.<PersistentEnvelope>of(write)).toList();
    // Answered when the write is durable.
    return Patterns.askWithReplyTo(journal, to -> new WriteMessages(writes, to, 1), Duration.ofSeconds(30));
}

interface Step {
    CompletionStage<?> take(int n);
}

void measure(String what, Step step) {
    int warm = 500;
    var micros = new long[1_000];
    for (int n = 0; n < warm + micros.length; n++) {
        long start = System.nanoTime();
        step.take(n).toCompletableFuture().join();
        if (n >= warm) {
            micros[n - warm] = (System.nanoTime() - start) / 1_000;
        }
    }
    Arrays.sort(micros);
    IO.println("%-30s p50 %6.2f ms  p99 %6.2f ms".formatted(what, micros[500] / 1e3, micros[990] / 1e3));
}

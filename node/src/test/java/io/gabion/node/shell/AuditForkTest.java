package io.gabion.node.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.shell.Counter.*;
import io.gabion.node.store.cassandra.CassandraServer;
import io.gabion.node.store.cassandra.CassandraStore;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(CassandraServer.class)
class AuditForkTest {
    private static final EntityId ONE = RunningMesh.id("counter", "one");
    private static final Pace PACE = new Pace(Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofMinutes(1), 1_000);

    @TempDir
    Path folder;

    /** As after a suspension that no clock has seen: old answers look fresh, nobody answers new probes. */
    private static final class Woken implements Fence {
        @Override
        public boolean holdsFor(Duration time) {
            return true;
        }

        @Override
        public CompletionStage<Boolean> confirmed() {
            return new CompletableFuture<>();
        }
    }

    @Test
    void acked_rows_of_the_rightful_owner_survive_a_start_on_a_node_that_was_suspended() throws Exception {
        CassandraServer.keyspace("audit");
        var keys = new Envelopes(new Keys(folder));
        try (var s1 = CassandraStore.open(CassandraServer.place("audit"));
                var s2 = CassandraStore.open(CassandraServer.place("audit"));
                var s3 = CassandraStore.open(CassandraServer.place("audit"))) {
            var rightful = mesh(s1, keys, Fence.ONE_NODE);
            assertThat(ask(rightful, new Add(1, ""))).isEqualTo(new Sum(1));
            var stale = mesh(s2, keys, new Woken());
            try {
                ask(stale, new Add(100, ""));
            } catch (Exception unanswered) {
                System.out.println("stale: " + unanswered);
            }
            for (int n = 2; n <= 6; n++) {
                assertThat(ask(rightful, new Add(1, ""))).isEqualTo(new Sum(n)); // acknowledged
            }
            for (var row : ((io.gabion.node.store.Store) s3).rows().of(ONE)) {
                System.out.println(row.sequence() + ":" + row.writerEpoch() + "/" + row.decision() + " " + row.type());
            }
            var next = mesh(s3, keys, Fence.ONE_NODE);
            assertThat(ask(next, new Add(0, ""))).isEqualTo(new Sum(6));
        }
    }

    private static Message ask(Mesh mesh, Command command) throws Exception {
        return mesh.ask(ONE, command, Duration.ofSeconds(15)).toCompletableFuture().get();
    }

    private static Mesh mesh(CassandraStore store, Envelopes keys, Fence fence) throws Exception {
        var mesh = Mesh.start(store, keys, new Membership.Alone(fence), Messages.of(List.of()), Clock.systemUTC(), PACE);
        mesh.register("counter", Command.class, _ -> new EntityFactory.Made<>(new Counter(), Counter.CODEC, Calls.none()));
        return mesh;
    }
}

package io.gabion.node.store.cassandra;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * One real server for all tests of a run, started by {@code dev/cassandra} when the first needs it. Its network is made of
 * this process's id, so that several runs on one machine do not meet. Tests keep apart by keyspaces.
 */
public final class CassandraServer implements BeforeAllCallback {
    private static final ConcurrentMap<String, CassandraPlace> PLACES = new ConcurrentHashMap<>();

    /** A server that {@code dev/cassandra} looks after. */
    public record Running(Path folder, String net) implements AutoCloseable {
        private static Running start(String name, int half) {
            long pid = ProcessHandle.current().pid();
            var root = Path.of(System.getProperty("gabion.root"));
            var net = "127.%d.%d".formatted(half + pid / 256 % 127, pid % 256);
            var running = new Running(root.resolve("target/" + name + "-of-" + pid), net);
            running.run("up", "1");
            return running;
        }

        /** One that a test may break; it has to close it. */
        public static Running own() {
            return start("cassandra-own", 128);
        }

        public CassandraPlace place(String keyspace) {
            return CassandraServer.place(net, keyspace);
        }

        /** With these words. @throws IllegalStateException if it says no */
        public void run(String... words) {
            var command = new ArrayList<>(List.of(System.getProperty("gabion.root") + "/dev/cassandra"));
            command.addAll(Arrays.asList(words));
            var builder = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("GABION_CASSANDRA_DIR", folder.toString());
            builder.environment().put("GABION_CASSANDRA_NET", net);
            builder.environment()
                    .put(
                            "GABION_CASSANDRA_WITH",
                            Long.toString(ProcessHandle.current().pid()));
            try {
                int code = builder.start().waitFor();
                if (code != 0) {
                    throw new IllegalStateException(String.join(" ", command) + " ended with " + code);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            run("down", "--erase");
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running(context);
    }

    private static Running running(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(CassandraServer.class))
                .getOrComputeIfAbsent(
                        "server",
                        _ -> {
                            var running = Running.start("cassandra", 1);
                            PLACES.put("", place(running.net(), "none"));
                            return running;
                        },
                        Running.class);
    }

    private static CassandraPlace place(String net, String keyspace) {
        return new CassandraPlace(
                List.of(new InetSocketAddress(net + ".1", 9042)), "datacenter1", keyspace, Optional.empty());
    }

    /** Of the running server; makes nothing. */
    public static CassandraPlace place(String keyspace) {
        var server = PLACES.get("");
        return new CassandraPlace(server.contactPoints(), server.datacenter(), keyspace, Optional.empty());
    }

    /** With the schema applied, once. */
    public static CassandraPlace keyspace(String keyspace) {
        return PLACES.computeIfAbsent(keyspace, name -> {
            try {
                CassandraSchema.apply(place(name), 1);
                return place(name);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}

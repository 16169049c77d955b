package io.gabion.node.store.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The tables that a node needs. Made by one command, from one machine, once; a node only looks whether they are there. */
public final class CassandraSchema {
    static final int VERSION = 2;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /**
     * Makes what is missing. Harmless where nothing is.
     *
     * @param replicas of each row in the datacenter
     * @throws IOException in one line
     */
    public static void apply(CassandraPlace place, int replicas) throws IOException {
        try (var session = Connection.open(place)) {
            for (var statement : statements(place, replicas)) {
                session.execute(SimpleStatement.newInstance(statement).setTimeout(PATIENCE));
                if (!session.checkSchemaAgreement()) {
                    throw new IOException("the servers do not agree on the schema; apply it again, " + place);
                }
            }
        } catch (DriverException e) {
            throw new IOException("cannot apply the schema, " + place + ": " + e.getMessage(), e);
        }
    }

    private static List<String> statements(CassandraPlace place, int replicas) throws IOException {
        String cql;
        try (var stream = CassandraSchema.class.getResourceAsStream("schema.cql")) {
            cql = new String(stream.readAllBytes(), UTF_8);
        }
        var replication = "{'class': 'NetworkTopologyStrategy', '%s': %d}".formatted(place.datacenter(), replicas);
        var filled = cql.lines()
                .filter(line -> !line.startsWith("--"))
                .collect(Collectors.joining("\n"))
                .replace("${keyspace}", place.keyspace())
                .replace("${replication}", replication);
        return Arrays.stream(filled.split(";"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    /** @throws IOException in one line, if there is no schema or an older one: a newer one only has more */
    static void check(CqlSession session, CassandraPlace place) throws IOException {
        int version;
        try {
            var row = session.execute("SELECT version FROM " + place.keyspace() + ".schema_version WHERE one = 1")
                    .one();
            version = row == null ? 0 : row.getInt(0);
        } catch (InvalidQueryException e) {
            version = 0;
        }
        if (version == 0) {
            throw new IOException("no schema, " + place + ": run gabion schema apply once");
        }
        if (version < VERSION) {
            throw new IOException("the schema is version %d and this needs %d, %s: run gabion schema apply once"
                    .formatted(version, VERSION, place));
        }
    }

    private CassandraSchema() {}
}

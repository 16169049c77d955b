package io.gabion.node.store.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.apache.pekko.stream.connectors.cassandra.DriverConfigLoaderFromConfig;

/** Opens sessions. */
final class Connection {
    static Config config(CassandraPlace place) {
        var own = ConfigFactory.parseResources(
                Connection.class,
                "cassandra.conf",
                ConfigParseOptions.defaults().setAllowMissing(false));
        return ConfigFactory.load(
                own.withFallback(ConfigFactory.parseMap(Map.of("gabion.keyspace", place.keyspace()))));
    }

    /** @throws IOException in one line */
    static CqlSession open(CassandraPlace place) throws IOException {
        var builder = CqlSession.builder()
                .withConfigLoader(
                        DriverConfigLoaderFromConfig.fromConfig(config(place).getConfig("datastax-java-driver")))
                .addContactPoints(place.contactPoints())
                .withLocalDatacenter(place.datacenter());
        if (place.login().isPresent()) {
            var login = place.login().get();
            builder.withAuthCredentials(
                    login.user(), Files.readString(login.password()).strip());
        }
        try {
            return builder.build();
        } catch (AllNodesFailedException e) {
            var why = e.getAllErrors().values().stream()
                    .flatMap(java.util.List::stream)
                    .findFirst()
                    .map(Throwable::getMessage)
                    .orElse("no server of datacenter " + place.datacenter());
            throw new IOException("cannot reach Cassandra, " + place + ": " + why, e);
        } catch (DriverException | IllegalStateException e) {
            throw new IOException("cannot reach Cassandra, " + place + ": " + e.getMessage(), e);
        }
    }

    private Connection() {}
}

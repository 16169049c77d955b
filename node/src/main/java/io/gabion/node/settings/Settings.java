package io.gabion.node.settings;

import io.gabion.node.store.cassandra.CassandraPlace;
import io.gabion.protocol.guard.Mode;
import io.gabion.responders.guard.GuardPolicy.Budget;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a node may do to the world, and whom it tells.
 *
 * @param mode one of the two settings that let anything be called; the other is a connector's {@code live}
 * @param protect addresses and networks that are never contained, beside the node's own surroundings
 * @param connectors by the names that playbooks use
 * @param channels by the names that playbooks use
 * @param blocks how many blocks at most
 * @param store where the node keeps what it must not forget
 */
public record Settings(
        Mode mode,
        List<String> protect,
        Map<String, ConnectorSetting> connectors,
        Map<String, ChannelSetting> channels,
        Budget blocks,
        StoreSetting store) {
    /** So many new blocks an hour, and at once. */
    public static final Budget USUAL_BLOCKS = new Budget(100, Duration.ofHours(1), 1_000);

    public Settings {
        protect = List.copyOf(protect);
        connectors = Map.copyOf(connectors);
        channels = Map.copyOf(channels);
    }

    /**
     * An nftables firewall.
     *
     * @param live whether it may be called at all
     * @param namespace a network namespace of this machine, or empty
     * @param ssh another machine than this one
     */
    public record ConnectorSetting(boolean live, String namespace, Optional<Ssh> ssh) {}

    /** Key and known hosts are files: secrets are never settings themselves. */
    public record Ssh(String host, int port, String user, Path key, Path knownHosts) {}

    public sealed interface StoreSetting {}

    /** In the data directory. */
    public record Embedded() implements StoreSetting {}

    public record Cassandra(CassandraPlace place) implements StoreSetting {}

    public sealed interface ChannelSetting {}

    /** The node's own log. */
    public record Log() implements ChannelSetting {}

    /** @param secret a file that holds what messages are signed with */
    public record Webhook(URI url, Path secret) implements ChannelSetting {}

    public record Syslog(String host, int port, boolean tcp) implements ChannelSetting {}
}

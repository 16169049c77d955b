package io.gabion.responders.connectors.dns;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * @param primary that takes updates of the zone
 * @param zone a response-policy zone that nobody else writes to
 * @param key a file as {@code tsig-keygen} writes it
 * @param resolver that answers by the zone; asked for proof
 */
public record DnsSettings(InetSocketAddress primary, String zone, Path key, InetSocketAddress resolver) {}

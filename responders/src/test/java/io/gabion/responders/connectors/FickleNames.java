package io.gabion.responders.connectors;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Names below {@code fickle.test} lead where a test says at that moment; all others where they always do. */
public final class FickleNames extends InetAddressResolverProvider {
    private static final Map<String, String> PLACES = new ConcurrentHashMap<>();

    static void lead(String name, String address) {
        PLACES.put(name, address);
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        var usual = configuration.builtinResolver();
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
                if (!host.endsWith(".fickle.test")) {
                    return usual.lookupByName(host, policy);
                }
                var address = PLACES.get(host);
                if (address == null) {
                    throw new UnknownHostException(host);
                }
                return Stream.of(InetAddress.getByAddress(
                        host, InetAddress.ofLiteral(address).getAddress()));
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                return usual.lookupByAddress(address);
            }
        };
    }

    @Override
    public String name() {
        return "fickle names";
    }
}

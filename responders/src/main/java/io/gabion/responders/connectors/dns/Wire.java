package io.gabion.responders.connectors.dns;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Asks the zone's primary and the resolver, by TCP, until a deadline. */
record Wire(DnsSettings settings, InstantSource clock) {
    /** Believed only with the key's signature, but for a refusal, which a primary that does not know the key cannot sign. */
    Message primary(Message question, Instant deadline) throws IOException {
        var key = TsigKey.read(settings.key());
        var resolver = resolver(settings.primary(), deadline);
        resolver.setTSIGKey(key);
        var answer = resolver.send(question);
        boolean refused = answer.getRcode() == Rcode.NOTAUTH || answer.getRcode() == Rcode.REFUSED;
        if (!answer.isVerified() && !refused) {
            throw new IOException("an answer without the primary's signature");
        }
        return answer;
    }

    /** What the resolver says of a domain's address: a response code. */
    int resolved(String domain, Instant deadline) throws IOException {
        var question = Message.newQuery(Record.newRecord(Name.fromString(domain, Name.root), Type.A, DClass.IN));
        return resolver(settings.resolver(), deadline).send(question).getRcode();
    }

    private SimpleResolver resolver(InetSocketAddress at, Instant deadline) throws IOException {
        var left = Duration.between(clock.instant(), deadline);
        if (left.toMillis() <= 0) {
            throw new InterruptedIOException("deadline passed");
        }
        // A name that had no address when it was read may have one by now.
        var found = at.isUnresolved() ? new InetSocketAddress(at.getHostString(), at.getPort()) : at;
        if (found.isUnresolved()) {
            throw new IOException("no address is known for " + at.getHostString());
        }
        var resolver = new SimpleResolver(found);
        resolver.setTCP(true);
        resolver.setTimeout(left);
        return resolver;
    }
}

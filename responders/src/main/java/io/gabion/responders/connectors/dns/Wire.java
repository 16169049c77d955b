package io.gabion.responders.connectors.dns;

import io.gabion.responders.connectors.Mistaken;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Asks the zone's primary and the resolver, by TCP, until a deadline. */
record Wire(DnsSettings settings, InstantSource clock) {
    /** Believed only with the key's signature. A primary that does not know the key cannot sign that it refuses: that is no answer. */
    Message primary(Message question, Instant deadline) throws IOException {
        var key = TsigKey.read(settings.key());
        var resolver = resolver(settings.primary(), deadline);
        resolver.setTSIGKey(key);
        var answer = resolver.send(question);
        if (!answer.isVerified()) {
            throw failure("an answer without the primary's signature: ", answer.getRcode());
        }
        return answer;
    }

    /** Every other answer than that it cannot answer now is for a person to read. */
    static IOException failure(String what, int code) {
        var why = what + Rcode.string(code);
        return code == Rcode.SERVFAIL ? new IOException(why) : new Mistaken(why);
    }

    /** What the resolver says of a domain's address. Nobody signs that. */
    Resolved resolved(String domain, Name zone, Instant deadline) throws IOException {
        var question = Message.newQuery(Record.newRecord(Name.fromString(domain, Name.root), Type.A, DClass.IN));
        var answer = resolver(settings.resolver(), deadline).send(question);
        return new Resolved(answer.getRcode(), serial(answer, Section.ADDITIONAL, zone));
    }

    /** As the primary has it now. */
    long serial(Name zone, Instant deadline) throws IOException {
        var question = Message.newQuery(Record.newRecord(zone, Type.SOA, DClass.IN));
        question.getHeader().unsetFlag(Flags.RD);
        return serial(primary(question, deadline), Section.ANSWER, zone)
                .orElseThrow(() -> new Mistaken("the zone's primary does not have the zone"));
    }

    private static OptionalLong serial(Message answer, int section, Name zone) {
        return answer.getSection(section).stream()
                .filter(r -> r instanceof SOARecord && r.getName().equals(zone))
                .mapToLong(r -> ((SOARecord) r).getSerial())
                .findFirst();
    }

    /** @param policy the serial of our zone if that made the answer: BIND then adds the zone's SOA */
    record Resolved(int code, OptionalLong policy) {
        boolean denied() {
            return code == Rcode.NXDOMAIN && policy.isPresent();
        }

        /** By a zone that is older than this serial, as RFC 1982 compares them. */
        boolean behind(long serial) {
            return policy.isPresent() && (int) (policy.getAsLong() - serial) < 0;
        }
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

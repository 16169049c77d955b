package io.gabion.responders.connectors.dns;

import io.gabion.protocol.asset.Domains;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.Calls;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * Makes a domain, and all below it, not exist for who asks a resolver: two rules in a response-policy zone, by one dynamic
 * update (RFC 2136) signed with TSIG. In force means: the rules are in the zone, and the resolver answers that the name
 * does not exist. A rule that somebody else has made for the name is never touched.
 */
public final class ResponsePolicyConnector implements Connector {
    private static final long TTL = 5;
    private static final Duration SETTLING = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofMillis(10);

    private final Wire wire;
    private final InstantSource clock;
    private final Calls calls;
    private final Name zone;

    /** @throws IllegalArgumentException if the zone's name is none */
    public ResponsePolicyConnector(DnsSettings settings, Executor executor, InstantSource clock) {
        this.wire = new Wire(settings, clock);
        this.clock = clock;
        this.calls = new Calls(executor, clock);
        try {
            this.zone = Name.fromString(settings.zone(), Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("not a zone: '" + settings.zone() + "'", e);
        }
    }

    @Override
    public CompletionStage<Result> apply(ContainmentOrder order) {
        return submit(order, domain -> {
            var rules = rules(domain);
            var update = new Update(zone);
            for (var rule : rules) {
                update.absent(rule.getName());
                update.add(rule);
            }
            var answer = wire.primary(update, order.deadline());
            var result = answer.getRcode() == Rcode.YXDOMAIN ? completed(rules, order) : told(answer);
            return settled(result, domain, Rcode.NXDOMAIN, order.deadline());
        });
    }

    @Override
    public CompletionStage<Result> query(ContainmentOrder order) {
        return submit(order, domain -> {
            for (var rule : rules(domain)) {
                if (standing(rule, order) != Standing.OURS) {
                    return new Result.Absent();
                }
            }
            int said = wire.resolved(domain, order.deadline());
            return switch (said) {
                case Rcode.NXDOMAIN -> new Result.Done();
                case Rcode.NOERROR -> new Result.Absent();
                default -> new Result.Lost("the resolver says " + Rcode.string(said));
            };
        });
    }

    @Override
    public CompletionStage<Result> release(ContainmentOrder order) {
        return submit(order, domain -> {
            var update = new Update(zone);
            boolean any = false;
            for (var rule : rules(domain)) {
                if (standing(rule, order) == Standing.OURS) {
                    update.delete(rule);
                    any = true;
                }
            }
            return any
                    ? settled(told(wire.primary(update, order.deadline())), domain, Rcode.NOERROR, order.deadline())
                    : new Result.Absent();
        });
    }

    /** The resolver takes up the zone's change a moment later: who asks it next should see it. What it says is no matter here. */
    private Result settled(Result told, String domain, int expected, Instant deadline) throws InterruptedException {
        var end = clock.instant().plus(SETTLING);
        var last = end.isBefore(deadline) ? end : deadline;
        try {
            while (told instanceof Result.Done
                    && clock.instant().isBefore(last)
                    && wire.resolved(domain, last) != expected) {
                Thread.sleep(LOOK);
            }
        } catch (IOException e) {
            // The primary has answered: whether it is in force is for the next query to say.
        }
        return told;
    }

    /** One of the names has a rule already: ours, perhaps only one of the two, or somebody else's. */
    private Result completed(List<CNAMERecord> rules, ContainmentOrder order) throws IOException {
        var update = new Update(zone);
        boolean any = false;
        for (var rule : rules) {
            switch (standing(rule, order)) {
                case OURS -> {}
                case NONE -> {
                    update.absent(rule.getName());
                    update.add(rule);
                    any = true;
                }
                case ANOTHER -> {
                    return new Result.Refused("another rule stands for " + rule.getName());
                }
            }
        }
        return any ? told(wire.primary(update, order.deadline())) : new Result.Done();
    }

    private enum Standing {
        OURS,
        NONE,
        ANOTHER
    }

    private Standing standing(CNAMERecord rule, ContainmentOrder order) throws IOException {
        var question = Message.newQuery(Record.newRecord(rule.getName(), Type.ANY, DClass.IN));
        question.getHeader().unsetFlag(Flags.RD);
        var answer = wire.primary(question, order.deadline());
        if (answer.getRcode() != Rcode.NOERROR && answer.getRcode() != Rcode.NXDOMAIN) {
            throw new IOException("the zone's primary says " + Rcode.string(answer.getRcode()));
        }
        // A wildcard answers for names that do not stand there.
        var found = answer.getSection(Section.ANSWER).stream()
                .filter(r -> r.getName().equals(rule.getName()))
                .toList();
        if (found.isEmpty()) {
            return Standing.NONE;
        }
        return found.stream()
                        .allMatch(
                                r -> r instanceof CNAMERecord c && c.getTarget().equals(Name.root))
                ? Standing.OURS
                : Standing.ANOTHER;
    }

    private static Result told(Message answer) {
        return switch (answer.getRcode()) {
            case Rcode.NOERROR -> new Result.Done();
            case Rcode.REFUSED, Rcode.NOTAUTH, Rcode.NOTZONE, Rcode.BADKEY, Rcode.BADSIG ->
                new Result.Refused("the zone's primary says " + Rcode.string(answer.getRcode()));
            default -> new Result.Lost("the zone's primary says " + Rcode.string(answer.getRcode()));
        };
    }

    private List<CNAMERecord> rules(String domain) throws IOException {
        return List.of(rule(name(domain, zone)), rule(name("*." + domain, zone)));
    }

    private static CNAMERecord rule(Name owner) {
        return new CNAMERecord(owner, DClass.IN, TTL, Name.root);
    }

    private static Name name(String text, Name origin) throws IOException {
        return Name.fromString(text, origin);
    }

    private CompletionStage<Result> submit(ContainmentOrder order, Work work) {
        var domain = Domains.canonical(order.target().value()).orElse(null);
        return order.action() == Action.BLOCK_DOMAIN && domain != null
                ? calls.submit(order, () -> work.on(domain))
                : Calls.answered(new Result.Refused("not a domain to block"));
    }

    private interface Work {
        Result on(String domain) throws IOException, InterruptedException;
    }
}

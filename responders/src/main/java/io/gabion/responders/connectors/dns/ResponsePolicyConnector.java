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
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Update;

/**
 * Makes a domain, and all below it, not exist for who asks a resolver: two rules in a response-policy zone, by one dynamic
 * update (RFC 2136) signed with TSIG. In force means: the rules are in the zone, and the resolver answers by the zone that the name
 * does not exist. Not in force means: a rule is missing, and the resolver does not go by an older zone. A rule that somebody else has
 * made for the name is never touched.
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
            return settled(result, domain, true, order.deadline());
        });
    }

    @Override
    public CompletionStage<Result> query(ContainmentOrder order) {
        return submit(order, domain -> {
            for (var rule : rules(domain)) {
                if (standing(rule, order) != Standing.OURS) {
                    return gone(domain, order.deadline());
                }
            }
            var said = wire.resolved(domain, zone, order.deadline());
            return switch (said.code()) {
                case Rcode.NXDOMAIN ->
                    said.denied()
                            ? new Result.Done()
                            : new Result.Lost("the resolver does not say that it goes by the zone");
                case Rcode.NOERROR -> new Result.Absent();
                default -> new Result.Lost("the resolver says " + Rcode.string(said.code()));
            };
        });
    }

    /** What the resolver denies by the zone as it is now, it denies by another rule, such as one for all above the domain. */
    private Result gone(String domain, Instant deadline) throws IOException, InterruptedException {
        long serial = wire.serial(zone, deadline);
        for (var last = settling(deadline); ; Thread.sleep(LOOK)) {
            var said = wire.resolved(domain, zone, deadline);
            if (said.code() == Rcode.REFUSED) {
                return new Result.Lost("the resolver says REFUSED", true);
            }
            if (!said.behind(serial)) {
                return new Result.Absent();
            }
            if (!clock.instant().isBefore(last)) {
                return new Result.Lost("the resolver goes by an older zone");
            }
        }
    }

    private Instant settling(Instant deadline) {
        var end = clock.instant().plus(SETTLING);
        return end.isBefore(deadline) ? end : deadline;
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
                    ? settled(told(wire.primary(update, order.deadline())), domain, false, order.deadline())
                    : new Result.Absent();
        });
    }

    /** The resolver takes up the zone's change a moment later: who asks it next should see it. What it says is no matter here. */
    private Result settled(Result told, String domain, boolean denied, Instant deadline) throws InterruptedException {
        var last = settling(deadline);
        try {
            while (told instanceof Result.Done
                    && clock.instant().isBefore(last)
                    && wire.resolved(domain, zone, last).denied() != denied) {
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

    /** By prerequisites of updates that change nothing: to a question, a rule for all below a name above would answer too. */
    private Standing standing(CNAMERecord rule, ContainmentOrder order) throws IOException {
        var ours = new Update(zone);
        ours.present(new CNAMERecord(rule.getName(), DClass.IN, 0, rule.getTarget()));
        if (met(ours, order)) {
            return Standing.OURS;
        }
        var none = new Update(zone);
        none.absent(rule.getName());
        return met(none, order) ? Standing.NONE : Standing.ANOTHER;
    }

    private boolean met(Update prerequisites, ContainmentOrder order) throws IOException {
        int said = wire.primary(prerequisites, order.deadline()).getRcode();
        return switch (said) {
            case Rcode.NOERROR -> true;
            case Rcode.NXRRSET, Rcode.YXDOMAIN -> false;
            default -> throw Wire.failure("the zone's primary says ", said);
        };
    }

    private static Result told(Message answer) {
        return switch (answer.getRcode()) {
            case Rcode.NOERROR -> new Result.Done();
            case Rcode.REFUSED, Rcode.NOTAUTH, Rcode.NOTZONE ->
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

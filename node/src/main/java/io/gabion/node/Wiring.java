package io.gabion.node;

import io.gabion.detectors.Profiles;
import io.gabion.detectors.window.IncidentVector;
import io.gabion.node.asset.Asset;
import io.gabion.node.asset.AssetCommand;
import io.gabion.node.asset.Judges;
import io.gabion.node.cohort.Cohort;
import io.gabion.node.cohort.CohortCommand;
import io.gabion.node.correlator.Correlator;
import io.gabion.node.correlator.CorrelatorCommand;
import io.gabion.node.incident.Incident;
import io.gabion.node.incident.Look;
import io.gabion.node.incident.SiteContext;
import io.gabion.node.intake.Intake;
import io.gabion.node.intake.IntakeCommand;
import io.gabion.node.rules.Rules;
import io.gabion.node.shell.Calls;
import io.gabion.node.shell.EntityFactory.Made;
import io.gabion.node.shell.Messages;
import io.gabion.node.shell.Registry;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetEvent;
import io.gabion.protocol.cohort.CohortEvent;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.correlation.CorrelatorEvent;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.incident.Appraisal;
import io.gabion.protocol.incident.IncidentCommand;
import io.gabion.protocol.incident.IncidentEvent;
import io.gabion.protocol.intake.IntakeEvent;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.ResponseCommand;
import io.gabion.protocol.response.ResponseEvent;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.containment.Containment;
import io.gabion.responders.containment.ContainmentCommand;
import io.gabion.responders.containment.ContainmentCommand.Answered;
import io.gabion.responders.containment.ContainmentLimits;
import io.gabion.responders.guard.Guard;
import io.gabion.responders.guard.GuardCommand;
import io.gabion.responders.guard.GuardPolicy;
import io.gabion.responders.playbook.Playbook;
import io.gabion.responders.response.Notices;
import io.gabion.responders.response.Peers;
import io.gabion.responders.response.Response;
import io.gabion.responders.response.ResponseLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Which entities there are and what each is made of; the same for the mesh and for the step engine.
 *
 * @param connectors by the name that playbooks use
 * @param peers what these reach, by which approvals hold
 * @param notices where playbooks' notices go
 * @param rules asked of every observation before it is journaled
 * @param site what is known of the assets, as it is now
 * @param judges of what an asset has done for some time
 */
public record Wiring(
        List<Playbook> playbooks,
        GuardPolicy policy,
        Map<String, Connector> connectors,
        Peers peers,
        Notices notices,
        Rules rules,
        Supplier<SiteContext> site,
        Judges judges) {
    /** Bytes of a source's observations in memory, about: 80,000 lines of sshd. */
    private static final long OPEN = 64L << 20;

    private static final int DELIVERED = 8_000;
    private static final Duration REDELIVER = Duration.ofSeconds(5);
    /** A call that takes longer is given up; it begins only if the node's fence holds for so long. */
    private static final Duration CALL = Duration.ofSeconds(5);

    private static final ResponseLimits RESPONSE =
            new ResponseLimits(1_000, Duration.ofMinutes(1), CALL, 5, Duration.ofSeconds(2));

    public Wiring(List<Playbook> playbooks, GuardPolicy policy, Map<String, Connector> connectors, Notices notices) {
        this(playbooks, policy, connectors, notices, Rules.NONE);
    }

    public Wiring(
            List<Playbook> playbooks,
            GuardPolicy policy,
            Map<String, Connector> connectors,
            Notices notices,
            Rules rules) {
        this(playbooks, policy, connectors, Peers.NONE, notices, rules, () -> SiteContext.NONE, Judges.NONE);
    }

    public Wiring with(Peers known) {
        return new Wiring(playbooks, policy, connectors, known, notices, rules, site, judges);
    }

    /** The one Guard of a tenant. */
    public static EntityId guard(EntityId of) {
        return guard(of.tenant());
    }

    public static EntityId guard(Tenant tenant) {
        return new EntityId(tenant, "guard", "all");
    }

    /** What entities say to those on other nodes. */
    public static Messages messages() {
        return Messages.of(List.of(
                IntakeCommand.class,
                IntakeCommand.Answer.class,
                AssetCommand.class,
                CohortCommand.class,
                CorrelatorCommand.class,
                IncidentCommand.class,
                IncidentCommand.Noted.class,
                ResponseCommand.class,
                ResponseCommand.Answer.class,
                ContainmentCommand.class,
                ContainmentCommand.Answer.class,
                GuardCommand.class,
                GuardCommand.Shown.class,
                GuardCommand.Done.class,
                GuardCommand.Rejected.class));
    }

    public void register(Registry registry) {
        registerResponders(registry);
        var profiles = Profiles.asking(judges.models());
        boolean appraised = judges.models().contains(IncidentVector.MODEL);
        registry.register(
                "intake",
                IntakeCommand.class,
                id -> new Made<>(new Intake(id, OPEN, DELIVERED, REDELIVER), IntakeEvent.CODEC, Calls.none()));
        Calls<AssetCommand> asked = order -> judges.judge((Judges.Ask) order).thenApply(judged -> judged);
        registry.register(
                "asset", AssetCommand.class, id -> new Made<>(new Asset(id, profiles, site), AssetEvent.CODEC, asked));
        registry.register(
                "cohort", CohortCommand.class, id -> new Made<>(new Cohort(id), CohortEvent.CODEC, Calls.none()));
        registry.register(
                "correlator",
                CorrelatorCommand.class,
                id -> new Made<>(new Correlator(id, policy.networks()), CorrelatorEvent.CODEC, Calls.none()));
        registry.register(
                "incident",
                IncidentCommand.class,
                id -> new Made<>(
                        new Incident(id, playbooks, policy.mode(), site, appraised, policy.networks()),
                        IncidentEvent.CODEC,
                        order -> appraise((Look) order)));
    }

    private CompletionStage<IncidentCommand> appraise(Look look) {
        return judges.judge(new Judges.Ask(look.key(), look.deadline(), List.of(look.question())))
                .thenApply(judged -> new IncidentCommand.Appraise(
                        look.vector(),
                        judged.words().stream()
                                .map(w -> new Appraisal(
                                        w.model(), w.version(), w.threshold(), rounded(w.score()), w.without()))
                                .toList()));
    }

    /** What is said anew is journaled: a difference that nobody sees is none. */
    private static double rounded(double score) {
        return Math.round(score * 100) / 100.0;
    }

    /** Those that keep and end containments; enough to release what is contained. */
    public void registerResponders(Registry registry) {
        var shielded = policy.shielded();
        var containment = new ContainmentLimits(
                1_000,
                5,
                3,
                CALL,
                Duration.ofMinutes(1),
                Duration.ofSeconds(30),
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                registry.takeover());
        registry.register(
                "response",
                ResponseCommand.class,
                id -> new Made<>(
                        new Response(id, RESPONSE, peers),
                        ResponseEvent.CODEC,
                        order -> notices.tell((NotifyOrder) order).thenApply(told -> told)));
        registry.register(
                "containment",
                ContainmentCommand.class,
                id -> new Made<>(
                        new Containment(id, guard(id), containment),
                        ContainmentEvent.CODEC,
                        order -> contain((ContainmentOrder) order, shielded)));
        registry.register(
                "guard",
                GuardCommand.class,
                _ -> new Made<>(new Guard(policy), GuardEvent.CODEC, order -> page((NotifyOrder) order)));
    }

    private CompletionStage<GuardCommand> page(NotifyOrder order) {
        return notices.tell(order)
                .thenApply(n -> new GuardCommand.Told(n.step(), n.attempt(), n.outcome() != Outcome.FAILED, n.why()));
    }

    private CompletionStage<ContainmentCommand> contain(
            ContainmentOrder order, BiFunction<Action, Target, Optional<String>> shielded) {
        var name = order.target().connector();
        var connector = connectors.get(name);
        // What is in force is kept for longer without a question to the Guard, and other nodes may have other settings.
        if (order.verb() == Verb.APPLY) {
            boolean live = policy.mode() == Mode.LIVE && policy.liveConnectors().contains(name);
            var why = live
                    ? shielded.apply(order.action(), order.target())
                    : Optional.of("connector " + name + " is not live: nothing is called");
            if (why.isPresent()) {
                var refused = new Result.Refused(why.get());
                return CompletableFuture.completedFuture(new Answered(order.verb(), order.attempt(), refused));
            }
        }
        CompletionStage<Result> result = connector == null
                ? CompletableFuture.completedFuture(new Result.Refused("no such connector: " + name))
                : connector.perform(order);
        return result.thenApply(answer -> new Answered(order.verb(), order.attempt(), answer));
    }
}

package io.gabion.node.replay;

import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.asset.Judges;
import io.gabion.node.incident.SiteContext;
import io.gabion.node.rules.Rules;
import io.gabion.node.step.Faults;
import io.gabion.node.step.StepEngine;
import io.gabion.node.step.VirtualTime;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.incident.IncidentCommand.Evidence;
import io.gabion.protocol.incident.IncidentEvent.*;
import io.gabion.protocol.incident.Score;
import io.gabion.protocol.response.Plan.*;
import io.gabion.protocol.response.PlannedAction;
import io.gabion.protocol.response.ResponseCommand.Vote;
import io.gabion.protocol.response.ResponseEvent.*;
import io.gabion.protocol.response.Targets;
import io.gabion.protocol.response.Verdict;
import io.gabion.protocol.suspicion.Suspicion;
import io.gabion.responders.guard.GuardCommand.Freeze;
import io.gabion.responders.guard.GuardCommand.Surroundings;
import io.gabion.responders.guard.GuardPolicy;
import io.gabion.responders.playbook.Playbook;
import io.gabion.responders.response.Notices;
import io.gabion.responders.response.Peers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A recorded incident once more, with other playbooks, through the same entities. Nothing is called and nobody is told;
 * every decision is a sentence.
 */
public final class Rehearsal {
    /** More than all steps of a playbook can wait, and the evidence before them lasted. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private final VirtualTime time;
    private final StepEngine engine;
    private final EntityId incident;
    private final List<Playbook> playbooks;
    private final Optional<Verdict> people;
    private final Consumer<String> said;
    private final TreeSet<String> techniques = new TreeSet<>();
    private final List<String> planned = new ArrayList<>();
    private final List<String> decisions = new ArrayList<>();
    private final Map<String, Optional<Duration>> stages = new HashMap<>();
    private final Map<EntityId, List<Hold>> holds = new HashMap<>();
    private Score score = Score.NONE;

    /**
     * What a site's Guard decides by.
     *
     * @param policy nothing is called by it, whatever it says
     * @param context what is known of the assets
     * @param frozen whether somebody has frozen everything
     */
    public record Circumstances(GuardPolicy policy, SiteContext context, boolean frozen) {
        /** Of no site. */
        public static final Circumstances NONE = new Circumstances(Policies.observing(), SiteContext.NONE, false);
    }

    /** @param people what everybody who is asked says, or nobody says anything */
    public Rehearsal(
            EntityId incident,
            List<Suspicion> evidence,
            List<Playbook> playbooks,
            Circumstances circumstances,
            Optional<Verdict> people,
            Consumer<String> said) {
        this.incident = incident;
        this.playbooks = List.copyOf(playbooks);
        this.people = people;
        this.said = said;
        time = new VirtualTime(evidence.getFirst().time());
        engine = new StepEngine(time, Faults.NONE, Replay.FLOW, true, this::journaled);
        var policy = circumstances.policy();
        var context = circumstances.context();
        new Wiring(
                        playbooks,
                        policy.observing(),
                        Map.of(),
                        Peers.NONE,
                        Notices.NOBODY,
                        Rules.NONE,
                        () -> context,
                        Judges.NONE)
                .register(engine);
        var around = new ArrayList<>(List.of("127.0.0.1"));
        around.addAll(context.withRole(policy.protect().roles()));
        around.addAll(
                context.withAliases(policy.protectedAccount(), policy.protect().roles()));
        engine.tell(Wiring.guard(incident), new Surroundings("rehearsal", around));
        if (circumstances.frozen()) {
            engine.tell(Wiring.guard(incident), new Freeze("rehearsal", "as --frozen says"));
        }
        evidence.forEach(s -> time.at(s.time(), "evidence", () -> engine.tell(incident, new Evidence(s))));
    }

    /** To the end of every response. */
    public void run() {
        time.runUntil(time.now().plus(LONGEST));
        for (var playbook : playbooks) {
            if (!planned.contains(playbook.id())) {
                decisions.add(playbook.id() + " is not begun");
                said.accept(playbook.id() + " is not begun: " + why(playbook));
            }
        }
    }

    /** What was decided, without times, scores and reasons: what is to be the same next time. */
    public List<String> decisions() {
        return List.copyOf(decisions);
    }

    private void decided(Object event) {
        switch (event) {
            case ResponsePlanned e -> decisions.add(e.plan().playbook() + " begins: " + text(e.targets()));
            case ActionReported e ->
                decisions.add(e.action().kind() + " " + e.action().target() + " is "
                        + e.action().decision().word());
            case ApprovalRequested e ->
                decisions.add(e.step().id() + " asks about "
                        + e.actions().stream().map(Rehearsal::text).collect(Collectors.joining(", ")));
            case ApprovalEnded e ->
                decisions.add(e.step() + " is decided: " + e.verdict().word());
            case ConditionChecked e -> decisions.add(e.step().id() + (e.holds() ? " holds" : " does not hold"));
            case Escalated e -> decisions.add(e.step() + " is escalated: level " + e.level() + ", " + e.channel());
            case StepFailed e -> decisions.add(e.step() + " has failed");
            case Ended _ -> decisions.add("ends");
            default -> {}
        }
    }

    private String why(Playbook playbook) {
        if (!playbook.when().concerns(List.copyOf(techniques))) {
            return "it is for " + String.join(" or ", playbook.when().techniques()) + ", " + seen();
        }
        if (!playbook.when().hasSeen(List.copyOf(techniques))) {
            return "it is for incidents that have seen "
                    + String.join(" and ", playbook.when().seen()) + ", " + seen();
        }
        return playbook.when().minScore() > score.total()
                ? "it is for scores from " + playbook.when().minScore() + " on, the incident's is " + score.total()
                : "the evidence names nobody whom its steps are for";
    }

    private String seen() {
        return techniques.isEmpty() ? "none is seen" : "seen are " + String.join(", ", techniques);
    }

    private void journaled(EntityId id, Object event) {
        decided(event);
        switch (event) {
            case EvidenceAdded(var s) -> {
                techniques.addAll(s.techniques());
                say("evidence: " + s.title() + " at " + s.asset()
                        + s.techniques().stream().map(t -> " " + t).collect(Collectors.joining()));
            }
            case Triaged e -> {
                score = e.score();
                say("score " + score.total() + ": "
                        + score.terms().stream()
                                .map(t -> t.name() + " " + t.value() + " (" + t.why() + ")")
                                .collect(Collectors.joining(", ")));
            }
            case ResponsePlanned e -> {
                planned.add(e.plan().playbook());
                stages.put(e.response(), e.plan().stage());
                say(e.plan().playbook() + " begins: techniques " + String.join(", ", techniques) + " and score "
                        + score.total() + " are what it is for; its targets are " + text(e.targets()));
            }
            case StepStarted e -> {
                if (e.step() instanceof Contain c
                        && c.does().disruption() > 0
                        && !e.targets().isEmpty()) {
                    holds.computeIfAbsent(id, _ -> new ArrayList<>()).add(new Hold(c.id(), end(e, c)));
                }
                say("step " + e.step().id() + " begins" + about(e));
            }
            case ActionReported e ->
                say(e.action().kind() + " " + e.action().target() + ": "
                        + e.action().decision().word() + ", " + e.action().reason());
            case ApprovalRequested e -> asked(id, e);
            case ApprovalVoted e -> say(e.by() + " says " + e.verdict().word());
            case ApprovalEnded e -> say("step " + e.step() + ": " + e.why());
            case ConditionChecked e ->
                say("step " + e.step().id() + ": " + e.why() + ", so "
                        + String.join(", ", e.step().then()) + (e.holds() ? " may begin" : " is left out"));
            case StepSkipped e -> say("a step is left out: " + e.why());
            case StepFailed e -> say("step " + e.step() + " has failed and waits for somebody: " + e.why());
            case Escalated e ->
                say("nobody has decided about " + e.step() + ": level " + e.level() + " of its chain, " + e.channel()
                        + " is told"
                        + (e.roles().isEmpty() ? "" : ", and " + String.join(", ", e.roles()) + " may decide too"));
            case Ended _ -> {
                say("no step is left");
                releases(id);
            }
            default -> {}
        }
    }

    private void asked(EntityId response, ApprovalRequested e) {
        var step = e.step();
        say("step " + step.id() + " asks " + step.people() + " of " + String.join(", ", step.roles()) + " until "
                + e.due()
                + ", otherwise " + step.otherwise().word() + ", about "
                + e.actions().stream().map(Rehearsal::text).collect(Collectors.joining(", ")) + "; digest "
                + e.digest());
        people.ifPresent(verdict -> {
            for (int n = 1; n <= step.people(); n++) {
                var vote =
                        new Vote(step.id(), "person-" + n, step.roles().getFirst(), verdict, e.digest(), "rehearsed");
                time.at(time.now().plusSeconds(n), "person", () -> engine.tell(response, vote));
            }
        });
    }

    private static String text(Targets targets) {
        return targets.all().collect(Collectors.joining(", "));
    }

    private static String text(PlannedAction action) {
        return action.kind().word() + " " + action.target() + " at " + action.connector() + " for "
                + action.ttlSeconds() + " s";
    }

    private static String about(StepStarted e) {
        return switch (e.step()) {
            case Contain c ->
                ": " + c.does().word() + " of "
                        + (e.targets().isEmpty()
                                ? "nobody"
                                : String.join(", ", e.targets()) + ", to be let go at " + end(e, c));
            case Notify n -> ": " + n.channel() + " is told";
            case Wait w -> ": " + w.seconds() + " s";
            case Escalate chain -> ": the chain of " + String.join(", ", chain.of());
            case Ask _, Check _, Parallel _ -> "";
        };
    }

    private record Hold(String step, Instant until) {}

    private static Instant end(StepStarted e, Contain step) {
        return e.at().plusSeconds(step.ttlSeconds());
    }

    /** In which order what was asked for ends, if that is in stages. */
    private void releases(EntityId response) {
        var inOrder = holds.getOrDefault(response, List.of()).stream()
                .sorted(Comparator.comparing(Hold::until))
                .map(hold -> hold.step() + " at " + hold.until())
                .collect(Collectors.joining(", "));
        stages.get(response.name())
                .ifPresent(every -> say("let go in stages, " + every.toSeconds() + " s apart: " + inOrder
                        + "; should any of them act again in between, all are contained anew"));
    }

    private void say(String sentence) {
        said.accept(time.now() + "  " + sentence);
    }
}

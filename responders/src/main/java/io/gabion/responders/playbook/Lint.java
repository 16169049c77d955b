package io.gabion.responders.playbook;

import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.response.Plan.*;
import io.gabion.protocol.response.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What keeps a playbook from being read, and what of one that can be read should not be let loose. */
public final class Lint {
    /** These take something from somebody who may be innocent; the others from whoever attacks. */
    private static final Set<Action> DESTRUCTIVE = Set.of(
            Action.BLOCK_NETWORK,
            Action.LOCK_ACCOUNT,
            Action.DISABLE_ACCOUNT,
            Action.ISOLATE_HOST,
            Action.QUARANTINE_FILE);

    /** By these somebody got in: the account is no longer only one that was tried. */
    private static final Set<String> ENTRIES =
            Set.of("T1003", "T1021", "T1078", "T1134", "T1528", "T1539", "T1550", "T1558");

    /** By these somebody looks or knocks: whom it hits has done nothing, and perhaps not even opened. */
    private static final Set<String> TRIES = Set.of("T1046", "T1110", "T1190", "T1498", "T1499", "T1595");

    /**
     * By line.
     *
     * @param site what the playbook is for; without it nothing is said of what the site has
     * @throws IOException if the file cannot be read at all
     */
    public static List<Finding> of(Path file, Optional<Site> site) throws IOException {
        return of(Playbooks.read(file), Playbooks.beside(file), site);
    }

    /**
     * What keeps files that can be read one by one from being read together: each folder has an id once.
     *
     * @param files in their order
     * @throws IOException if one cannot be read at all
     */
    public static Map<Path, Finding> twice(List<Path> files) throws IOException {
        record Place(Path folder, String id) {}
        var first = new HashMap<Place, Path>();
        var findings = new HashMap<Path, Finding>();
        for (var file : new LinkedHashSet<>(files)) {
            var id = id(file);
            var place = new Place(file.toAbsolutePath().normalize().getParent(), id.name());
            var other = first.putIfAbsent(place, file);
            if (!id.name().isEmpty() && other != null && !Files.isSameFile(other, file)) {
                findings.put(
                        file,
                        new Finding(
                                id.line(),
                                "the id " + id.name() + " is that of " + other.getFileName()
                                        + " too: a node does not start with both"));
            }
        }
        return findings;
    }

    /** Of one that cannot be read too, as far as it can be seen. */
    private static Library.Id id(Path file) throws IOException {
        var text = Playbooks.read(file);
        var seen = Library.id(text);
        return seen.name().isEmpty()
                ? Reading.of(text, Playbooks.beside(file), new ArrayList<>())
                        .map(written -> new Library.Id(written.playbook().id(), 1))
                        .orElse(seen)
                : seen;
    }

    static List<Finding> of(String text, Library library) {
        return of(text, library, Optional.empty());
    }

    static List<Finding> of(String text, Library library, Optional<Site> site) {
        var findings = new ArrayList<Finding>();
        Reading.of(text, library, findings).ifPresent(written -> {
            var playbook = written.playbook();
            Stream.of(
                            Releases.doubts(playbook),
                            Reach.doubts(playbook),
                            site.stream().flatMap(s -> absent(playbook, s)))
                    .flatMap(all -> all)
                    .forEach(doubt -> findings.add(written.at(doubt)));
            playbook.steps().stream()
                    .flatMap(step -> switch (step) {
                        case Contain contain -> doubts(playbook, contain, site);
                        case Escalate chain -> Chains.doubts(playbook, chain);
                        case Ask _, Check _, Notify _, Wait _, Parallel _ -> Stream.<Doubt>of();
                    })
                    .forEach(doubt -> findings.add(written.at(doubt)));
        });
        return findings.stream().sorted(Comparator.comparingInt(Finding::line)).toList();
    }

    private static Stream<Doubt> absent(Playbook playbook, Site site) {
        return site.gaps(playbook).stream().map(gap -> new Doubt(gap.step(), gap.what() + ": " + gap.so()));
    }

    private static Stream<Doubt> doubts(Playbook playbook, Contain step, Optional<Site> site) {
        var doubts = new ArrayList<String>();
        if (DESTRUCTIVE.contains(step.does())) {
            var ask = asking(playbook, step);
            if (ask.isEmpty()) {
                doubts.add(step.does().word() + " is destructive and no approval covers it");
            } else if (ask.get().otherwise() == Verdict.APPROVE) {
                doubts.add(step.does().word() + " is destructive and "
                        + ask.get().id() + " approves it where nobody decides");
            }
        }
        exposed(playbook, step)
                .ifPresent(why -> doubts.add("its target may be protected: " + why
                        + site.map(s -> "; " + s.protects(step.does().of())).orElse("")));
        if (step instanceof BlockNetwork && !isPrepared(playbook, step)) {
            doubts.add("its networks are refused: no earlier step blocks their addresses at " + step.connector());
        }
        milder(playbook, step)
                .ifPresent(later -> doubts.add(step.does().word() + " comes before "
                        + later.does().word() + ", which disturbs less: the least disruptive first"));
        return Stream.of(
                        doubts.stream().map(message -> new Doubt(step.id(), message)),
                        unprepared(playbook, step).stream(),
                        site.flatMap(s -> unshielded(step, s)).stream())
                .flatMap(all -> all);
    }

    /** Why whom it hits may be somebody else than whoever attacks, by the techniques alone. */
    private static Optional<String> exposed(Playbook playbook, Contain step) {
        var techniques = playbook.when().techniques();
        if (techniques.isEmpty()) {
            return Optional.of("the playbook is for every suspicion, name techniques");
        }
        if (step.does().of() == Kind.ACCOUNT && !techniques.stream().allMatch(Lint::isEntry)) {
            return Optional.of(
                    "accounts that were only tried are meant too; join a technique by which somebody gets in,"
                            + " as in T1110+T1078");
        }
        return step.does() == Action.ISOLATE_HOST && techniques.stream().anyMatch(Lint::isOnlyTried)
                ? Optional.of(
                        "hosts that were only tried are isolated too; join a technique by which somebody gets in, as"
                                + " in T1110+T1078")
                : Optional.empty();
    }

    /** A warning: perhaps there is nothing at the site that has to be spared. */
    private static Optional<Doubt> unshielded(Contain step, Site site) {
        return !DESTRUCTIVE.contains(step.does())
                        || site.protectsAny(step.does().of())
                ? Optional.empty()
                : Optional.of(new Doubt(
                        step.id(),
                        step.does().word() + " is destructive and "
                                + site.protects(step.does().of()),
                        true));
    }

    /** A warning: only the site knows whether something of its own could do less. */
    private static Optional<Doubt> unprepared(Playbook playbook, Contain step) {
        var milder =
                switch (step.does()) {
                    case ISOLATE_HOST -> "block-address or block-domain, which cut a flow,";
                    case LOCK_ACCOUNT, DISABLE_ACCOUNT -> "end-sessions, or one that cuts a flow,";
                    case BLOCK_NETWORK,
                            BLOCK_ADDRESS,
                            BLOCK_DOMAIN,
                            END_SESSIONS,
                            QUARANTINE_FILE,
                            SCAN_FILE,
                            COLLECT -> "";
                };
        boolean tried = playbook.steps().stream()
                .anyMatch(s -> s instanceof Contain other && isMilder(other, step) && !isAfter(playbook, other, step));
        return milder.isEmpty() || tried
                ? Optional.empty()
                : Optional.of(new Doubt(
                        step.id(),
                        "nothing that disturbs less comes before " + step.does().word() + ": a step " + milder
                                + " may be enough",
                        true));
    }

    /** What only looks does not contain. */
    private static boolean isMilder(Contain other, Contain step) {
        int disruption = other.does().disruption();
        return disruption > 0 && disruption < step.does().disruption();
    }

    /** Those that begin together are not one after the other. */
    private static boolean isAfter(Playbook playbook, Contain other, Contain step) {
        return playbook.steps().indexOf(other) > playbook.steps().indexOf(step)
                && playbook.steps().stream()
                        .noneMatch(
                                s -> s instanceof Parallel p && p.steps().containsAll(List.of(step.id(), other.id())));
    }

    private static Optional<Ask> asking(Playbook playbook, Contain step) {
        return playbook.steps().stream()
                .filter(s -> s instanceof Ask ask && ask.covers().contains(step.id()))
                .map(Ask.class::cast)
                .findFirst();
    }

    /** The Guard lets a network through only where its addresses are blocked already. */
    private static boolean isPrepared(Playbook playbook, Contain step) {
        return playbook.steps().subList(0, playbook.steps().indexOf(step)).stream()
                .anyMatch(s -> s instanceof Block block && block.connector().equals(step.connector()));
    }

    /** A step that would disturb less and begins after this one. */
    private static Optional<Contain> milder(Playbook playbook, Contain step) {
        return playbook.steps().stream()
                .filter(Contain.class::isInstance)
                .map(Contain.class::cast)
                .filter(other -> other.does().disruption() < step.does().disruption())
                .filter(other -> isAfter(playbook, other, step))
                .findFirst();
    }

    private static boolean isOnlyTried(String techniques) {
        return Stream.of(techniques.split("\\+")).allMatch(t -> TRIES.stream().anyMatch(t::startsWith));
    }

    private static boolean isEntry(String techniques) {
        return Stream.of(techniques.split("\\+")).anyMatch(t -> ENTRIES.stream().anyMatch(t::startsWith));
    }

    private Lint() {}
}

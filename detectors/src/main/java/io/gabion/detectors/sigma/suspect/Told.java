package io.gabion.detectors.sigma.suspect;

import io.gabion.detectors.ActingFile;
import io.gabion.detectors.Finding;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.rule.Rule;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Signal;
import io.gabion.protocol.suspicion.Suspicion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What people are told of rules that fired at an asset. */
final class Told {
    /** Hits of one rule at one asset, beyond which its hits are context and no evidence. */
    static final int COMMON = 20;

    static Finding alone(
            AssetRef self,
            Observation observation,
            Source source,
            Rule rule,
            Severity severity,
            Habits.Habit habit,
            double weight) {
        var often = habit.times() == 1
                ? "for the first time there"
                : "for the %d. time there, in %.1f earlier hours".formatted(habit.times(), habit.hours());
        var explanation = String.format(
                Locale.ROOT,
                "Rule \"%s\" (%s%s%s) fired on %s %s and weighs %.1f (%s from %.1f)",
                rule.title(),
                word(rule.level()),
                rule.author().isEmpty() ? "" : ", by " + rule.author(),
                rule.license().isEmpty() ? "" : ", " + rule.license(),
                self.name(),
                often,
                weight,
                word(severity),
                Weight.least(severity));
        var finding = new Finding(
                rule.id(),
                observation.time(),
                Detector.Kind.SIGMA,
                rule.title(),
                severity,
                confidence(weight),
                rule.techniques(),
                List.of(source),
                explanation,
                ActingFile.of(observation),
                List.of(self),
                rule.id(),
                rule.version());
        return rule.level() == Severity.CRITICAL ? finding : finding.showing(new Signal("rule", rule.id()));
    }

    /** @param deciding the sign that made the news, of this rule */
    static Finding together(
            AssetRef self,
            Instant time,
            Sign deciding,
            Rule rule,
            Account.News news,
            Account account,
            Accrued accrued) {
        var all = account.signs(news);
        var signs = account.tree() == 0 ? carrying(all, news, 2) : all;
        var shown = shown(account.tree() == 0 ? carrying(all, news, 1) : all, account, accrued);
        var processes = processes(account, news, shown, accrued.lineage());
        var where = where(self, account, accrued.lineage());
        int rules = account.rules(news);
        int others = rules - signs.size();
        var techniques = new LinkedHashSet<String>();
        signs.forEach(sign -> techniques.addAll(sign.techniques()));
        techniques.addAll(rule.techniques());
        var explanation = String.format(
                Locale.ROOT,
                "%d rules fired %s within %d minutes and weigh %.1f together (%s from %.1f): %s%s%s",
                rules,
                where,
                minutes(signs),
                news.weight(),
                word(news.severity()),
                Weight.least(news.severity()),
                signs.stream().map(sign -> named(sign, accrued)).collect(Collectors.joining(", ")),
                others > 0 ? " and %d others".formatted(others) : "",
                besides(self, account));
        return new Finding(
                "together %s %s".formatted(word(news.severity()), deciding.source()),
                time,
                Detector.Kind.SIGMA,
                "%s and %d more %s".formatted(signs.getFirst().title(), rules - 1, where),
                news.severity(),
                confidence(news.weight()),
                List.copyOf(techniques),
                evidence(shown, processes, deciding),
                explanation,
                List.of(),
                List.of(self));
    }

    private static String besides(AssetRef self, Account account) {
        return account.tree() == 0
                ? "; nothing but " + self.name() + " connects them"
                : Lineage.isRoutine(account.tree())
                        ? "; all of it is Windows' own report of its network, and counts a thirtieth"
                        : "";
    }

    private static String where(AssetRef self, Account account, Lineage lineage) {
        var name = account.tree() == 0 ? "" : lineage.name(account.tree());
        return name.isEmpty() ? "on " + self.name() : "in the tree of " + name + " on " + self.name();
    }

    /** Of what stands alone, only as much as carries the decision, and so many at least: the weightiest first. */
    private static List<Sign> carrying(List<Sign> signs, Account.News news, int least) {
        double carried = 0;
        var carrying = new ArrayList<Sign>();
        for (var sign : signs) {
            if (carrying.size() < least || carried < Weight.least(news.severity())) {
                carrying.add(sign);
                carried += sign.weight() * (carrying.size() == 1 ? 1 : 0.5);
            }
        }
        return carrying;
    }

    /**
     * One record of each thing, and none of what people were told of by another; not what is hardly a sign, nor what
     * fires all the time there, unless there is nothing else.
     */
    private static List<Sign> shown(List<Sign> signs, Account account, Accrued accrued) {
        var pieces = new HashSet<Integer>();
        var shown = signs.stream()
                .filter(sign -> sign.counts() && accrued.habits().times(sign.rule()) <= COMMON)
                .filter(sign -> sign.told() || !account.hasTold(sign))
                .filter(sign -> pieces.add(sign.piece()))
                .toList();
        return shown.isEmpty() ? signs : shown;
    }

    /** The processes on which the rules fired and those that they descend from, then whatever else is of the tree. */
    private static List<Process> processes(Account account, Account.News news, List<Sign> signs, Lineage lineage) {
        if (account.tree() == 0) {
            return List.of();
        }
        var fired = signs.stream().flatMap(sign -> lineage.descent(sign.process()).stream());
        return Stream.concat(fired, lineage.all(account.tree()).stream())
                .distinct()
                // Whoever was told of the tree before knows how it began.
                .filter(process -> news.all() || process.since() > account.toldAt())
                .toList();
    }

    private static String named(Sign sign, Accrued accrued) {
        int times = accrued.habits().times(sign.rule());
        return "\"" + sign.title() + "\""
                + (sign.author().isEmpty() ? "" : " by " + sign.author())
                + (times > 1 ? " (" + times + " times so far)" : "");
    }

    private static long minutes(List<Sign> signs) {
        var times = signs.stream().mapToLong(Sign::time).summaryStatistics();
        return (times.getMax() - times.getMin()) / 60_000 + 1;
    }

    /**
     * Oldest first, the deciding one last, or another record of the same thing: what rules fired on, how the processes began that it is about, and where they
     * first connected to.
     */
    private static List<Source> evidence(List<Sign> signs, List<Process> processes, Sign deciding) {
        record Piece(long time, Source source) {}
        var last = signs.stream()
                .filter(sign -> sign.piece() == deciding.piece())
                .findFirst()
                .orElse(deciding)
                .source();
        var pieces = new ArrayList<Piece>();
        signs.forEach(sign -> pieces.add(new Piece(sign.time(), sign.source())));
        for (var process : processes) {
            if (process.isStarted()) {
                pieces.add(new Piece(process.since(), process.start()));
            }
            if (process.hasTalked()) {
                pieces.add(new Piece(process.talked(), process.talk()));
            }
        }
        var sources = new LinkedHashSet<Source>();
        pieces.stream()
                .filter(piece -> !piece.source().equals(last))
                .distinct()
                .limit(Suspicion.MAX_EVIDENCE - 1)
                .sorted(Comparator.comparing(Piece::time))
                .forEach(piece -> sources.add(piece.source()));
        var evidence = new ArrayList<>(sources);
        evidence.add(last);
        return evidence;
    }

    /** From one half towards one: 0.75 at the weight of one high rule. */
    private static double confidence(double weight) {
        return Math.round((0.5 + 0.5 * weight / (weight + 10)) * 100) / 100.0;
    }

    private static String word(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    private Told() {}
}

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What people are told of rules that fired at an asset. */
final class Told {
    /** Pieces of evidence of one suspicion. */
    static final int MAX_EVIDENCE = 24;

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

    /** @param rule whose hit decided */
    static Finding together(
            AssetRef self,
            Instant time,
            Source deciding,
            Rule rule,
            Account.News news,
            Account account,
            Accrued accrued) {
        var signs = account.tree() == 0 ? carrying(account.signs(news), news) : account.signs(news);
        var shown = shown(signs, accrued);
        // Whoever was told of the tree before knows how it began.
        var descent = news.all() ? descent(shown, accrued.lineage()) : List.<Process>of();
        var where = where(self, account, accrued.lineage());
        int rules = account.rules(news);
        int others = rules - signs.size();
        var techniques = new LinkedHashSet<String>();
        signs.forEach(sign -> techniques.addAll(sign.techniques()));
        techniques.addAll(rule.techniques());
        var explanation = String.format(
                Locale.ROOT,
                "%d rules fired %s within %d minutes and weigh %.1f together (%s from %.1f): %s%s",
                rules,
                where,
                minutes(signs),
                news.weight(),
                word(news.severity()),
                Weight.least(news.severity()),
                signs.stream().map(sign -> named(sign, accrued)).collect(Collectors.joining(", ")),
                others > 0 ? " and %d others".formatted(others) : "");
        return new Finding(
                "together %s %s".formatted(word(news.severity()), deciding),
                time,
                Detector.Kind.SIGMA,
                "%s and %d more %s".formatted(signs.getFirst().title(), rules - 1, where),
                news.severity(),
                confidence(news.weight()),
                List.copyOf(techniques),
                evidence(shown, descent, deciding),
                explanation,
                List.of(),
                List.of(self));
    }

    private static String where(AssetRef self, Account account, Lineage lineage) {
        var name = account.tree() == 0 ? "" : lineage.name(account.tree());
        return name.isEmpty() ? "on " + self.name() : "in the tree of " + name + " on " + self.name();
    }

    /** Of what stands alone, only as much as carries the decision: the weightiest first. */
    private static List<Sign> carrying(List<Sign> signs, Account.News news) {
        double carried = 0;
        var carrying = new ArrayList<Sign>();
        for (var sign : signs) {
            if (carrying.size() < 2 || carried < Weight.least(news.severity())) {
                carrying.add(sign);
                carried += sign.weight() * (carrying.size() == 1 ? 1 : 0.5);
            }
        }
        return carrying;
    }

    /** Not what is hardly a sign, nor what fires all the time there, unless there is nothing else. */
    private static List<Sign> shown(List<Sign> signs, Accrued accrued) {
        var shown = signs.stream()
                .filter(sign -> sign.counts() && accrued.habits().times(sign.rule()) <= COMMON)
                .toList();
        return shown.isEmpty() ? signs : shown;
    }

    /** The processes on which the rules fired and those that they descend from. */
    private static List<Process> descent(List<Sign> signs, Lineage lineage) {
        return signs.stream()
                .filter(sign -> sign.tree() != 0)
                .flatMap(sign -> lineage.descent(sign.process()).stream())
                .distinct()
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
     * Oldest first, the deciding one last: what rules fired on, how the processes began that it is about, and where they
     * first connected to.
     */
    private static List<Source> evidence(List<Sign> signs, List<Process> descent, Source deciding) {
        record Piece(long time, Source source) {}
        var pieces = new ArrayList<Piece>();
        signs.forEach(sign -> pieces.add(new Piece(sign.time(), sign.source())));
        for (var process : descent) {
            if (process.isStarted()) {
                pieces.add(new Piece(process.since(), process.start()));
            }
            if (process.hasTalked()) {
                pieces.add(new Piece(process.talked(), process.talk()));
            }
        }
        var sources = new LinkedHashSet<Source>();
        pieces.stream()
                .limit(MAX_EVIDENCE)
                .sorted(Comparator.comparing(Piece::time))
                .forEach(piece -> sources.add(piece.source()));
        sources.remove(deciding);
        var evidence = new ArrayList<>(sources);
        evidence.add(deciding);
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

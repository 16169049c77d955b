package io.gabion.node.asset;

import io.gabion.detectors.model.Scorer.Input;
import io.gabion.node.asset.Judges.Word;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * The suspicion that a model's word is. Low: that something is unlike what was learnt is a reason to look, and no attack by
 * itself. One asset is spoken of by one model at most once in an hour.
 */
final class Oddities {
    static Suspicion of(Tenant tenant, AssetRef self, Word word) {
        var question = word.question();
        var hour = question.from().truncatedTo(ChronoUnit.HOURS);
        return new Suspicion(
                Suspicion.id(tenant, self, word.model(), "odd", new Source(hour.toString(), 0)),
                tenant,
                self,
                question.until(),
                new Detector(Detector.Kind.MODEL, word.model(), word.version()),
                "Unlike what " + word.model() + " has learnt: " + self.name(),
                Severity.LOW,
                word.score(),
                List.of(),
                question.evidence(),
                List.of(explained(self, word)),
                List.of(),
                List.of());
    }

    private static String explained(AssetRef self, Word word) {
        var question = word.question();
        var odd = word.standingOut().stream()
                .filter(place -> place < question.features().size())
                .map(place -> named(word, place))
                .toList();
        return String.format(
                Locale.ROOT,
                "What %s did from %s to %s is unlike what model %s %s has learnt (score %.3f, threshold %.3f)%s",
                self.name(),
                question.from(),
                question.until(),
                word.model(),
                word.version(),
                word.score(),
                word.threshold(),
                odd.isEmpty() ? "" : "; what stands out: " + String.join(", ", odd));
    }

    private static String named(Word word, int place) {
        var name = word.question().features().get(place);
        return switch (word.question().input()) {
            case Input.Vector(var values) -> name + " " + values.get(place);
            case Input.Tokens _ -> name;
            case Input.Domain _, Input.Mail _ -> throw new IllegalArgumentException("no window is that");
        };
    }

    private Oddities() {}
}

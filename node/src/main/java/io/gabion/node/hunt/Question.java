package io.gabion.node.hunt;

import io.gabion.detectors.intel.Entry;
import io.gabion.detectors.intel.IndicatorsBuilder;
import io.gabion.detectors.intel.Intelligence;
import io.gabion.detectors.intel.Values;
import io.gabion.protocol.asset.Accounts;
import io.gabion.protocol.observation.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is looked for in observations. */
@FunctionalInterface
public interface Question {
    /** @param at place of the observation @param seen the value @param by the indicator that names it, or empty */
    record Answer(int at, String seen, String by) {}

    List<Answer> ask(List<Observation> observations);

    /**
     * Whatever indicators can name; anything else, and what may be a host or an account as well as a domain or a mail address,
     * is the name of an asset or account, or the whole of a field or of one of its several values, in any case.
     */
    static Question of(String query) {
        return Values.of(query)
                .map(value -> switch (value.type()) {
                    case DOMAIN, MAIL -> value(value).or(text(value.text()));
                    case ADDRESS, NETWORK, ZONE, URL, HASH -> value(value);
                })
                .orElseGet(() -> text(query.strip()));
    }

    /** Of an observation that this one answers the other is not heard. */
    private Question or(Question other) {
        return observations -> {
            var found = new ArrayList<>(ask(observations));
            var at = found.stream().map(Answer::at).collect(Collectors.toSet());
            other.ask(observations).stream()
                    .filter(answer -> !at.contains(answer.at()))
                    .forEach(found::add);
            return found;
        };
    }

    /** What is on lists now, also before it became valid: that is what a look back is for. */
    static Question of(Intelligence lists) {
        return observations -> lists.ask(observations, true).stream()
                .flatMap(hits -> hits.at().stream()
                        .map(at -> new Answer(
                                at,
                                hits.seen(),
                                hits.indicator().source() + " "
                                        + hits.indicator().id())))
                .toList();
    }

    private static Question value(Values.Value value) {
        var one = new IndicatorsBuilder();
        one.add(new Entry(value, "", "", Instant.MIN, Instant.MAX, 100, 0, 0, List.of()), "", "");
        var lists = new Intelligence(one.build(), List.of());
        return observations -> lists.ask(observations, true).stream()
                .flatMap(hits -> hits.at().stream().map(at -> new Answer(at, hits.seen(), "")))
                .toList();
    }

    private static Question text(String text) {
        var account = Accounts.canonical(text).orElse(text);
        return observations -> {
            var found = new ArrayList<Answer>();
            for (int i = 0; i < observations.size(); i++) {
                int at = i;
                shown(observations.get(i), text, account).ifPresent(seen -> found.add(new Answer(at, seen, "")));
            }
            return found;
        };
    }

    /** @param account the spelling that accounts have */
    private static Optional<String> shown(Observation observation, String text, String account) {
        var named = Stream.concat(
                        observation.assets().stream().map(asset -> asset.name()),
                        Stream.of(
                                observation.actor().account(),
                                observation.authentication().account()))
                .filter(name -> text.equalsIgnoreCase(name) || isAccount(name, account));
        var fields = observation.fields().values().stream()
                .flatMap(value -> values(value, text))
                .filter(text::equalsIgnoreCase);
        return Stream.concat(named, fields).findFirst();
    }

    /** Of one with a realm also as a log has it that adds the machine that wrote it. */
    private static boolean isAccount(String name, String account) {
        return name.equals(account)
                || account.indexOf('@') > 0
                        && name.length() > account.length()
                        && name.charAt(account.length()) == '@'
                        && name.startsWith(account);
    }

    /** What is stored of a list is its values with commas between them. */
    private static Stream<String> values(String field, String text) {
        return field.length() > text.length() && field.indexOf(',') >= 0
                ? Stream.concat(Stream.of(field), Stream.of(field.split(",", -1)))
                : Stream.of(field);
    }
}

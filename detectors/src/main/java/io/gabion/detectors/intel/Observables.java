package io.gabion.detectors.intel;

import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.intel.IndicatorType;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Several;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What an observation shows that an indicator may name: its typed parts, and those of the log writer's fields that are a
 * value as a whole or a list of values, and URLs anywhere in them. Free text is not searched for addresses and names.
 */
public final class Observables {
    /** Of one observation. */
    static final int MAX = 64;

    private static final int MAX_TEXT = 8_192;

    /** A longer field with commas is prose. */
    private static final int MAX_LIST = 512;

    private static final String URL_ENDS = " \t\r\n\"'<>|`)};";

    private final Set<Values.Value> found = new LinkedHashSet<>();

    public static Set<Values.Value> of(Observation observation) {
        var all = new Observables();
        all.address(observation.network().from());
        all.address(observation.network().to());
        all.address(observation.authentication().from());
        for (var asset : observation.assets()) {
            all.asset(asset);
        }
        var fields = observation.fields();
        fields.values().forEach(all::texts);
        all.requested(fields.getOrDefault("host", ""), fields.getOrDefault("uri", ""));
        all.requested(fields.getOrDefault("http.hostname", ""), fields.getOrDefault("http.url", ""));
        return all.found;
    }

    private void asset(AssetRef asset) {
        switch (asset.kind()) {
            case ADDRESS -> address(asset.name());
            case DOMAIN -> add(new Values.Value(IndicatorType.DOMAIN, asset.name()));
            case HOST, ACCOUNT, WORKLOAD, PRINCIPAL, GROUP, FILE, NETWORK -> {}
        }
    }

    private void address(String canonical) {
        if (!canonical.isEmpty() && Addresses.parse(canonical).isPresent()) {
            add(new Values.Value(IndicatorType.ADDRESS, canonical));
        }
    }

    private void requested(String host, String path) {
        if (!host.isEmpty() && path.startsWith("/")) {
            url("http://" + host + path);
        }
    }

    private void texts(String values) {
        if (Several.isOne(values)) {
            text(values);
        } else {
            Several.of(values).forEach(this::text);
        }
    }

    private void text(String text) {
        if (text.length() < 4 || text.length() > MAX_TEXT) {
            return;
        }
        if (text.contains("://")) {
            urls(text);
        } else if (text.length() <= MAX_LIST && text.indexOf(',') >= 0) {
            for (var part : text.split(",", MAX)) {
                single(part);
            }
        } else {
            single(text);
        }
    }

    private void single(String given) {
        var text = given.substring(given.indexOf('=') + 1).strip();
        if (text.length() < 4 || text.length() > Values.MAX) {
            return;
        }
        if (text.indexOf('@') > 0) {
            Values.of(text).ifPresent(this::add);
        } else if (isWord(text)) {
            word(text);
        }
    }

    /** What is no name finds nothing: names are not checked here, that would cost more than looking them up. */
    private void word(String text) {
        char last = text.charAt(text.length() - 1);
        if (Values.isHash(text)) {
            add(new Values.Value(IndicatorType.HASH, text.toLowerCase(Locale.ROOT)));
        } else if (text.indexOf(':') >= 0 || text.indexOf('.') > 0 && last >= '0' && last <= '9') {
            Addresses.canonical(text).ifPresent(this::address);
        } else if (text.indexOf('.') > 0) {
            name(text, last);
        }
    }

    private void name(String text, char last) {
        if (text.chars().allMatch(c -> c < 128)) {
            var name = last == '.' ? text.substring(0, text.length() - 1) : text;
            add(new Values.Value(IndicatorType.DOMAIN, name.toLowerCase(Locale.ROOT)));
        } else {
            Values.of(text).ifPresent(this::add);
        }
    }

    /** Whether it is made of what addresses and names are made of; what is not ASCII may be a name. */
    private static boolean isWord(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 128 && !Character.isLetterOrDigit(c) && c != '.' && c != '-' && c != '_' && c != ':') {
                return false;
            }
        }
        return true;
    }

    private void urls(String text) {
        for (int at = text.indexOf("://"); at >= 0 && found.size() < MAX; at = text.indexOf("://", at + 3)) {
            int from = at;
            while (from > 0 && Character.isLetter(text.charAt(from - 1))) {
                from--;
            }
            int to = at + 3;
            while (to < text.length() && URL_ENDS.indexOf(text.charAt(to)) < 0) {
                to++;
            }
            url(text.substring(from, to));
        }
    }

    private void url(String text) {
        Values.url(text).ifPresent(url -> {
            add(new Values.Value(IndicatorType.URL, url));
            Values.of(Values.host(url))
                    .filter(v -> v.type() == IndicatorType.ADDRESS || v.type() == IndicatorType.DOMAIN)
                    .ifPresent(this::add);
        });
    }

    private void add(Values.Value value) {
        if (found.size() < MAX) {
            found.add(value);
        }
    }
}

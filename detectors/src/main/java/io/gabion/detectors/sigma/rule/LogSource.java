package io.gabion.detectors.sigma.rule;

import java.util.Locale;

/** What a rule reads; an attribute that is not given is empty. */
public record LogSource(String product, String category, String service) {
    public static final LogSource ANY = new LogSource("", "", "");

    public LogSource {
        product = product.toLowerCase(Locale.ROOT);
        category = category.toLowerCase(Locale.ROOT);
        service = service.toLowerCase(Locale.ROOT);
    }

    /** Whether everything that this one asks for, {@code other} asks for too. */
    public boolean includes(LogSource other) {
        return includes(product, other.product)
                && includes(category, other.category)
                && includes(service, other.service);
    }

    private static boolean includes(String wide, String narrow) {
        return wide.isEmpty() || wide.equals(narrow);
    }

    @Override
    public String toString() {
        return (product.isEmpty() ? "*" : product)
                + "/" + (category.isEmpty() ? "*" : category)
                + "/" + (service.isEmpty() ? "*" : service);
    }
}

package io.gabion.responders.connectors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What says, among the values of an attribute of an account, that it is contained by us: how it was before, once, and for
 * whom, once for each name under which it was asked for. An account is given another name, and its name to another one; by
 * this it is found again. A mark that names nobody is an older version's, and of whoever has the name.
 *
 * <p>Whoever may write the attribute can write a mark. It is believed as far as letting go, and never a reason to contain.
 *
 * @param before a prefix, such as {@code disabled was=}
 * @param whom another one, such as {@code disabled for=}
 */
public record Mark(String before, String whom) {
    /**
     * @param effect no other mark's, nor its beginning
     * @param before what is said of how it was
     */
    public static Mark of(String effect, String before) {
        return new Mark(effect + " " + before + "=", effect + " for=");
    }

    /** The value to look for. */
    public String naming(String name) {
        return whom + name;
    }

    /** How the account was before, if it carries the mark. */
    public Optional<String> was(List<String> values) {
        return values.stream()
                .filter(value -> value.startsWith(before))
                .map(value -> value.substring(before.length()))
                .findFirst();
    }

    public boolean names(List<String> values, String name) {
        return was(values).isPresent() && values.contains(naming(name));
    }

    /** Of an account that has this name. */
    public boolean isFor(List<String> values, String name) {
        return was(values).isPresent()
                && (values.contains(naming(name)) || holders(values).isEmpty());
    }

    /** Anew: who is named by what is left of an earlier one does not hold this one. */
    public List<String> placed(List<String> values, String was, String name) {
        return with(without(values), List.of(before + was, naming(name)));
    }

    /** The same effect, under one more name. */
    public List<String> joined(List<String> values, String name) {
        return with(values, List.of(naming(name)));
    }

    /** Gone with the last name. */
    public List<String> left(List<String> values, String name) {
        boolean last = holders(values).stream().allMatch(naming(name)::equals);
        return last
                ? without(values)
                : values.stream().filter(value -> !value.equals(naming(name))).toList();
    }

    /** The values that are the mark's. */
    public List<String> of(List<String> values) {
        return values.stream().filter(this::isOurs).toList();
    }

    private List<String> without(List<String> values) {
        return values.stream().filter(value -> !isOurs(value)).toList();
    }

    private List<String> holders(List<String> values) {
        return values.stream().filter(value -> value.startsWith(whom)).toList();
    }

    private boolean isOurs(String value) {
        return value.startsWith(before) || value.startsWith(whom);
    }

    private static List<String> with(List<String> values, List<String> more) {
        var all = new ArrayList<>(values);
        all.addAll(more);
        return List.copyOf(all);
    }
}

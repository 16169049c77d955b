package io.gabion.responders.playbook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * What is wrong with a YAML file that people write, in words of the file and not of the program: the line, and one line that says why.
 */
public record YamlMistake(int line, String why) {
    private static final int MOST = 200;

    public YamlMistake {
        why = Fields.oneLine(why, MOST);
    }

    /**
     * @param text the whole file
     * @param unknown what is said before a name that nobody knows, such as {@code unknown setting}
     */
    public static YamlMistake of(JsonProcessingException failure, String text, String unknown) {
        int told = failure.getLocation() == null
                ? 1
                : Math.max(1, failure.getLocation().getLineNr());
        return switch (failure) {
            case UnrecognizedPropertyException wrong ->
                new YamlMistake(
                        lineOf(wrong.getPropertyName(), text, told), unknown + " '" + wrong.getPropertyName() + "'");
            case InvalidFormatException wrong ->
                new YamlMistake(told, path(wrong) + form(wrong.getTargetType()) + ", not '" + wrong.getValue() + "'");
            case MismatchedInputException _ when text.isBlank() -> new YamlMistake(told, "nothing is in it");
            case MismatchedInputException wrong -> new YamlMistake(told, path(wrong) + form(wrong.getTargetType()));
            default ->
                failure.getCause() instanceof MarkedYAMLException marked && marked.getProblem() != null
                        ? new YamlMistake(lineOf(marked, told), "not YAML: " + marked.getProblem())
                        : new YamlMistake(
                                told,
                                failure.getOriginalMessage().lines().findFirst().orElse("not YAML"));
        };
    }

    /** A parser has gone on to the next token before it hears that nobody knows a name: the name is on this line or above. */
    private static int lineOf(String name, String text, int told) {
        var lines = text.lines().limit(told).toList();
        var named = Pattern.compile("(^|[\\s{,'\"])" + Pattern.quote(name) + "['\"]?\\s*:");
        for (int i = lines.size(); i > 0; i--) {
            if (named.matcher(lines.get(i - 1)).find()) {
                return i;
            }
        }
        return told;
    }

    private static String path(JsonMappingException wrong) {
        var path = wrong.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining());
        return (path.startsWith(".") ? path.substring(1) : path) + (path.isEmpty() ? "it is " : " is ");
    }

    private static String form(Class<?> wanted) {
        if (wanted == null) {
            return "of another form";
        }
        if (wanted == boolean.class || wanted == Boolean.class) {
            return "true or false";
        }
        if (List.of(int.class, Integer.class, long.class, Long.class).contains(wanted)) {
            return "a whole number";
        }
        if (List.of(double.class, Double.class).contains(wanted)) {
            return "a number";
        }
        if (wanted.isEnum()) {
            return "for names that are known";
        }
        if (wanted == String.class) {
            return "one text";
        }
        return Collection.class.isAssignableFrom(wanted) ? "a list" : "names with values";
    }

    /** Where it could not go on, not where what it was reading began. */
    private static int lineOf(MarkedYAMLException marked, int told) {
        return marked.getProblemMark() == null ? told : marked.getProblemMark().getLine() + 1;
    }
}

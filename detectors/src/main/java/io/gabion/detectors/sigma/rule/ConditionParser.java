package io.gabion.detectors.sigma.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads a condition over named selections: {@code or}, {@code and}, {@code not}, {@code 1 of}, {@code all of}, brackets. */
final class ConditionParser {
    private static final int MAX_TOKENS = 2_000;
    private static final int MAX_DEPTH = 50;
    private static final int MAX_NAME = 200;
    private static final Pattern TOKEN = Pattern.compile("\\s*([()|]|[^\\s()|]+)");

    private final Map<String, Expression> selections;
    private final List<String> tokens = new ArrayList<>();
    private final int line;
    private int at;

    private ConditionParser(String text, Map<String, Expression> selections, int line) throws Refusal {
        this.selections = selections;
        this.line = line;
        var found = TOKEN.matcher(text.strip());
        while (found.find()) {
            tokens.add(found.group(1));
        }
        if (tokens.size() > MAX_TOKENS) {
            throw new Refusal(line, "a condition of more than " + MAX_TOKENS + " words");
        }
        if (tokens.contains("|")) {
            throw new Refusal(line, "an aggregation in the condition, which correlation rules have replaced");
        }
    }

    static Expression parse(String text, Map<String, Expression> selections, int line) throws Refusal {
        var parser = new ConditionParser(text, selections, line);
        var expression = parser.or(0);
        if (parser.at < parser.tokens.size()) {
            throw new Refusal(line, "the condition does not go on with " + Quoted.of(parser.tokens.get(parser.at)));
        }
        return expression;
    }

    private Expression or(int depth) throws Refusal {
        if (depth > MAX_DEPTH) {
            throw new Refusal(line, "a condition nested deeper than " + MAX_DEPTH);
        }
        var of = new ArrayList<Expression>();
        do {
            of.add(and(depth));
        } while (take("or"));
        return Expression.any(of);
    }

    private Expression and(int depth) throws Refusal {
        var of = new ArrayList<Expression>();
        do {
            of.add(not(depth));
        } while (take("and"));
        return Expression.all(of);
    }

    private Expression not(int depth) throws Refusal {
        boolean negated = false;
        while (take("not")) {
            negated = !negated;
        }
        var expression = operand(depth);
        return negated ? new Expression.Not(expression) : expression;
    }

    private Expression operand(int depth) throws Refusal {
        if (at == tokens.size()) {
            throw new Refusal(line, "the condition ends too early");
        }
        if (take("(")) {
            var inner = or(depth + 1);
            if (!take(")")) {
                throw new Refusal(line, "the condition has a '(' too many");
            }
            return inner;
        }
        var word = tokens.get(at++);
        if (at < tokens.size() && tokens.get(at).equalsIgnoreCase("of")) {
            at++;
            return quantified(word.toLowerCase(Locale.ROOT));
        }
        var selection = selections.get(word);
        if (selection == null) {
            throw new Refusal(line, "the condition names no selection: " + Quoted.of(word));
        }
        return selection;
    }

    private Expression quantified(String quantity) throws Refusal {
        if (at == tokens.size()) {
            throw new Refusal(line, "the condition ends after 'of'");
        }
        var pattern = tokens.get(at++);
        boolean them = pattern.equalsIgnoreCase("them");
        if (pattern.length() > MAX_NAME) {
            throw new Refusal(line, "a name of more than " + MAX_NAME + " characters after 'of'");
        }
        // Many stars make the engine of the JDK try every way to share out a name among them.
        var name = com.google.re2j.Pattern.compile(
                com.google.re2j.Pattern.quote(pattern).replace("\\*", ".*"));
        var of = new ArrayList<Expression>();
        selections.forEach((selection, expression) -> {
            if (them ? !selection.startsWith("_") : name.matcher(selection).matches()) {
                of.add(expression);
            }
        });
        if (of.isEmpty()) {
            throw new Refusal(line, "no selection is called " + Quoted.of(pattern));
        }
        return switch (quantity) {
            case "1", "any" -> Expression.any(of);
            case "all" -> Expression.all(of);
            default -> throw new Refusal(line, "only '1 of' and 'all of', not " + Quoted.of(quantity + " of"));
        };
    }

    private boolean take(String token) {
        boolean next = at < tokens.size() && tokens.get(at).equalsIgnoreCase(token);
        at += next ? 1 : 0;
        return next;
    }
}

package io.gabion.node.people;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who is behind tokens and behind users of a chat, so that nobody counts twice.
 *
 * @param byName may be empty: then every token is a person of its own
 */
public record People(Map<String, Person> byName) {
    public static final People NONE = new People(Map.of());
    public static final Set<String> ROLES = new TreeSet<>(Set.of("analyst", "responder", "approver", "admin"));

    /**
     * @param role in which somebody decides from a chat; with a token it is the token's
     * @param tokens names of tokens, beside one of the person's own name
     * @param slack ids of users, such as {@code U024BE7LH}
     */
    public record Person(String name, String tenant, String role, List<String> tokens, List<String> slack) {
        public Person {
            tokens = List.copyOf(tokens);
            slack = List.copyOf(slack);
        }
    }

    /** @throws IllegalArgumentException in one line, if one token or user would be two people */
    public People {
        byName = Map.copyOf(byName);
        var tokens = new HashMap<String, String>();
        var users = new HashMap<String, String>();
        for (var name : new TreeSet<>(byName.keySet())) {
            var person = byName.get(name);
            var all = new ArrayList<>(person.tokens());
            if (!all.contains(name)) {
                all.add(name);
            }
            all.forEach(token -> once(tokens, token, name, "token"));
            person.slack().forEach(user -> once(users, user, name, "Slack user"));
        }
    }

    private static void once(Map<String, String> taken, String one, String name, String what) {
        var other = taken.putIfAbsent(one, name);
        if (other != null) {
            throw new IllegalArgumentException(
                    "people." + name + ": the " + what + " " + one + " is " + other + "'s already");
        }
    }

    /** The person whose token this is, or the token's name. */
    public String behind(String token) {
        return byName.values().stream()
                .filter(person -> person.tokens().contains(token))
                .map(Person::name)
                .findFirst()
                .orElse(token);
    }

    public Optional<Person> ofSlack(String user) {
        return byName.values().stream()
                .filter(person -> person.slack().contains(user))
                .findFirst();
    }
}

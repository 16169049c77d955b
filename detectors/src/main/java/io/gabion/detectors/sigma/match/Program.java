package io.gabion.detectors.sigma.match;

/** A rule's expression over numbered predicates. */
interface Program {
    boolean holds(Matcher matcher);

    /** A guess at what asking costs; what is cheap is asked first. */
    int cost();

    record Ask(int predicate, int cost) implements Program {
        @Override
        public boolean holds(Matcher matcher) {
            return matcher.ask(predicate);
        }
    }

    record Every(Program[] of, int cost) implements Program {
        @Override
        public boolean holds(Matcher matcher) {
            for (var program : of) {
                if (!program.holds(matcher)) {
                    return false;
                }
            }
            return true;
        }
    }

    record Some(Program[] of, int cost) implements Program {
        @Override
        public boolean holds(Matcher matcher) {
            for (var program : of) {
                if (program.holds(matcher)) {
                    return true;
                }
            }
            return false;
        }
    }

    record Negated(Program of) implements Program {
        @Override
        public boolean holds(Matcher matcher) {
            return !of.holds(matcher);
        }

        @Override
        public int cost() {
            return of.cost();
        }
    }
}

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

    /** @param asks predicates that are known after the pass over the event, asked before the others */
    record Every(int[] asks, Program[] of, int cost) implements Program {
        @Override
        public boolean holds(Matcher matcher) {
            for (int ask : asks) {
                if (!matcher.ask(ask)) {
                    return false;
                }
            }
            for (var program : of) {
                if (!program.holds(matcher)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** @param asks as above */
    record Some(int[] asks, Program[] of, int cost) implements Program {
        @Override
        public boolean holds(Matcher matcher) {
            for (int ask : asks) {
                if (matcher.ask(ask)) {
                    return true;
                }
            }
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

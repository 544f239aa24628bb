package io.minos.checker.linear;

import java.util.List;

/** What an engine found out about one set of spans. */
public sealed interface Finding {
    /** How many configurations were looked at. */
    long steps();

    /** @param order the ids in an order that explains every answer; spans that took no effect are not in it */
    record Linearizable(List<Long> order, long steps) implements Finding {
        public Linearizable {
            order = List.copyOf(order);
        }
    }

    /**
     * @param prefix the ids of a longest order that could be found
     * @param states every state found to be possible after an order of that length, in words; at most a few
     * @param blocked what would have to come next, and why it cannot; of an operation as many reasons as there are states it does not fit
     */
    record NotLinearizable(List<Long> prefix, List<String> states, List<Blocked> blocked, long steps) implements Finding {
        public NotLinearizable {
            prefix = List.copyOf(prefix);
            states = List.copyOf(states);
            blocked = List.copyOf(blocked);
        }
    }

    /** The budget ran out. {@code deepest} of {@code definite} operations could be placed. */
    record Undecided(int deepest, int definite, long steps) implements Finding {}

    record Blocked(long id, String why) {}
}

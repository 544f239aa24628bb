package io.minos.checker.verdict;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * How far an order of operations gets that contradict each other, and why no further.
 *
 * @param parts of the contradiction, in order of invocation; an operation may have several
 * @param order the end of a longest order that explains answers, as indices of operations
 * @param states every state found to be possible after so many, in words; at most a few
 * @param next what would have to come next, and why it cannot, in each of these states
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Impasse(List<Part> parts, List<Long> order, List<String> states, List<Next> next) {
    public Impasse {
        parts = Parts.list(parts);
        order = Parts.list(order);
        states = Parts.list(states);
        next = Parts.list(next);
    }

    /**
     * @param says what of the operation plays a part, in words
     * @param unanswered no answer of its own plays a part: it may have taken effect at any moment from its invocation on, or
     *     never, for all that this contradiction needs
     */
    public record Part(long operation, String says, boolean unanswered) {}

    public record Next(long operation, String why) {}
}

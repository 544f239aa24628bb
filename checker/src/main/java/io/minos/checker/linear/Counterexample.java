package io.minos.checker.linear;

import java.util.List;

/**
 * Few spans that contradict each other. What was made pending on the way is pending here: its answer plays no part.
 *
 * @param finding on {@code spans}
 */
public record Counterexample<A>(List<Span<A>> spans, Finding.NotLinearizable finding) {
    public Counterexample {
        spans = List.copyOf(spans);
    }

    /** How many spans certainly took effect: what a person has to read. */
    public long definite() {
        return spans.stream().filter(span -> !span.optional()).count();
    }
}

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
}

package io.minos.checker.linear;

import io.minos.checker.model.Model;
import java.util.List;

/**
 * Decides whether some order of the spans, within their times and by their ranks, makes every answer the model's. Every engine
 * gives the same verdict on the same spans, unless its budget runs out. Pure.
 */
public interface Engine {
    <S, A> Finding check(List<Span<A>> spans, Model<S, A> model, Budget budget);
}

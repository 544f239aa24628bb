package io.minos.scenarios.generator;

import io.minos.client.Outcome;
import io.minos.client.operation.Answer;
import io.minos.client.operation.Operation;
import java.util.random.RandomGenerator;

/** Decides what to do next. Immutable: the same state and the same random numbers give the same operation. */
public interface Generator {
    /** An operation, and what remains to be done after it. */
    record Step(Operation operation, Generator next) {}

    Step next(RandomGenerator random);

    /** What is known after one of this generator's operations has ended. */
    default Generator observe(Operation operation, Outcome<Answer> outcome) {
        return this;
    }
}

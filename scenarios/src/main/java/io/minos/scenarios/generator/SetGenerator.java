package io.minos.scenarios.generator;

import io.minos.client.operation.Operation;
import java.util.random.RandomGenerator;

/**
 * Adds elements, each a key of its own written once, and now and then asks for the whole set. A set retires after a number of
 * elements, so that asking stays cheap.
 *
 * @param prefix of all its keys; a set's keys are {@code prefix}, its number, a slash and the element's number
 * @param elementsPerSet after which a set retires
 * @param added elements in all sets so far
 */
public record SetGenerator(String prefix, int elementsPerSet, long added) implements Generator {
    private static final int MEMBERS_PERCENT = 12;

    public SetGenerator {
        if (elementsPerSet < 1) {
            throw new IllegalArgumentException("elementsPerSet must be positive: " + elementsPerSet);
        }
    }

    public static SetGenerator of(String prefix, int elementsPerSet) {
        return new SetGenerator(prefix, elementsPerSet, 0);
    }

    @Override
    public Step next(RandomGenerator random) {
        String set = prefix + added / elementsPerSet + "/";
        if (random.nextInt(100) < MEMBERS_PERCENT) {
            return new Step(new Operation.Members(set), this);
        }
        return new Step(new Operation.Add(set + added, "e" + added), new SetGenerator(prefix, elementsPerSet, added + 1));
    }
}

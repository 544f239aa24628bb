package io.minos.checker.linear.sample;

/**
 * What a history is to look like.
 *
 * @param operations over all keys, 1 or more
 * @param clients that call one operation after the other; each key has as many of its own
 * @param indefinite the fraction of the operations without an answer, from 0 up to but not including 1
 * @param keys each with about as many operations
 * @param values how many different ones are written; {@link #UNIQUE}: each write has its own
 */
public record Shape(int operations, int clients, double indefinite, int keys, int values) {
    public static final int UNIQUE = 0;

    public Shape {
        if (operations < 1 || clients < 1 || keys < 1 || values < 0) throw new IllegalArgumentException("A history needs operations, clients and keys");
        if (!(indefinite >= 0 && indefinite < 1)) throw new IllegalArgumentException("The indefinite are a fraction below 1, not " + indefinite);
    }
}

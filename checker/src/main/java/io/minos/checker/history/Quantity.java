package io.minos.checker.history;

/** Numbers of things, in words for a person. */
public final class Quantity {
    private Quantity() {}

    /** {@code 1 fault}, {@code 5 faults}. */
    public static String of(long number, String singular) {
        return number + " " + (number == 1 ? singular : singular + "s");
    }
}

package io.minos.nemesis.fault;

import java.util.Collection;

/**
 * One observation of a fault.
 *
 * @param what in a word or two: {@code process-state}, {@code bytes-swallowed}, {@code exception} …
 * @param detail what was seen, with figures
 */
public record Evidence(String what, String detail, Weight weight) {
    /** A fault is effective when something speaks for it and nothing against. */
    public enum Weight {
        /** Proves that the fault is at work. */
        FOR,
        /** Shows that it is not, or that it could not be shown where it had to be. */
        AGAINST,
        /** Worth knowing. */
        NOTE
    }

    /** Whether something speaks for the fault and nothing against. */
    public static boolean prove(Collection<Evidence> seen) {
        return seen.stream().anyMatch(one -> one.weight() == Weight.FOR) && seen.stream().noneMatch(one -> one.weight() == Weight.AGAINST);
    }

    public static Evidence proof(String what, String detail) {
        return new Evidence(what, detail, Weight.FOR);
    }

    public static Evidence against(String what, String detail) {
        return new Evidence(what, detail, Weight.AGAINST);
    }

    public static Evidence note(String what, String detail) {
        return new Evidence(what, detail, Weight.NOTE);
    }
}

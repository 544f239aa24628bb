package io.minos.checker.linear;

/**
 * An action with the time in which it took effect, as far as is known: after {@code invoked} and before {@code returned}, both
 * positions in the history. An optional span may also never take effect.
 *
 * @param id the operation, for reports; unique
 * @param returned {@link #NEVER} exactly when {@code optional}
 * @param rank its place in an order that is known from elsewhere (revisions); see {@link Rank}
 */
public record Span<A>(long id, long invoked, long returned, A action, Rank rank) {
    public static final long NEVER = Long.MAX_VALUE;

    public Span {
        if (returned <= invoked) throw new IllegalArgumentException("#" + id + " returns at " + returned + ", before its invocation at " + invoked);
    }

    public Span(long id, long invoked, long returned, A action) {
        this(id, invoked, returned, action, Rank.UNKNOWN);
    }

    public boolean optional() {
        return returned == NEVER;
    }

    Span<A> with(A other) {
        return new Span<>(id, invoked, returned, other, rank);
    }

    /** Must have taken effect before {@code bound}. */
    Span<A> returnedBefore(long bound) {
        return new Span<>(id, invoked, bound, action, rank);
    }

    /** The same, but perhaps it never took effect; if it did, then at its rank. */
    Span<A> pending(A unanswered) {
        return new Span<>(id, invoked, NEVER, unanswered, rank);
    }

    /**
     * A place in a total order, known up to a range: whoever has a lower {@code high} than this one's {@code low} comes first.
     * What a store claims by its revisions is thereby part of what is judged: no order that breaks it is found.
     */
    public record Rank(long low, long high) {
        public static final Rank UNKNOWN = new Rank(0, Long.MAX_VALUE);

        public Rank {
            if (low > high) throw new IllegalArgumentException(low + " > " + high);
        }

        public static Rank of(long place) {
            return new Rank(place, place);
        }
    }
}

package io.minos.checker.linear.zones;

import io.minos.checker.linear.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Clusters that follow each other with nothing in between, each with the operations in the order they have to be. */
final class Block<A> {
    /** Before everything: the value that nobody wrote. */
    static final long BEFORE_ALL = Long.MIN_VALUE;

    private final List<Span<A>> order = new ArrayList<>();
    private long leastReturn = Long.MAX_VALUE;
    private long greatestCall = BEFORE_ALL;
    private @Nullable Span<A> firstToReturn;
    private @Nullable Span<A> lastToCall;
    private @Nullable Span<A> lastCalledBefore;
    private Pair<A> turnedRound = new Pair<>(null, null);

    /** Two of a block: the one that has to come first was called after the other had returned. */
    record Pair<A>(@Nullable Span<A> first, @Nullable Span<A> second) {}

    static <A> Block<A> ofTheInitialValue() {
        Block<A> block = new Block<>();
        block.leastReturn = BEFORE_ALL;
        return block;
    }

    void write(Span<A> writer) {
        add(List.of(writer));
    }

    /** They all come after what was added before; among themselves any order will do that fits their times. */
    void add(List<Span<A>> together) {
        @Nullable Span<A> latest = lastCalledBefore;
        for (Span<A> one : together.stream().sorted(Comparator.comparingLong(Span::invoked)).toList()) {
            if (lastCalledBefore != null && one.returned() < lastCalledBefore.invoked() && turnedRound.first() == null) turnedRound = new Pair<>(lastCalledBefore, one);
            if (latest == null || one.invoked() > latest.invoked()) latest = one;
            if (firstToReturn == null || one.returned() < firstToReturn.returned()) firstToReturn = one;
            leastReturn = Math.min(leastReturn, one.returned());
            if (one.invoked() >= greatestCall) {
                greatestCall = one.invoked();
                lastToCall = one;
            }
            order.add(one);
        }
        lastCalledBefore = latest;
    }

    /** Null members: nothing is the wrong way round. */
    Pair<A> turnedRound() {
        return turnedRound;
    }

    List<Span<A>> order() {
        return order;
    }

    /** f: whoever is called after this has to come after the block. */
    long leastReturn() {
        return leastReturn;
    }

    /** s: whoever returns before this has to come before the block. */
    long greatestCall() {
        return greatestCall;
    }

    /** Null: the block is from before all calls. */
    @Nullable Span<A> firstToReturn() {
        return leastReturn == BEFORE_ALL ? null : firstToReturn;
    }

    @Nullable Span<A> lastToCall() {
        return lastToCall;
    }

    boolean comesBefore(Block<A> other) {
        return leastReturn < other.greatestCall;
    }

    /** Its value was certainly there all the time from the one to the other. */
    boolean forward() {
        return leastReturn < greatestCall;
    }

    long place() {
        return Math.min(leastReturn, greatestCall);
    }
}

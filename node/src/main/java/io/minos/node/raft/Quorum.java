package io.minos.node.raft;

import java.util.Arrays;
import java.util.SortedSet;
import java.util.function.LongPredicate;

/** Majorities of voters. */
final class Quorum {
    private Quorum() {}

    /** How many of this many voters are a majority. */
    static int size(int voters) {
        return voters / 2 + 1;
    }

    static boolean isQuorum(int count, int voters) {
        return count >= size(voters);
    }

    static boolean isQuorum(SortedSet<Long> voters, LongPredicate counts) {
        int count = 0;
        for (long voter : voters) {
            count += counts.test(voter) ? 1 : 0;
        }
        return isQuorum(count, voters.size());
    }

    /** The greatest number that a majority of the voters has reached; 0 without voters. Puts the array in order. */
    static long reached(long[] numbers) {
        if (numbers.length == 0) {
            return 0;
        }
        Arrays.sort(numbers);
        return numbers[numbers.length - Math.max(1, size(numbers.length))];
    }
}

package io.minos.node.raft;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** Who votes and who only learns. Iterates in order of member id. */
public record Membership(SortedSet<Long> voters, SortedSet<Long> learners) {
    public Membership {
        voters = Collections.unmodifiableSortedSet(new TreeSet<>(voters));
        learners = Collections.unmodifiableSortedSet(new TreeSet<>(learners));
    }

    public static Membership ofVoters(java.util.Collection<Long> voters) {
        return new Membership(new TreeSet<>(voters), new TreeSet<>());
    }
}

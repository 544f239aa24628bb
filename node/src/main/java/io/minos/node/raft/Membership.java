package io.minos.node.raft;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** Who votes and who only learns. Iterates in order of member id. Ids are any 64 bits but 0. */
public record Membership(SortedSet<Long> voters, SortedSet<Long> learners) {
    public Membership {
        voters = Collections.unmodifiableSortedSet(new TreeSet<>(voters));
        learners = Collections.unmodifiableSortedSet(new TreeSet<>(learners));
        if (voters.contains(0L) || learners.contains(0L)) {
            throw new IllegalArgumentException("0 is no member's id");
        }
        if (!Collections.disjoint(voters, learners)) {
            throw new IllegalArgumentException("both voter and learner: voters=" + voters + " learners=" + learners);
        }
    }

    public static Membership ofVoters(Collection<Long> voters) {
        return new Membership(new TreeSet<>(voters), new TreeSet<>());
    }

    public boolean contains(long id) {
        return voters.contains(id) || learners.contains(id);
    }

    /** Every member, voters and learners, in order of id. */
    public SortedSet<Long> members() {
        TreeSet<Long> all = new TreeSet<>(voters);
        all.addAll(learners);
        return all;
    }

    /**
     * True if every majority of this membership meets every majority of {@code next}, so that one may follow the other
     * directly: at most one voter comes or goes (Raft thesis §4.1). Learners are free, as they count for nothing.
     */
    boolean isOneStepTo(Membership next) {
        TreeSet<Long> gone = new TreeSet<>(voters);
        gone.removeAll(next.voters);
        TreeSet<Long> come = new TreeSet<>(next.voters);
        come.removeAll(voters);
        return !next.voters.isEmpty() && gone.size() + come.size() <= 1;
    }

    /** Count and ids of the voters, then of the learners. */
    void writeTo(CodedOutputStream out) throws IOException {
        write(out, voters);
        write(out, learners);
    }

    /** @throws IllegalArgumentException or IOException if this is no membership */
    static Membership readFrom(CodedInputStream in) throws IOException {
        return new Membership(read(in), read(in));
    }

    private static void write(CodedOutputStream out, SortedSet<Long> ids) throws IOException {
        out.writeUInt32NoTag(ids.size());
        for (long id : ids) {
            out.writeFixed64NoTag(id);
        }
    }

    private static TreeSet<Long> read(CodedInputStream in) throws IOException {
        TreeSet<Long> ids = new TreeSet<>();
        for (int left = in.readUInt32(); left > 0; left--) {
            ids.add(in.readFixed64());
        }
        return ids;
    }
}

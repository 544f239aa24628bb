package io.minos.node.boot;

import com.google.protobuf.ByteString;
import io.minos.node.apply.Command;
import io.minos.node.apply.MemberPromote;
import io.minos.node.apply.MemberRemove;
import io.minos.node.raft.Durable;
import io.minos.node.raft.Entry;
import io.minos.node.raft.HardState;
import io.minos.node.raft.Membership;
import io.minos.node.wal.Wal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * etcd's {@code --force-new-cluster}: a disaster's survivor goes on alone. By decree it becomes a voter, the others are
 * removed one by one as if they had been, and all of its log is committed.
 *
 * <p>etcd drops what it does not know to be committed. Here it stays: some of it may have been acknowledged by those that
 * are gone, and that the rest happens is no lie to anybody, as nobody was told that it did not.
 */
public final class ForcedCluster {
    private final long self;
    private final long term;
    private final List<Entry> log;
    private final List<Entry> added = new ArrayList<>();
    private Membership membership;
    private long last;

    private ForcedCluster(Boot boot, long self) {
        this.self = self;
        this.log = new ArrayList<>(boot.log());
        this.last = log.isEmpty() ? boot.snapshot().index() : log.get(log.size() - 1).index();
        long lastTerm = log.isEmpty() ? boot.snapshot().term() : log.get(log.size() - 1).term();
        this.term = Math.max(boot.hardState().term(), lastTerm) + 1; // of which nobody was a leader
        this.membership = boot.snapshot().membership();
        log.stream().filter(entry -> entry.kind() == Entry.Kind.MEMBERSHIP).forEach(entry -> membership = entry.membership());
    }

    /**
     * Durable at return.
     *
     * @return empty if {@code self} is no member: there is nothing it could go on with
     */
    public static Optional<Boot> alone(Boot boot, long self, Wal wal) throws IOException {
        ForcedCluster forced = new ForcedCluster(boot, self);
        if (!forced.membership.contains(self)) {
            return Optional.empty();
        }
        forced.shrink();
        HardState hardState = new HardState(forced.term, 0, forced.last);
        wal.append(new Durable(Optional.empty(), forced.added, Optional.of(hardState)));
        wal.sync();
        return Optional.of(new Boot(hardState, boot.snapshot(), boot.state(), forced.log));
    }

    private void shrink() {
        if (membership.learners().contains(self)) {
            add(Command.newBuilder().setMemberPromote(MemberPromote.newBuilder().setId(self)).build(), without(membership.learners(), self), with(membership.voters()));
        }
        for (long other : membership.members()) {
            if (other != self) {
                add(Command.newBuilder().setMemberRemove(MemberRemove.newBuilder().setId(other)).build(), without(membership.learners(), other), without(membership.voters(), other));
            }
        }
    }

    private void add(Command change, TreeSet<Long> learners, TreeSet<Long> voters) {
        membership = new Membership(voters, learners);
        ByteString cause = change.toByteString();
        Entry entry = Entry.ofMembership(term, ++last, membership, cause);
        log.add(entry);
        added.add(entry);
    }

    private TreeSet<Long> with(SortedSet<Long> ids) {
        TreeSet<Long> more = new TreeSet<>(ids);
        more.add(self);
        return more;
    }

    private static TreeSet<Long> without(SortedSet<Long> ids, long id) {
        TreeSet<Long> fewer = new TreeSet<>(ids);
        fewer.remove(id);
        return fewer;
    }
}

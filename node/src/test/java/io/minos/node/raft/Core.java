package io.minos.node.raft;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** One core in a test's hands: what it wants is collected, and the disk writes when the test says so. */
final class Core {
    static final Membership ONE = Membership.ofVoters(List.of(1L));
    static final Membership THREE = Membership.ofVoters(List.of(1L, 2L, 3L));
    static final Membership FIVE = Membership.ofVoters(List.of(1L, 2L, 3L, 4L, 5L));
    /** Small, so that tests are short: 5 to 9 ticks to an election, 2 appends under way. */
    static final RaftConfig CONFIG = new RaftConfig(1, 5, 5, 2, false, false, 200, 2, 1000);

    final Raft raft;
    final List<Entry> applied = new ArrayList<>();
    final List<Entry> written = new ArrayList<>();
    final List<SnapshotPart> parts = new ArrayList<>();
    final List<SnapshotSend> snapshotSends = new ArrayList<>();
    final List<Transition> transitions = new ArrayList<>();
    HardState hardState = HardState.NONE;
    private final List<Message> sent = new ArrayList<>();
    private final List<ReadState> reads = new ArrayList<>();
    private final ArrayDeque<Ready> underWay = new ArrayDeque<>();

    Core(RaftConfig config, HardState hardState, SnapshotMark mark, List<Entry> log) {
        raft = new Raft(config, hardState, mark, log, new SplittableRandom(7));
        this.hardState = hardState;
    }

    static Core follower(Membership membership, Entry... log) {
        return follower(CONFIG, 0, membership, log);
    }

    static Core follower(RaftConfig config, long term, Membership membership, Entry... log) {
        return new Core(config, new HardState(term, 0, 0), new SnapshotMark(0, 0, membership), List.of(log));
    }

    /** Leads in the term after {@code term}; its empty entry is the last of its log and everywhere on disk, and it has sent its first heartbeats. */
    static Core leader(RaftConfig config, long term, Membership membership, Entry... log) {
        Core core = follower(config, term, membership, log);
        core.elect();
        core.sync();
        core.sent.clear();
        return core;
    }

    static Core leader(Membership membership, Entry... log) {
        return leader(CONFIG, 0, membership, log);
    }

    void elect() {
        raft.campaign();
        sync();
        for (boolean pre : new boolean[] {true, false}) {
            for (long voter : raft.status().membership().voters()) {
                if (voter != 1 && raft.status().role() == (pre ? Role.PRE_CANDIDATE : Role.CANDIDATE)) {
                    raft.step(new Message.VoteReply(voter, 1, raft.status().term() + (pre ? 1 : 0), pre, true));
                }
            }
            sync();
        }
    }

    static Entry entry(long term, long index) {
        return entry(term, index, "t" + term + "i" + index);
    }

    static Entry entry(long term, long index, String data) {
        return new Entry(term, index, Entry.Kind.COMMAND, ByteString.copyFromUtf8(data));
    }

    static RaftConfig with(boolean preVote, boolean checkQuorum) {
        return new RaftConfig(1, 5, 5, 2, preVote, checkQuorum, 200, 2, 1000);
    }

    Core step(Message message) {
        raft.step(message);
        take();
        return this;
    }

    Core tick(int times) {
        for (int i = 0; i < times; i++) {
            raft.tick();
            take();
        }
        return this;
    }

    /** Takes what is ready; the disk has not written it yet. */
    Core take() {
        while (raft.hasReady()) {
            Ready ready = raft.ready();
            sent.addAll(ready.messages());
            applied.addAll(ready.committed());
            reads.addAll(ready.reads());
            parts.addAll(ready.snapshotParts());
            snapshotSends.addAll(ready.snapshotSends());
            transitions.addAll(ready.transitions());
            underWay.add(ready);
        }
        return this;
    }

    /** The disk has written everything. */
    Core sync() {
        take();
        while (!underWay.isEmpty()) {
            syncOne();
        }
        return this;
    }

    /** The disk has written the oldest of what is under way. */
    void syncOne() {
        Ready ready = underWay.remove();
        written.addAll(ready.durable().entries());
        hardState = ready.durable().hardState().orElse(hardState);
        raft.advance(ready.ticket());
        sent.addAll(ready.messagesAfterDurable());
        take();
    }

    Optional<Raft.Refusal> propose(String data) {
        Optional<Raft.Refusal> refusal = raft.propose(ByteString.copyFromUtf8(data));
        take();
        return refusal;
    }

    /** The messages of this kind that left since the last call. */
    <M extends Message> List<M> sent(Class<M> kind) {
        List<M> some = sent.stream().filter(kind::isInstance).map(kind::cast).toList();
        sent.removeIf(kind::isInstance);
        return some;
    }

    <M extends Message> M only(Class<M> kind) {
        List<M> some = sent(kind);
        if (some.size() != 1) {
            throw new AssertionError("one " + kind.getSimpleName() + " expected, but sent were " + some);
        }
        return some.get(0);
    }

    Message.Append appendTo(long to) {
        List<Message.Append> some = sent(Message.Append.class).stream().filter(m -> m.to() == to).toList();
        if (some.size() != 1) {
            throw new AssertionError("one append to " + to + " expected, but sent were " + some);
        }
        return some.get(0);
    }

    List<ReadState> reads() {
        List<ReadState> taken = List.copyOf(reads);
        reads.clear();
        return taken;
    }

    /** The terms of the entries in the log, in order. */
    List<Long> logTerms() {
        List<Long> terms = new ArrayList<>();
        for (long index = raft.log().firstIndex(); index <= raft.log().lastIndex(); index++) {
            terms.add(raft.log().termAt(index));
        }
        return terms;
    }

    RaftStatus status() {
        return raft.status();
    }

    /** A follower's word that it has the log up to here. */
    Core acknowledged(long from, long matchIndex) {
        return step(new Message.AppendReply(from, 1, status().term(), true, matchIndex, matchIndex, 0, 0));
    }

    Message.Append appendFrom2(long term, long prevIndex, long prevTerm, long commit, Entry... entries) {
        return new Message.Append(2, 1, term, prevIndex, prevTerm, List.of(entries), commit, 0);
    }
}

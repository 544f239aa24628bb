package io.minos.node.raft;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/**
 * The Raft core: pure, single-threaded, without a clock. Feed it with {@link #step}, {@link #tick}, proposals and reads;
 * while {@link #hasReady}, take a {@link Ready}, carry it out, and {@link #advance} it once its durable part is on disk.
 *
 * <p>Sources: D. Ongaro and J. Ousterhout, "In Search of an Understandable Consensus Algorithm (Extended Version)" (the
 * paper, cited as Raft §), and D. Ongaro, "Consensus: Bridging Theory and Practice" (the thesis).
 *
 * <p>A call that breaks the protocol's guarantees, ours or a peer's, throws {@link InvariantViolation}: stop the member.
 */
public final class Raft {
    /** Why a proposal or a read was not taken: nothing of it remains, it certainly has no effect. */
    public enum Refusal {
        NO_LEADER,
        /** Or not on the leader's own disk: the others commit without it, and what waits for it would grow and grow. */
        TOO_MUCH_UNCOMMITTED,
        LEADER_TRANSFERRING,
        /** Memberships are proposed at the leader only. */
        NOT_LEADER,
        /** The last change is not committed yet, or the leader has not committed anything in its term yet: try again. */
        MEMBERSHIP_CHANGE_PENDING,
        /** More than one voter would come or go, or none would remain. */
        MORE_THAN_ONE_STEP,
        /** As many reads are waiting for a majority as a leader will keep. */
        TOO_MANY_READS
    }

    private final RaftConfig config;
    private final RandomGenerator random;
    private final RaftLog log;
    private final Durability durability;
    private final Outbox outbox = new Outbox();
    private final IncomingSnapshot incoming = new IncomingSnapshot();
    private Standing standing = new Following();
    private long term;
    private long vote;
    private long leader;
    private long applied;
    private HardState handedOut;
    private int electionElapsed;
    private int electionTimeout;

    /**
     * @param hardState as recovered, {@link HardState#NONE} at first
     * @param snapshot the newest durable one; index 0 and the first membership for a new cluster
     * @param log the entries after {@code snapshot}, without gaps
     * @param random of this member alone, for election timeouts
     */
    public Raft(RaftConfig config, HardState hardState, SnapshotMark snapshot, List<Entry> log, RandomGenerator random) {
        this.config = config;
        this.random = random;
        this.durability = new Durability(hardState, snapshot.index() + log.size());
        this.log = new RaftLog(snapshot, log, hardState.commit(), durability);
        this.log.commitTo(Math.max(this.log.commit(), this.log.secondVoterIndex(config.id()))); // it is on the disk: decided, if nobody knew yet
        this.handedOut = hardState;
        this.applied = snapshot.index();
        // Entries may have reached the disk without the term they came in, which was lost with the hard state behind them.
        // No vote of that term was lost: it would not have left before it was durable.
        this.term = Math.max(hardState.term(), this.log.lastTerm());
        this.vote = voteIn(this.term, hardState.term(), hardState.vote());
        restartElectionTimer();
    }

    // ---------------------------------------------------------------- time

    /** A unit of time has passed. How long that is, is the rim's to choose: the same on all members. */
    public void tick() {
        if (standing instanceof Leadership leading) {
            if (!leading.tick()) {
                follow(term, 0, "no-quorum");
            }
            return;
        }
        if (++electionElapsed >= electionTimeout && mayCampaign()) {
            campaign("election-timeout");
        }
    }

    /** Starts an election now, as if the election timeout had passed; does nothing at a leader or a member that does not vote. */
    public void campaign() {
        if (!(standing instanceof Leadership) && mayCampaign()) {
            campaign("asked-to");
        }
    }

    private void campaign(String reason) {
        if (config.preVote()) {
            askForPreVotes(reason);
        } else {
            askForVotes(false, reason);
        }
    }

    /**
     * Only voters campaign: learners, members removed and those not yet added wait. But one whose removal is not committed
     * may be the only one that has it in its log, and so the only one that can be elected (thesis §4.2.2).
     */
    boolean mayCampaign() {
        return log.isVoterUntilCommitted(config.id());
    }

    private void restartElectionTimer() {
        electionElapsed = 0;
        electionTimeout = config.electionTicks() + random.nextInt(config.electionSpreadTicks());
    }

    // ---------------------------------------------------------------- elections

    /** Thesis §9.6: no term is begun before a majority would vote for us. Nothing changes that must be durable. */
    private void askForPreVotes(String reason) {
        Ballot ballot = new Ballot(true, term + 1, false);
        become(ballot, term, 0, reason);
        restartElectionTimer();
        requestVotes(ballot, term + 1);
        vote(ballot, config.id(), true);
    }

    /** Raft §5.2: increment the term, vote for self, request votes. */
    private void askForVotes(boolean leaderTransfer, String reason) {
        Ballot ballot = new Ballot(false, term + 1, leaderTransfer);
        vote = config.id();
        become(ballot, term + 1, 0, reason);
        restartElectionTimer();
        requestVotes(ballot, term);
        countOwnVote();
    }

    /**
     * A candidate asks only once its vote and its log are on disk. Otherwise: it asks with entries it then loses in a
     * crash, campaigns again in the same term with less, and is elected by the answers to the first request.
     */
    private void requestVotes(Ballot ballot, long inTerm) {
        for (long voter : log.membership().voters()) {
            if (voter == config.id()) {
                continue;
            }
            Message request = new Message.RequestVote(config.id(), voter, inTerm, ballot.isPreVote(), log.lastIndex(),
                    log.lastTerm(), ballot.isLeaderTransfer());
            if (ballot.isPreVote()) {
                outbox.send(request);
            } else {
                outbox.sendAfterDurable(request);
            }
        }
    }

    /** Our own vote counts, as everyone's, once it is durable. */
    private void countOwnVote() {
        if (standing instanceof Ballot ballot && !ballot.isPreVote() && durability.holdsVote(term, config.id())) {
            vote(ballot, config.id(), true);
        }
    }

    private void vote(Ballot ballot, long voter, boolean granted) {
        ballot.record(voter, granted);
        switch (ballot.outcome(log.membership().voters())) {
            case PENDING -> { }
            case LOST -> follow(term, 0, ballot.isPreVote() ? "pre-vote-lost" : "election-lost");
            case WON -> {
                if (ballot.isPreVote()) {
                    askForVotes(false, "pre-vote-won");
                } else {
                    lead();
                }
            }
        }
    }

    private void lead() {
        become(new Leadership(config, term, log, outbox), term, config.id(), "elected");
    }

    private void onVoteReply(Message.VoteReply reply) {
        if (standing instanceof Ballot ballot && ballot.concerns(reply)) {
            vote(ballot, reply.from(), reply.granted());
        }
    }

    private void onRequestVote(Message.RequestVote request) {
        boolean granted = mayVoteFor(request) && log.isUpToDate(request.lastLogIndex(), request.lastLogTerm());
        if (request.preVote()) {
            // promises nothing, and is told in the term that is asked about
            outbox.send(voteReply(request, granted ? request.term() : term, granted));
        } else if (granted) {
            vote = request.from();
            restartElectionTimer();
            outbox.sendAfterDurable(voteReply(request, term, true));
        } else {
            outbox.send(voteReply(request, term, false));
        }
    }

    private Message voteReply(Message.RequestVote request, long inTerm, boolean granted) {
        return new Message.VoteReply(config.id(), request.from(), inTerm, request.preVote(), granted);
    }

    /**
     * Raft §5.2: one vote a term, and none against a leader of this term. A learner answers as well: who asks it knows a
     * membership in which it votes, which may be newer than its own (thesis §4.2.1); only votes of voters are counted.
     */
    boolean mayVoteFor(Message.RequestVote request) {
        if (request.preVote()) {
            return request.term() > term;
        }
        return vote == request.from() || vote == 0 && leader == 0;
    }

    /** Thesis §4.2.3: while its leader is alive a member does not help to depose it. */
    boolean isLeaseHeld() {
        boolean heardOfLeader = standing instanceof Leadership || leader != 0 && electionElapsed < config.electionTicks();
        return config.checkQuorum() && heardOfLeader;
    }

    private void onTimeoutNow() {
        if (!(standing instanceof Leadership) && mayCampaign()) {
            askForVotes(true, "leader-transfer");
        }
    }

    // ---------------------------------------------------------------- roles

    private void follow(long newTerm, long newLeader, String reason) {
        vote = voteIn(newTerm, term, vote);
        become(new Following(), newTerm, newLeader, reason);
        restartElectionTimer();
    }

    /** A vote is for its term, and only a new term frees it: stepping down does not. */
    static long voteIn(long newTerm, long term, long vote) {
        return newTerm > term ? 0 : vote;
    }

    private void become(Standing next, long newTerm, long newLeader, String reason) {
        Invariants.check(newTerm >= term, "term goes back from %d to %d", term, newTerm);
        if (next.role() != standing.role() || newTerm != term || newLeader != leader) {
            outbox.trace(new Transition(newTerm, standing.role(), next.role(), newLeader, reason));
        }
        standing = next;
        term = newTerm;
        leader = newLeader;
    }

    /** A message of this term that only a leader sends. */
    private void heardFromLeader(long from) {
        Invariants.check(!(standing instanceof Leadership), "members %d and %d both lead in term %d", config.id(), from, term);
        Invariants.check(leader == 0 || leader == from, "members %d and %d both lead in term %d", leader, from, term);
        if (leader == from && standing instanceof Following) {
            electionElapsed = 0;
        } else {
            follow(term, from, "leader-known");
        }
    }

    // ---------------------------------------------------------------- messages

    /** A message has arrived. */
    public void step(Message message) {
        Invariants.check(message.to() == config.id(), "a message to %d arrived at %d", message.to(), config.id());
        if (message.term() > term && !adoptsTermOf(message)) {
            return;
        }
        if (message.term() < term && !isTermless(message)) {
            answerStale(message);
            return;
        }
        dispatch(message);
    }

    /** Raft §5.1: a later term makes a follower. Returns false if the message is to be ignored. */
    private boolean adoptsTermOf(Message message) {
        if (message instanceof Message.RequestVote request) {
            if (isLeaseHeld() && !request.leaderTransfer()) {
                return false;
            }
            if (request.preVote()) {
                return true;
            }
        }
        if (message instanceof Message.VoteReply reply && reply.preVote() && reply.granted()) {
            return true;
        }
        follow(message.term(), isFromLeader(message) ? message.from() : 0, "higher-term");
        return true;
    }

    private static boolean isFromLeader(Message message) {
        return message instanceof Message.Append || message instanceof Message.InstallSnapshot;
    }

    /** What a client asks is answered by whoever leads, whatever term the asker knew. */
    private static boolean isTermless(Message message) {
        return message instanceof Message.Propose || message instanceof Message.ReadIndex;
    }

    /**
     * Raft figure 2: reply false, with our term, if the term is behind. A leader learns so that it is deposed, even by a
     * member that came back with a term nobody voted for: without that, the pre-vote would keep such a member out for ever.
     */
    private void answerStale(Message message) {
        if (isFromLeader(message)) {
            outbox.send(new Message.AppendReply(config.id(), message.from(), term, false, 0, 0, 0, 0));
        } else if (message instanceof Message.RequestVote request) {
            outbox.send(voteReply(request, term, false));
        }
    }

    private void dispatch(Message message) {
        if (message instanceof Message.Append m) {
            heardFromLeader(m.from());
            onAppend(m);
        } else if (message instanceof Message.AppendReply m) {
            whileLeading(leading -> leading.onAppendReply(m));
        } else if (message instanceof Message.Propose m) {
            whileLeading(leading -> leading.propose(m.data()));
        } else if (message instanceof Message.ReadIndex m) {
            whileLeading(leading -> leading.read(new Reads.Asked(m.from(), m.context())));
        } else if (message instanceof Message.ReadIndexReply m) {
            outbox.read(new ReadState(m.context(), m.index()));
        } else if (message instanceof Message.RequestVote m) {
            onRequestVote(m);
        } else if (message instanceof Message.VoteReply m) {
            onVoteReply(m);
        } else if (message instanceof Message.InstallSnapshot m) {
            heardFromLeader(m.from());
            onInstallSnapshot(m);
        } else if (message instanceof Message.InstallSnapshotReply m) {
            whileLeading(leading -> leading.onSnapshotReply(m));
        } else if (message instanceof Message.TimeoutNow) {
            onTimeoutNow();
        }
    }

    private void whileLeading(Consumer<Leadership> action) {
        if (standing instanceof Leadership leading) {
            action.accept(leading);
        }
    }

    // ---------------------------------------------------------------- replication, the follower's part

    /** Raft figure 2, AppendEntries, receiver 2 to 5. */
    private void onAppend(Message.Append append) {
        if (!isPrevMatched(append)) {
            rejectAppend(append);
            return;
        }
        // what is committed here is equal in every later leader's log (Raft §5.4, leader completeness)
        log.merge(above(log.commit(), append.entries()));
        long matchIndex = Math.max(log.commit(), append.prevIndex() + append.entries().size());
        log.commitTo(Math.max(log.commit(), Math.min(append.commit(), matchIndex)));
        acceptAppend(append, matchIndex);
    }

    boolean isPrevMatched(Message.Append append) {
        return append.prevIndex() <= log.commit() || log.matches(append.prevIndex(), append.prevTerm());
    }

    private static List<Entry> above(long index, List<Entry> entries) {
        int known = 0;
        while (known < entries.size() && entries.get(known).index() <= index) {
            known++;
        }
        return known == 0 ? entries : entries.subList(known, entries.size());
    }

    /** Where logs may agree: at or below the end of ours, at an entry no newer than what the leader expected. */
    private void rejectAppend(Message.Append append) {
        long hint = log.lastIndexNotAbove(append.prevTerm(), append.prevIndex());
        outbox.send(new Message.AppendReply(config.id(), append.from(), term, false, append.prevIndex(), hint, log.termAt(hint), append.readContext()));
    }

    /**
     * The answer to entries waits for the disk. That a leader is heard, and its reads confirmed, does not: such an answer
     * goes at once, and promises only what is on disk already.
     */
    private void acceptAppend(Message.Append append, long matchIndex) {
        boolean isDurable = promised(matchIndex) == matchIndex;
        boolean waits = !isDurable && !append.entries().isEmpty();
        if (waits) {
            outbox.sendAfterDurable(accepted(append, matchIndex, 0));
        }
        if (!waits || append.readContext() != 0) {
            outbox.send(accepted(append, promised(matchIndex), append.readContext()));
        }
    }

    private Message accepted(Message.Append append, long matchIndex, long readContext) {
        return new Message.AppendReply(config.id(), append.from(), term, true, append.prevIndex(), matchIndex, 0, readContext);
    }

    /**
     * As much of this as is on disk. Without the term nothing is: after a crash we might follow an older leader again,
     * which may replace what we have.
     */
    long promised(long matchIndex) {
        return durability.holdsTerm(term) ? Math.min(matchIndex, log.durableTo()) : 0;
    }

    // ---------------------------------------------------------------- snapshots, the follower's part

    private void onInstallSnapshot(Message.InstallSnapshot part) {
        SnapshotMark mark = part.mark();
        if (log.outlives(mark)) {
            // all of it is committed here, or is known to be so now
            log.commitTo(mark.index());
            replySnapshotDone(part.from(), mark);
            return;
        }
        switch (incoming.arrived(part)) {
            case STORE -> outbox.store(new SnapshotPart(mark, part.offset(), part.data(), part.last()));
            case ASK -> askForPart(part.from(), mark);
            case WAIT -> { }
        }
    }

    private void askForPart(long from, SnapshotMark mark) {
        outbox.send(new Message.InstallSnapshotReply(config.id(), from, term, mark.index(), incoming.nextOffset(), false));
    }

    private void replySnapshotDone(long to, SnapshotMark mark) {
        Message done = new Message.InstallSnapshotReply(config.id(), to, term, mark.index(), 0, true);
        if (promised(mark.index()) == mark.index()) {
            outbox.send(done);
        } else {
            outbox.sendAfterDurable(done);
        }
    }

    /** The part up to {@code nextOffset} is stored: the next one is asked for. */
    public void snapshotPartStored(SnapshotMark mark, long nextOffset) {
        if (incoming.stored(mark, nextOffset) && isFollowingLeader()) {
            askForPart(leader, mark);
        }
    }

    /** What was stored of this snapshot is worthless: a part could not be stored, or the whole is damaged. It begins anew. */
    public void snapshotPartFailed(SnapshotMark mark) {
        incoming.failed(mark);
    }

    /**
     * The whole snapshot is durable, checked, and the state machine is about to become it.
     *
     * @return false if it is stale by now: the state machine must stay as it is
     */
    public boolean snapshotInstalled(SnapshotMark mark) {
        incoming.clear();
        boolean stale = log.outlives(mark);
        if (stale) {
            commitTo(mark.index());
        } else {
            log.replaceBy(mark);
            applied = mark.index();
        }
        if (isFollowingLeader()) {
            replySnapshotDone(leader, mark);
        }
        return !stale;
    }

    private void commitTo(long index) {
        if (standing instanceof Leadership leading) {
            leading.commitTo(index);
        } else {
            log.commitTo(index);
        }
    }

    private boolean isFollowingLeader() {
        return leader != 0 && standing instanceof Following;
    }

    // ---------------------------------------------------------------- clients

    /** The leader appends; a follower forwards to its leader; otherwise refused. A forwarded one may be lost without a word. */
    public Optional<Refusal> propose(ByteString data) {
        if (standing instanceof Leadership leading) {
            return leading.propose(data);
        }
        return toLeader(to -> new Message.Propose(config.id(), to, term, data));
    }

    /**
     * At the leader only. In force once in the log, and the only one until it is committed (thesis §4.1).
     *
     * @param context what this change is to whoever applies it, see {@link Entry#command}; part of the same entry
     */
    public Optional<Refusal> proposeMembership(Membership next, ByteString context) {
        return standing instanceof Leadership leading
                ? leading.proposeMembership(new MembershipChange(next, context))
                : Optional.of(Refusal.NOT_LEADER);
    }

    public Optional<Refusal> proposeMembership(Membership next) {
        return proposeMembership(next, ByteString.EMPTY);
    }

    /** Why no change of membership would be taken now, whatever it is. */
    public Optional<Refusal> membershipRefusal() {
        return standing instanceof Leadership leading ? leading.membershipRefusal() : Optional.of(Refusal.NOT_LEADER);
    }

    /**
     * Answered by a {@link ReadState}, perhaps twice (a message repeated), or never (leader change, lost message): ask again
     * after a time under a new context.
     *
     * @param context never used before by this member, its earlier lives included, lest an answer to an older read, late on
     *     its way, be taken for this one's
     */
    public Optional<Refusal> readIndex(long context) {
        if (standing instanceof Leadership leading) {
            return leading.read(new Reads.Asked(config.id(), context)) ? Optional.empty() : Optional.of(Refusal.TOO_MANY_READS);
        }
        return toLeader(to -> new Message.ReadIndex(config.id(), to, term, context));
    }

    private Optional<Refusal> toLeader(LongFunction<Message> message) {
        if (leader == 0) {
            return Optional.of(Refusal.NO_LEADER);
        }
        outbox.send(message.apply(leader));
        return Optional.empty();
    }

    /**
     * At the leader, and for a voter other than itself; ignored otherwise. Proposals are refused until the other one leads
     * or an election timeout has passed.
     */
    public void transferLeadership(long to) {
        whileLeading(leading -> leading.transfer(to));
    }

    /** The voter that would take over soonest: heard of lately, and with most of the log. Empty unless this member leads. */
    public Optional<Long> successor() {
        return standing instanceof Leadership leading ? leading.successor() : Optional.empty();
    }

    // ---------------------------------------------------------------- ready

    /** Cheap; true as long as {@link #ready} would have something to say. */
    public boolean hasReady() {
        return !outbox.isEmpty() || log.hasUnsaved() || log.hasDeliverable() || hasNewTermOrVote()
                || standing instanceof Leadership leading && (leading.isAnythingDue() || leading.isRemoved());
    }

    /** All there is to do, handed out once. More than one may be under way. */
    public Ready ready() {
        whileLeading(leading -> {
            leading.send();
            if (leading.isRemoved()) {
                follow(term, 0, "removed");
            }
        });
        long ticket = durability.nextTicket();
        Durable durable = durable();
        boolean nothingToWaitFor = durable.isEmpty() && durability.isIdle();
        if (!nothingToWaitFor) {
            durability.handOut(ticket, log.lastIndex(), term, vote);
        }
        return outbox.empty(ticket, durable, nothingToWaitFor, log.deliver());
    }

    private boolean hasNewTermOrVote() {
        return term != handedOut.term() || vote != handedOut.vote();
    }

    /** The commit index alone is no reason to write: it is a hint, and rides along with what must be written. */
    private Durable durable() {
        Optional<SnapshotMark> mark = log.isSnapshotUnsaved() ? Optional.of(log.snapshot()) : Optional.empty();
        List<Entry> entries = log.unsaved();
        HardState now = new HardState(term, vote, log.commit());
        boolean writesAnyway = mark.isPresent() || !entries.isEmpty();
        boolean writesHardState = hasNewTermOrVote() || writesAnyway && !now.equals(handedOut);
        log.snapshotHandedOut();
        if (writesHardState) {
            handedOut = now;
        }
        return new Durable(mark, entries, writesHardState ? Optional.of(now) : Optional.empty());
    }

    /** The durable part of the ready with this ticket, and of all before it, is on disk. */
    public void advance(long ticket) {
        durability.advance(ticket);
        countOwnVote();
        whileLeading(Leadership::commitWhatMajorityHas);
    }

    /** The state machine has applied up to here. */
    public void applied(long index) {
        Invariants.check(index <= log.delivered(), "applied %d of %d delivered", index, log.delivered());
        applied = Math.max(applied, index);
    }

    // ---------------------------------------------------------------- snapshots of our own

    /** The mark for a snapshot of the state machine as it is at {@code index}, which is applied and not forgotten. */
    public SnapshotMark markAt(long index) {
        return new SnapshotMark(index, log.termAt(index), log.membershipAt(index));
    }

    /**
     * Whether all up to here can be forgotten, and older snapshots deleted, without a follower that lives having to begin with a
     * snapshot, or with a newer one: when that takes longer than the next takes to come, it would never end.
     */
    public boolean canSpare(long index) {
        return !(standing instanceof Leadership leading) || leading.canSpare(index);
    }

    /** A snapshot of our own at {@code mark} is durable: forget entries up to {@code forgetTo} (at most mark.index()). */
    public void snapshotTaken(SnapshotMark mark, long forgetTo) {
        log.snapshotTaken(mark, forgetTo);
    }

    /** The rim could not read or send this snapshot: begin again with the newest. */
    public void snapshotSendFailed(long to) {
        whileLeading(leading -> leading.snapshotSendFailed(to));
    }

    // ---------------------------------------------------------------- what it is

    /** The place in the log of the entry that brought the membership in force, or of the snapshot that did. */
    public long membershipIndex() {
        return log.membershipIndex();
    }

    /** What a leader knows of the others, by id; empty elsewhere. */
    public List<PeerProgress> progress() {
        return standing instanceof Leadership leading ? leading.progress() : List.of();
    }

    /** Of the current term, 0 while none is known. */
    public long leader() {
        return leader;
    }

    public long lastIndex() {
        return log.lastIndex();
    }

    /** This member's own log is on its disk up to here. */
    public long durableIndex() {
        return log.durableTo();
    }

    public RaftStatus status() {
        return new RaftStatus(config.id(), standing.role(), term, leader, log.commit(), applied, log.lastIndex(), log.firstIndex(), log.membership());
    }

    /** For tests. */
    RaftLog log() {
        return log;
    }
}

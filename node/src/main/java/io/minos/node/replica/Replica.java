package io.minos.node.replica;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.AlarmRequest;
import io.minos.etcd.api.AlarmType;
import io.minos.etcd.api.CompactionRequest;
import io.minos.etcd.api.DefragmentResponse;
import io.minos.etcd.api.LeaseTimeToLiveRequest;
import io.minos.etcd.api.MoveLeaderResponse;
import io.minos.node.Invariants;
import io.minos.node.apply.Applied;
import io.minos.node.apply.Command;
import io.minos.node.apply.Proposals;
import io.minos.node.apply.StateMachine;
import io.minos.node.auth.Access;
import io.minos.node.auth.Claim;
import io.minos.node.auth.Identity;
import io.minos.node.auth.SimpleTokens;
import io.minos.node.mvcc.Stamp;
import io.minos.node.mvcc.View;
import io.minos.node.mvcc.WatchHub;
import io.minos.node.outcome.EtcdError;
import io.minos.node.raft.Entry;
import io.minos.node.raft.HardState;
import io.minos.node.raft.Message;
import io.minos.node.raft.Raft;
import io.minos.node.raft.RaftStatus;
import io.minos.node.raft.ReadState;
import io.minos.node.raft.Ready;
import io.minos.node.raft.Role;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.raft.Transition;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.replica.Effects.Persist;
import io.minos.node.v2.V2Request;
import io.minos.node.v2.Watchers;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One member's whole logic: consensus, state machine, clients' calls, watches, leases, alarms. Pure: {@code step} is its
 * only entrance, and all it wants done comes back as {@link Effects}. The simulator runs these same class files.
 */
public final class Replica {
    private static final int WATCH_BUDGET = 10_000;
    private static final int TRIM_BUDGET = 1_000;
    /** etcd's: how often idle watchers that asked for it are told how far they are. */

    private final ReplicaConfig config;
    private final Raft raft;
    private StateMachine state;
    private final WatchHub watches;
    private final ProposalsInFlight proposals;
    private final LinearizableReads reads;
    private final EagerStart eagerStart;
    private final LeaseKeeper leases;
    private final SnapshotPolicy snapshots;
    private final AutoCompactor compactor;
    private final NoSpace noSpace;
    private final MemberChanges memberChanges;
    private final Callers callers;
    private final LeaderMoves leaderMoves = new LeaderMoves();
    private final Watchers v2Watchers;
    private Role role = Role.FOLLOWER;
    private boolean toldRemoved;
    private Stamp stamp;
    private long now;
    private long progressNanos;
    /** As of the end of the last step, once somebody has asked. */
    private @Nullable RaftStatus status;
    private final Collecting effects = new Collecting();
    private final Replies replies = new Replies(effects.replies());
    private final WatchFlow watchFlow = new WatchFlow(effects.watches());

    /**
     * @param state as of {@code snapshot}
     * @param log the entries after it
     * @param random of this life alone: among others, numbers that no other life may use come from it
     */
    public Replica(ReplicaConfig config, HardState hardState, SnapshotMark snapshot, StateMachine state, List<Entry> log, RandomGenerator random) {
        this.config = config;
        this.raft = new Raft(config.raft(), hardState, snapshot, log, random);
        this.state = state;
        this.watches = new WatchHub(state.store(), config.watchFragmentBytes());
        this.proposals = new ProposalsInFlight(random.nextLong());
        this.reads = new LinearizableReads(random.nextLong());
        this.eagerStart = new EagerStart(config.raft(), random);
        this.leases = new LeaseKeeper(config.electionTimeoutNanos());
        this.snapshots = new SnapshotPolicy(config.snapshotCount(), config.snapshotBytes(), config.catchUpEntries(), snapshot.index());
        this.compactor = new AutoCompactor(config.autoCompaction());
        this.noSpace = new NoSpace(config.memberId(), config.electionTimeoutNanos());
        this.memberChanges = new MemberChanges(config.memberId(), config.strictReconfigCheck());
        this.v2Watchers = new Watchers(state.v2(), effects.v2Watches()::add);
        this.callers = new Callers(new SimpleTokens(config.tokenTtlNanos(), log.isEmpty() ? snapshot.index() : log.get(log.size() - 1).index()));
        this.stamp = new Stamp(config.clusterId(), config.memberId(), hardState.term());
    }

    /**
     * Takes all events in their order and says what is to be done.
     *
     * @param nowNanos monotonic time, never less than at the step before
     */
    public Effects step(long nowNanos, List<Event> events) {
        now = nowNanos;
        status = null;
        for (Event event : callers.released(state.appliedIndex(), now)) {
            handle(event);
        }
        for (Event event : events) {
            if (!callers.holds(event, state.appliedIndex(), now + config.requestTimeoutNanos())) {
                handle(event);
            }
        }
        settle();
        return effects.taken();
    }

    /** After the last step: not to be asked within one. */
    public RaftStatus status() {
        RaftStatus known = status;
        if (known == null) {
            known = raft.status();
            status = known;
        }
        return known;
    }

    /** This member's state as it is, however old. */
    public View view() {
        return state.view();
    }

    /** For whoever checks it, and changes nothing; a snapshot from the leader puts another in its place. */
    public StateMachine state() {
        return state;
    }

    /** A picture of this moment, for whoever may read it at any time. */
    public Published published() {
        return new Published(status(), state.store().revision(), state.store().compactRevision(), state.auth().revision(), stamp, state.alarms(), state.members(), state.removedMembers(), state.v2Auth(), state.sizeBytes(), state.sizeInUseBytes(),
                proposals.pending(), watches.streamCount(), watches.watcherCount(), watches.watchersBehind(), isRemoved());
    }

    // ------------------------------------------------------------------ events

    private void handle(Event event) {
        // the most frequent first
        if (event instanceof Event.Received received) {
            receive(received.message());
        } else if (event instanceof Event.Persisted persisted) {
            raft.advance(persisted.ticket());
            snapshots.installedBy(persisted.ticket()).ifPresent(effects.releases()::add);
        } else if (event instanceof Event.Tick) {
            tick();
        } else if (event instanceof Event.Call call) {
            handleCall(call);
        } else if (event instanceof Event.OfWatch watch) {
            handleWatch(watch);
        } else if (event instanceof Event.OfV2 v2) {
            handleV2(v2);
        } else if (event instanceof Event.OfSnapshot snapshot) {
            handleSnapshot(snapshot);
        } else if (event instanceof Event.DiskSpace space) {
            noSpace.disk(space.enough());
        } else if (event instanceof Event.FoundCorrupt found) {
            foundCorrupt(found.member());
        } else if (event instanceof Event.StepAside) {
            stepAside();
        }
    }

    private void stepAside() {
        raft.successor().ifPresent(raft::transferLeadership);
    }

    private void handleCall(Event.Call call) {
        if (isRemoved()) {
            replies.refuse(call.call(), EtcdError.STOPPED);
        } else if (call instanceof Event.Propose propose) {
            propose(propose, now + config.requestTimeoutNanos(), false);
        } else if (call instanceof Event.Linearizable read) {
            reads.add(new LinearizableReads.Waiting(read, now + config.requestTimeoutNanos()));
        } else if (call instanceof Event.LocalRead read) {
            granted(read.call(), read.claim());
        } else if (call instanceof Event.Capture capture) {
            replies.give(capture.call(), new Effects.Outcome.Captured(state.capture()));
        } else if (call instanceof Event.V2Read read) {
            grantedV2(read.call());
        } else if (call instanceof Event.ChangeMembers change) {
            changeMembers(change);
        } else if (call instanceof Event.MoveLeader move) {
            moveLeader(move);
        } else if (call instanceof Event.Defragment defragment) {
            defragment(defragment);
        }
    }

    private void handleWatch(Event.OfWatch event) {
        if (event instanceof Event.WatchRequested request) {
            watchRequested(request);
        } else if (event instanceof Event.WatchOpened opened) {
            callers.opened(opened);
            watches.open(opened.stream());
        } else if (event instanceof Event.WatchDelivered delivered) {
            watchFlow.delivered(delivered.stream(), delivered.responses());
        } else if (event instanceof Event.WatchClosed closed) {
            callers.closed(closed.stream());
            watches.close(closed.stream());
            watchFlow.closed(closed.stream());
        }
    }

    private void handleV2(Event.OfV2 event) {
        if (event instanceof Event.V2Watch opened) {
            v2Watchers.watch(opened.watch());
        } else if (event instanceof Event.V2WatchClosed closed) {
            v2Watchers.close(closed.watcher());
        } else if (event instanceof Event.V2Clock clock && role == Role.LEADER && state.v2().hasExpired(clock.unixNanos())) {
            proposeInternal(Command.newBuilder().setV2(V2Request.newBuilder().setMethod(V2Request.Method.SYNC).setTime(clock.unixNanos())).build());
        }
    }

    private void watchRequested(Event.WatchRequested event) {
        Optional<String> refusal = event.request().hasCreateRequest()
                ? callers.watchRefusal(event.stream(), event.request().getCreateRequest(), state.auth(), now)
                : Optional.empty();
        if (refusal.isPresent()) {
            watches.refuse(event.stream(), refusal.get());
        } else {
            watches.request(event.stream(), event.request());
        }
    }

    private void handleSnapshot(Event.OfSnapshot event) {
        if (event instanceof Event.SnapshotSaved saved) {
            snapshotSaved(saved.mark());
        } else if (event instanceof Event.SnapshotFailed) {
            snapshots.failed(now);
        } else if (event instanceof Event.SnapshotReceived received) {
            install(received);
        } else if (event instanceof Event.SnapshotPartStored stored) {
            raft.snapshotPartStored(stored.mark(), stored.nextOffset());
        } else if (event instanceof Event.SnapshotPartFailed failed) {
            raft.snapshotPartFailed(failed.mark());
        } else if (event instanceof Event.SnapshotSendFailed failed) {
            raft.snapshotSendFailed(failed.to());
        }
    }

    /** @param upToDate whether this member knows what stood when the call arrived: an alarm that it still believes in may be disarmed */
    private void propose(Event.Propose propose, long deadlineNanos, boolean upToDate) {
        Optional<Identity> caller = callers.identify(propose.claim(), state.auth(), now);
        if (caller.isEmpty()) {
            replies.refuse(propose.call(), EtcdError.INVALID_AUTH_TOKEN);
            return;
        }
        Command command = Callers.asOf(caller.get(), propose.command());
        NoSpace.Room room = noSpace.roomFor(command, state, config.quotaBytes());
        if (room == NoSpace.Room.ALARMED && !upToDate) {
            reads.add(new LinearizableReads.Waiting(propose, deadlineNanos));
        } else if (room != NoSpace.Room.ENOUGH) {
            noSpace.turnDown(propose.call(), deadlineNanos); // before it is proposed: certainly not applied, anywhere
        } else if (proposals.add(propose.call(), command, deadlineNanos) == ProposalsInFlight.Taken.TOO_MANY) {
            replies.refuse(propose.call(), EtcdError.TOO_MANY_REQUESTS);
        }
    }

    private void defragment(Event.Defragment defragment) {
        while (state.trim(TRIM_BUDGET)) {
            // first what compaction has hidden: what is asked for is room
        }
        state.defragment();
        snapshots.want(); // so that old log segments can go, too
        replies.answer(defragment.call(), DefragmentResponse.getDefaultInstance());
    }

    // ------------------------------------------------------------------ members

    /** One that was removed is told so, and not listened to: nobody needs its voice, and it would never learn otherwise. */
    private void receive(Message message) {
        if (message instanceof Message.Removed) {
            toldRemoved = true;
        } else if (state.isRemoved(message.from())) {
            tellRemoved(message.from());
        } else {
            raft.step(message);
        }
    }

    private void tellRemoved(long id) {
        effects.sends().add(new Message.Removed(config.memberId(), id, raft.status().term()));
    }

    /** It is no member any more and never will be, see {@link Published#removed}. */
    public boolean isRemoved() {
        return toldRemoved || state.isRemoved(config.memberId());
    }

    private void changeMembers(Event.ChangeMembers event) {
        if (raft.status().role() != Role.LEADER) {
            askLeader(event.call());
            return;
        }
        Optional<EtcdError> refusal = memberChanges.pending(raft, state.appliedIndex()).or(() -> memberChanges.refusal(raft, state, event.change()));
        if (refusal.isPresent()) {
            replies.refuse(event.call(), refusal.get());
            return;
        }
        Command change = proposals.await(event.call(), event.change(), now + config.requestTimeoutNanos());
        Optional<Raft.Refusal> unexpected = raft.proposeMembership(MemberChanges.next(raft.status().membership(), change), change.toByteString());
        Invariants.check(unexpected.isEmpty(), "Raft takes a change of members that was found allowed");
    }

    private void moveLeader(Event.MoveLeader move) {
        Optional<EtcdError> refusal = LeaderMoves.refusal(raft.status(), move.to());
        if (refusal.isPresent()) {
            replies.refuse(move.call(), refusal.get());
            return;
        }
        leaderMoves.add(move, now + config.requestTimeoutNanos());
        raft.transferLeadership(move.to());
    }

    /** Those it removes are told once; should that be lost, when they speak. */
    private void membersChanged(Entry entry, Command change) {
        effects.trace().add(MemberChanges.applied(entry, state));
        if (change.hasMemberRemove() && role == Role.LEADER) {
            tellRemoved(change.getMemberRemove().getId());
        }
    }

    // ------------------------------------------------------------------ time

    private void tick() {
        raft.tick();
        if (eagerStart.isWaiting() && eagerStart.isDue(raft.status())) {
            raft.campaign();
        }
        reads.tick(raft, now);
        for (LinearizableReads.Waiting read : reads.expired(now)) {
            replies.refuse(read.call(), EtcdError.TIMEOUT);
        }
        for (long call : proposals.expiredCalls(now)) {
            replies.refuse(call, EtcdError.TIMEOUT);
        }
        for (long call : leaderMoves.expired(now)) {
            replies.refuse(call, EtcdError.TIMEOUT_LEADER_TRANSFER);
        }
        callers.tick(now);
        for (LeaseKeeper.Renewing renew : leases.expired(now)) {
            replies.refuse(renew.call(), EtcdError.TIMEOUT);
        }
        noSpace.look(raft.durableIndex(), raft.lastIndex(), now);
        if (role == Role.LEADER && noSpace.isTimeToStepAside(now)) {
            stepAside();
        }
        if (now - progressNanos >= config.watchProgressNanos()) {
            progressNanos = now;
            watches.progressInterval();
        }
        if (role == Role.LEADER) {
            leases.proposalsDue(state.lessor(), state.appliedTerm(), now).forEach(this::proposeInternal);
        }
        compactor.due(now, state.store().revision(), state.store().compactRevision(), role == Role.LEADER)
                .ifPresent(revision -> proposeInternal(Command.newBuilder().setCompaction(CompactionRequest.newBuilder().setRevision(revision)).build()));
        state.trim(TRIM_BUDGET);
    }

    private void foundCorrupt(long member) {
        boolean stands = state.alarms().stream().anyMatch(alarm -> alarm.getAlarm() == AlarmType.CORRUPT && alarm.getMemberID() == member);
        if (!stands) {
            proposeAlarm(AlarmType.CORRUPT, member);
        }
    }

    private void proposeAlarm(AlarmType alarm, long memberId) {
        proposeInternal(Command.newBuilder()
                .setAlarm(AlarmRequest.newBuilder().setAction(AlarmRequest.AlarmAction.ACTIVATE).setMemberID(memberId).setAlarm(alarm)).build());
    }

    /** Nobody waits for it; should it be lost, it is found due again. */
    private void proposeInternal(Command command) {
        proposals.add(Replies.NO_CALL, command, now + config.requestTimeoutNanos());
    }

    // ------------------------------------------------------------------ settling: what the events led to

    private void settle() {
        noSpace.proposalDue(state.alarms(), now).ifPresent(alarm -> proposeAlarm(alarm, config.memberId()));
        proposals.propose(raft);
        for (long call : proposals.refusedCalls()) { // no lambdas here: each step would make them, for lists that are nearly all empty
            replies.refuse(call, EtcdError.TOO_MANY_REQUESTS);
        }
        reads.ask(raft, now);
        while (raft.hasReady()) {
            take(raft.ready());
            reads.ask(raft, now);
        }
        for (LinearizableReads.Waiting read : reads.granted(state.appliedIndex())) {
            grant(read);
        }
        for (LeaseKeeper.Renewing waiting : leases.takeWaiting()) {
            renew(waiting);
        }
        for (long call : noSpace.turnedDown(state.alarms(), now)) {
            replies.refuse(call, EtcdError.NO_SPACE);
        }
        for (long call : leaderMoves.arrived(raft.leader())) {
            replies.answer(call, MoveLeaderResponse.getDefaultInstance());
        }
        boolean more = true;
        for (int round = 0; more && round < 4; round++) { // the rest at the next step: a long catch-up must not stop the loop
            more = watches.poll(WATCH_BUDGET, stamp, watchFlow);
        }
        snapshotIfDue();
    }

    private void take(Ready ready) {
        List<Transition> transitions = ready.transitions();
        for (int i = 0; i < transitions.size(); i++) { // no iterators here, nor below: nearly all of these lists are empty
            follow(transitions.get(i));
        }
        moveTo(effects.sends(), ready.messages());
        if (!ready.durable().isEmpty() || !ready.messagesAfterDurable().isEmpty()) {
            effects.persists().add(new Persist(ready.ticket(), ready.durable(), ready.messagesAfterDurable()));
            ready.durable().snapshot().ifPresent(mark -> snapshots.installing(ready.ticket(), mark));
        }
        moveTo(effects.snapshotSends(), ready.snapshotSends());
        moveTo(effects.snapshotParts(), ready.snapshotParts());
        List<Entry> committed = ready.committed();
        for (int i = 0; i < committed.size(); i++) {
            apply(committed.get(i));
        }
        if (!committed.isEmpty()) {
            raft.applied(state.appliedIndex());
        }
        List<ReadState> confirmed = ready.reads();
        for (int i = 0; i < confirmed.size(); i++) {
            reads.confirm(confirmed.get(i));
        }
    }

    private static <T> void moveTo(List<T> all, List<T> more) {
        if (!more.isEmpty()) {
            all.addAll(more);
        }
    }

    private void follow(Transition transition) {
        effects.trace().add("term=" + transition.term() + " " + transition.from() + "→" + transition.to()
                + " leader=" + Long.toHexString(transition.leader()) + " reason=" + transition.reason());
        stamp = new Stamp(config.clusterId(), config.memberId(), transition.term());
        if (transition.to() == Role.LEADER && role != Role.LEADER) {
            leases.promoted(state.lessor(), transition.term(), now);
        } else if (transition.to() != Role.LEADER && role == Role.LEADER) {
            leases.demoted(state.lessor());
        }
        role = transition.to();
    }

    private void apply(Entry entry) {
        if (entry.index() <= state.appliedIndex()) {
            return; // in the state already: it came with a snapshot
        }
        snapshots.applied(entry.index(), entry.data().size());
        ByteString command = entry.command();
        if (command.isEmpty()) { // Raft's own
            state.pass(entry.index(), entry.term());
            effects.applied().add(new Effects.Done(entry, Command.getDefaultInstance(), false, Command.getDefaultInstance(), state.store().revision()));
            return;
        }
        Command parsed = Proposals.committed(entry.index(), command);
        Applied applied = state.apply(entry.index(), entry.term(), parsed, stamp);
        effects.applied().add(done(entry, parsed, applied));
        callers.applied(entry.index(), parsed, applied.outcome(), now);
        proposals.applied(applied.commandId()).ifPresent(call -> replies.reply(call, applied.outcome()));
        if (entry.kind() == Entry.Kind.MEMBERSHIP) {
            membersChanged(entry, parsed);
        }
    }

    private static Effects.Done done(Entry entry, Command command, Applied applied) {
        return applied.outcome() instanceof io.minos.node.outcome.Outcome.Done<com.google.protobuf.Message> done
                ? new Effects.Done(entry, command, false, done.response(), applied.revision())
                : new Effects.Done(entry, command, true, Command.getDefaultInstance(), applied.revision());
    }

    private void grant(LinearizableReads.Waiting read) {
        if (read.read() instanceof Event.RenewLease renew) {
            renew(new LeaseKeeper.Renewing(renew, read.deadlineNanos(), false));
        } else if (read.read() instanceof Event.Propose propose) {
            propose(propose, read.deadlineNanos(), true);
        } else if (read.read() instanceof Event.LeaseTimeToLive ask) {
            timeToLive(ask);
        } else if (read.read() instanceof Event.LeaseLeases) {
            replies.answer(read.call(), state.leaseLeases(now, stamp));
        } else if (read.read() instanceof Event.V2QuorumRead) {
            grantedV2(read.call());
        } else {
            granted(read.call(), read.read() instanceof Event.Read plain ? plain.claim() : Claim.NOBODY);
        }
    }

    private void granted(long call, Claim claim) {
        Optional<Identity> caller = callers.identify(claim, state.auth(), now);
        if (caller.isEmpty()) {
            replies.refuse(call, EtcdError.INVALID_AUTH_TOKEN);
        } else {
            replies.give(call, new Outcome.Granted(state.view(), stamp, new Access(state.auth(), caller.get())));
        }
    }

    private void grantedV2(long call) {
        replies.give(call, new Outcome.V2Granted(state.v2().view(), state.v2().counters(), v2Watchers.count()));
    }

    /**
     * Renewed only after a round of ReadIndex: a leader that was paused and deposed does not know it, and its promise that
     * the lease lives on would be worth nothing (etcd issue 15247).
     */
    private void renew(LeaseKeeper.Renewing renewing) {
        LeaseKeeper.Outcome outcome = leases.renew(state.lessor(), renewing, now, stamp.header(state.store().revision()));
        if (outcome instanceof LeaseKeeper.Outcome.Answered answered) {
            replies.answer(renewing.call(), answered.response());
        } else if (outcome instanceof LeaseKeeper.Outcome.NotLeader) {
            askLeader(renewing.call());
        } else if (outcome instanceof LeaseKeeper.Outcome.Waits waits) {
            waits.proposal().ifPresent(this::proposeInternal);
        }
    }

    private void timeToLive(Event.LeaseTimeToLive ask) {
        if (state.lessor().isLeading()) {
            replies.answer(ask.call(), state.leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder().setID(ask.leaseId()).setKeys(ask.keys()).build(), now, stamp));
        } else {
            askLeader(ask.call());
        }
    }

    private void askLeader(long call) {
        long leader = raft.leader();
        if (leader == 0 || leader == config.memberId()) {
            replies.refuse(call, EtcdError.NO_LEADER);
        } else {
            replies.give(call, new Outcome.AskLeader(leader));
        }
    }

    // ------------------------------------------------------------------ snapshots

    private void snapshotIfDue() {
        if (snapshots.isDue(state.appliedIndex(), now, raft::canSpare)) {
            snapshots.begun();
            effects.snapshots().add(new Effects.SaveSnapshot(raft.markAt(state.appliedIndex()), state.capture()));
        }
    }

    private void snapshotSaved(SnapshotMark mark) {
        snapshots.taken(mark.index());
        raft.snapshotTaken(mark, snapshots.forgetTo(mark.index()));
        effects.releases().add(mark);
    }

    private void install(Event.SnapshotReceived received) {
        if (raft.snapshotInstalled(received.mark())) {
            callers.installed(state.auth(), received.state().auth());
            state = received.state();
            snapshots.taken(received.mark().index());
            watches.install(state.store());
            v2Watchers.install(state.v2());
            raft.applied(state.appliedIndex());
        }
    }
}

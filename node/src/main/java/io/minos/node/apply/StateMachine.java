package io.minos.node.apply;

import com.google.protobuf.Message;
import io.minos.etcd.api.AlarmMember;
import io.minos.etcd.api.CompactionRequest;
import io.minos.etcd.api.CompactionResponse;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.DeleteRangeResponse;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.LeaseGrantResponse;
import io.minos.etcd.api.LeaseLeasesResponse;
import io.minos.etcd.api.LeaseRevokeRequest;
import io.minos.etcd.api.LeaseRevokeResponse;
import io.minos.etcd.api.LeaseStatus;
import io.minos.etcd.api.LeaseTimeToLiveRequest;
import io.minos.etcd.api.LeaseTimeToLiveResponse;
import io.minos.etcd.api.Member;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.PutResponse;
import io.minos.etcd.api.ResponseHeader;
import io.minos.etcd.api.TxnRequest;
import io.minos.etcd.api.TxnResponse;
import io.minos.node.Invariants;
import io.minos.node.auth.AuthState;
import io.minos.node.lease.LeaseTerms;
import io.minos.node.lease.Lessor;
import io.minos.node.mvcc.Stamp;
import io.minos.node.mvcc.Store;
import io.minos.node.mvcc.View;
import io.minos.node.outcome.EtcdError;
import io.minos.node.outcome.Outcome;
import io.minos.node.v2.Tree;
import io.minos.node.v2.auth.V2Auth;
import io.minos.node.v2.auth.V2AuthChange;
import io.minos.node.v2.auth.V2AuthChanges;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What the log's commands build: key space, leases, alarms, members, users, the v2 tree. Deterministic: the same entries give the same
 * state and the same answers on every member, but for the header's {@link Stamp}. One thread.
 */
public final class StateMachine {
    /** What compaction hides is removed this many revisions a command, and this many at once when it compacts. */
    private static final int TRIM_PER_COMMAND = 256;
    private static final int TRIM_PER_COMPACTION = 10_000;

    private final Store store;
    private final Lessor lessor;
    private final Alarms alarms;
    private final Members members = new Members();
    private final Tree v2;
    private final Users users = new Users();
    private V2Auth v2Auth = V2Auth.INITIAL;
    private long appliedIndex;
    private long appliedTerm;

    /** The empty state, before the first entry. */
    public StateMachine() {
        this(new Store(), new Lessor(), new Alarms(), new Tree(), 0, 0);
    }

    private StateMachine(Store store, Lessor lessor, Alarms alarms, Tree v2, long appliedIndex, long appliedTerm) {
        this.store = store;
        this.lessor = lessor;
        this.alarms = alarms;
        this.v2 = v2;
        this.appliedIndex = appliedIndex;
        this.appliedTerm = appliedTerm;
    }

    /**
     * A new cluster's: as if each member had been added by an entry, in term 1, as etcd does it. The first snapshot of each of
     * them stands for these entries.
     */
    public static StateMachine ofNewCluster(Collection<Member> members) {
        StateMachine state = new StateMachine(new Store(), new Lessor(), new Alarms(), new Tree(), members.size(), 1);
        state.found(members);
        return state;
    }

    /**
     * The same keys, leases, alarms, users, roles and v2 tree in a new cluster, as if one more entry, after those that added its members, had brought
     * them all: a member that begins without them then lacks that entry, and is sent a snapshot, instead of disagreeing.
     *
     * @param contents is used up
     */
    public static StateMachine ofNewCluster(Collection<Member> members, StateMachine contents) {
        StateMachine state = new StateMachine(contents.store, contents.lessor, contents.alarms, contents.v2, members.size() + 1L, 1);
        state.users.restore(contents.auth());
        state.v2Auth = contents.v2Auth;
        state.found(members);
        return state;
    }

    /**
     * A state without members. Which keys hang on a lease is written with the keys; one that is not there is no lease to hang
     * on, as in etcd.
     */
    public static StateMachine of(Store store, Collection<LeaseTerms> leases, Collection<AlarmMember> alarms, AuthState auth, Tree v2, long appliedIndex, long appliedTerm) {
        StateMachine state = new StateMachine(store, new Lessor(), new Alarms(), v2, appliedIndex, appliedTerm);
        alarms.forEach(state.alarms::raise);
        state.users.restore(auth);
        leases.forEach(state.lessor::grant);
        store.view().forEachLive(kv -> {
            if (state.lessor.exists(kv.getLease())) {
                state.lessor.attach(kv.getLease(), kv.getKey());
            }
        });
        return state;
    }

    /** For a state from the time when a cluster's members were not part of it: those it was founded with. */
    public void found(Collection<Member> founders) {
        members.restore(founders, List.of());
    }

    /** Reads what {@link Capture#writeTo} wrote. An IOException says what is wrong with the bytes. */
    public static StateMachine restore(InputStream in) throws IOException {
        return SnapshotReader.read(in);
    }

    /**
     * Applies a committed entry. An index at or below {@link #appliedIndex} violates an invariant: entries are applied once.
     *
     * @param term the entry's own
     * @param stamp for the header of the answer
     */
    public Applied apply(long index, long term, Command command, Stamp stamp) {
        pass(index, term);
        long before = store.revision();
        // who may not do it is not told of alarms
        Optional<EtcdError> refusal = users.refusal(command, lessor).or(() -> alarms.refusal(command));
        Outcome<Message> outcome = refusal.isPresent() ? Outcome.refused(refusal.get()) : execute(term, command, stamp);
        store.trim(TRIM_PER_COMMAND);
        return new Applied(index, command.getId(), outcome, store.revision(), store.revision() != before);
    }

    /** An entry without a command (a new leader's empty one) counts as applied. */
    public void pass(long index, long term) {
        Invariants.check(index > appliedIndex, "an entry is applied once", index, appliedIndex);
        Invariants.check(term >= appliedTerm, "terms do not go back", term, appliedTerm);
        appliedIndex = index;
        appliedTerm = term;
    }

    private Outcome<Message> execute(long term, Command command, Stamp stamp) {
        return switch (command.getRequestCase()) {
            case PUT -> put(command.getPut(), stamp);
            case DELETE_RANGE -> deleteRange(command.getDeleteRange(), stamp);
            case TXN -> txn(command.getTxn(), stamp);
            case COMPACTION -> compact(command.getCompaction(), stamp);
            case LEASE_GRANT -> grant(command.getLeaseGrant(), stamp);
            case LEASE_REVOKE -> revoke(command.getLeaseRevoke(), stamp);
            case LEASE_EXPIRE -> expire(command, term);
            case LEASE_CHECKPOINT -> checkpoint(command);
            case ALARM -> Outcome.done(alarms.apply(command.getAlarm()));
            case PUBLISH_MEMBER -> publish(command);
            case MEMBER_ADD -> Outcome.done(members.add(command.getMemberAdd(), stamp.header(0)));
            case MEMBER_REMOVE -> Outcome.done(members.remove(command.getMemberRemove(), stamp.header(0)));
            case MEMBER_UPDATE -> Outcome.done(members.update(command.getMemberUpdate(), stamp.header(0)));
            case MEMBER_PROMOTE -> Outcome.done(members.promote(command.getMemberPromote(), stamp.header(0)));
            case V2 -> Outcome.done(v2.apply(command.getV2()));
            case V2_AUTH -> v2Auth(command.getV2Auth());
            case AUTHENTICATE, AUTH_ENABLE, AUTH_DISABLE, USER_ADD, USER_DELETE, USER_CHANGE_PASSWORD, USER_GRANT_ROLE, USER_REVOKE_ROLE,
                    ROLE_ADD, ROLE_DELETE, ROLE_GRANT_PERMISSION, ROLE_REVOKE_PERMISSION -> users.apply(appliedIndex, command, header(stamp));
            case REQUEST_NOT_SET -> Outcome.done(command);
        };
    }

    private Outcome<Message> put(PutRequest request, Stamp stamp) {
        // alone, a put is refused for its lease first; within a transaction last
        if (Writer.hasNoLease(lessor, request)) {
            return Outcome.refused(EtcdError.LEASE_NOT_FOUND);
        }
        Optional<EtcdError> refusal = Writer.refusal(store.glance(), lessor, request);
        if (refusal.isPresent()) {
            return Outcome.refused(refusal.get());
        }
        Store.Write write = store.write();
        PutResponse.Builder response = new Writer(write, lessor).put(request);
        write.commit();
        return Outcome.done(response.setHeader(header(stamp)).build());
    }

    private Outcome<Message> deleteRange(DeleteRangeRequest request, Stamp stamp) {
        Store.Write write = store.write();
        DeleteRangeResponse.Builder response = new Writer(write, lessor).delete(request);
        write.commit();
        return Outcome.done(response.setHeader(header(stamp)).build());
    }

    private Outcome<Message> txn(TxnRequest request, Stamp stamp) {
        View before = store.glance();
        Branch branch = Branch.decide(before, request);
        Optional<EtcdError> refusal = branch.refusal(operation -> operation.hasRequestPut()
                ? Writer.refusal(before, lessor, operation.getRequestPut())
                : Optional.empty());
        refusal = refusal.isPresent() ? refusal : branch.refusal(operation -> Branch.rangeRefusal(before, operation));
        if (refusal.isPresent()) {
            return Outcome.refused(refusal.get());
        }
        Store.Write write = store.write();
        TxnResponse.Builder response = new Writer(write, lessor).txn(branch);
        write.commit();
        return Outcome.done(response.setHeader(header(stamp)).build());
    }

    private Outcome<Message> compact(CompactionRequest request, Stamp stamp) {
        if (request.getRevision() <= store.compactRevision()) {
            return Outcome.refused(EtcdError.COMPACTED);
        }
        if (request.getRevision() > store.revision()) {
            return Outcome.refused(EtcdError.FUTURE_REVISION);
        }
        store.compact(request.getRevision());
        store.trim(TRIM_PER_COMPACTION);
        return Outcome.done(CompactionResponse.newBuilder().setHeader(header(stamp)).build());
    }

    private Outcome<Message> grant(LeaseGrantRequest request, Stamp stamp) {
        if (request.getID() == 0) {
            return Outcome.refused(EtcdError.LEASE_NOT_FOUND);
        }
        if (request.getTTL() > Lessor.TTL_SECONDS_MAX) {
            return Outcome.refused(EtcdError.LEASE_TTL_TOO_LARGE);
        }
        if (lessor.exists(request.getID())) {
            return Outcome.refused(EtcdError.LEASE_EXISTS);
        }
        LeaseTerms terms = new LeaseTerms(request.getID(), Math.max(1, request.getTTL()), 0);
        lessor.grant(terms);
        return Outcome.done(LeaseGrantResponse.newBuilder()
                .setHeader(header(stamp)).setID(terms.id()).setTTL(terms.grantedTtlSeconds()).build());
    }

    private Outcome<Message> revoke(LeaseRevokeRequest request, Stamp stamp) {
        if (!lessor.exists(request.getID())) {
            return Outcome.refused(EtcdError.LEASE_NOT_FOUND);
        }
        revoke(request.getID());
        return Outcome.done(LeaseRevokeResponse.newBuilder().setHeader(header(stamp)).build());
    }

    private void revoke(long leaseId) {
        Store.Write write = store.write();
        new Writer(write, lessor).revoke(leaseId);
        write.commit();
    }

    private Outcome<Message> expire(Command command, long term) {
        if (mayExpire(command.getLeaseExpire(), term)) {
            command.getLeaseExpire().getIdsList().stream().filter(lessor::exists).forEach(this::revoke);
        }
        return Outcome.done(command);
    }

    /** Only in the proposer's own term: it may have been deposed since, and its leases renewed at its successor. */
    static boolean mayExpire(LeaseExpire expire, long entryTerm) {
        return expire.getTerm() == entryTerm;
    }

    private Outcome<Message> checkpoint(Command command) {
        lessor.checkpoint(command.getLeaseCheckpoint().getId(), command.getLeaseCheckpoint().getRemainingTtlSeconds());
        return Outcome.done(command);
    }

    private Outcome<Message> publish(Command command) {
        members.publish(command.getPublishMember());
        return Outcome.done(command);
    }

    private ResponseHeader header(Stamp stamp) {
        return stamp.header(store.revision());
    }

    // Restoring.

    Members restoredMembers() {
        return members;
    }

    // Reading.

    public long appliedIndex() {
        return appliedIndex;
    }

    public long appliedTerm() {
        return appliedTerm;
    }

    public Store store() {
        return store;
    }

    /** O(1); immutable, for any thread. */
    public View view() {
        return store.view();
    }

    public Lessor lessor() {
        return lessor;
    }

    /** etcd's v2 store. */
    public Tree v2() {
        return v2;
    }

    /** Its users and roles. Immutable, for any thread. */
    public V2Auth v2Auth() {
        return v2Auth;
    }

    void restoreV2Auth(V2Auth restored) {
        v2Auth = restored;
    }

    private Outcome<Message> v2Auth(V2AuthChange change) {
        V2AuthChanges.Decided decided = V2AuthChanges.decide(v2Auth, change);
        v2Auth = decided.next();
        return Outcome.done(decided.answer());
    }

    /** Ordered by kind, then member. */
    public List<AlarmMember> alarms() {
        return alarms.raised();
    }

    /** The cluster's members by id (unsigned), with what each has published about itself. Immutable, for any thread. */
    public SortedMap<Long, Member> members() {
        return members.present();
    }

    /** The ids of those who were members once and never will be again. Immutable, for any thread. */
    public SortedSet<Long> removedMembers() {
        return members.removed();
    }

    public boolean isRemoved(long memberId) {
        return members.isRemoved(memberId);
    }

    /** Users, roles and whether they count. Immutable, for any thread. */
    public AuthState auth() {
        return users.state();
    }

    /** As etcd's dbSize: grows, and shrinks only by {@link #defragment}. This member's own, not replicated. */
    public long sizeBytes() {
        return store.bytes();
    }

    public long sizeInUseBytes() {
        return store.bytesInUse();
    }

    /**
     * Whether a request of this cost ({@link Quota}) no longer fits. To be asked before proposing, by the member the client
     * talks to, which then raises the alarm through the log: sizes differ between members, so none may judge while applying.
     *
     * @param quotaBytes negative: no limit
     */
    public boolean overQuota(long cost, long quotaBytes) {
        return cost > 0 && quotaBytes >= 0 && sizeBytes() + cost >= quotaBytes;
    }

    /** Gives back what compaction has freed. Stops the world for as long as that takes, as in etcd. */
    public void defragment() {
        store.defragment();
    }

    /** Removes what compaction has hidden, looking at up to so many revisions; true if more is left. For idle moments. */
    public boolean trim(int revisions) {
        return store.trim(revisions);
    }

    /** The leader's answer; elsewhere the remaining time is not known. A lease that is not there has a TTL of -1. */
    public LeaseTimeToLiveResponse leaseTimeToLive(LeaseTimeToLiveRequest request, long nowNanos, Stamp stamp) {
        LeaseTimeToLiveResponse.Builder response = LeaseTimeToLiveResponse.newBuilder().setHeader(header(stamp)).setID(request.getID());
        Optional<LeaseTerms> terms = lessor.terms(request.getID());
        if (terms.isEmpty()) {
            return response.setTTL(-1).build();
        }
        long remaining = lessor.remainingNanos(request.getID(), nowNanos);
        response.setTTL(remaining / 1_000_000_000L).setGrantedTTL(terms.get().grantedTtlSeconds());
        return request.getKeys() ? response.addAllKeys(lessor.keys(request.getID())).build() : response.build();
    }

    /** The leader's: the first to run out comes first. Elsewhere, and among equals, by id. */
    public LeaseLeasesResponse leaseLeases(long nowNanos, Stamp stamp) {
        LeaseLeasesResponse.Builder response = LeaseLeasesResponse.newBuilder().setHeader(header(stamp));
        lessor.all().stream()
                .sorted(Comparator.comparingLong((LeaseTerms terms) -> lessor.remainingNanos(terms.id(), nowNanos)).thenComparingLong(LeaseTerms::id))
                .forEach(terms -> response.addLeases(LeaseStatus.newBuilder().setID(terms.id())));
        return response.build();
    }

    /** The whole state at this moment, for a snapshot or a hash: immutable, for any thread. O(1) but for one record a lease. */
    public Capture capture() {
        return new Capture(store.view(), store.bytes(), lessor.all(), alarms.raised(), List.copyOf(members.present().values()), List.copyOf(members.removed()), users.state(),
                v2.image(), v2Auth, appliedIndex, appliedTerm);
    }
}

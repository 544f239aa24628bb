package io.minos.node.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.minos.etcd.api.AlarmMember;
import io.minos.etcd.api.AlarmRequest;
import io.minos.etcd.api.AlarmRequest.AlarmAction;
import io.minos.etcd.api.AlarmResponse;
import io.minos.etcd.api.AlarmType;
import io.minos.etcd.api.CompactionRequest;
import io.minos.etcd.api.CompactionResponse;
import io.minos.etcd.api.Compare;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.DeleteRangeResponse;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.LeaseGrantResponse;
import io.minos.etcd.api.LeaseRevokeRequest;
import io.minos.etcd.api.LeaseRevokeResponse;
import io.minos.etcd.api.LeaseStatus;
import io.minos.etcd.api.LeaseTimeToLiveRequest;
import io.minos.etcd.api.LeaseTimeToLiveResponse;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.PutResponse;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RangeResponse;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.ResponseHeader;
import io.minos.etcd.api.TxnRequest;
import io.minos.etcd.api.TxnResponse;
import io.minos.node.mvcc.Stamp;
import io.minos.node.mvcc.View;
import io.minos.node.outcome.EtcdError;
import io.minos.node.outcome.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StateMachineTest {
    private static final long MIB = 1 << 20;
    private static final long SECOND = 1_000_000_000L;

    private final OneNode node = new OneNode();

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static PutRequest put(String key, String value) {
        return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build();
    }

    private static PutRequest put(String key, long lease) {
        return PutRequest.newBuilder().setKey(bytes(key)).setLease(lease).build();
    }

    private static RangeRequest range(String key) {
        return RangeRequest.newBuilder().setKey(bytes(key)).build();
    }

    private static RequestOp op(Message request) {
        if (request instanceof PutRequest put) {
            return RequestOp.newBuilder().setRequestPut(put).build();
        } else if (request instanceof RangeRequest range) {
            return RequestOp.newBuilder().setRequestRange(range).build();
        } else if (request instanceof TxnRequest txn) {
            return RequestOp.newBuilder().setRequestTxn(txn).build();
        }
        return RequestOp.newBuilder().setRequestDeleteRange((DeleteRangeRequest) request).build();
    }

    private static LeaseGrantRequest grant(long id, long ttl) {
        return LeaseGrantRequest.newBuilder().setID(id).setTTL(ttl).build();
    }

    private static AlarmRequest alarm(AlarmAction action, long member, AlarmType type) {
        return AlarmRequest.newBuilder().setAction(action).setMemberID(member).setAlarm(type).build();
    }

    @Test
    void the_first_put_makes_revision_2_and_answers_with_the_members_header() {
        PutResponse response = node.ok(put("a", "1"), PutResponse.class);
        assertThat(response.getHeader()).isEqualTo(ResponseHeader.newBuilder().setClusterId(1).setMemberId(2).setRevision(2).setRaftTerm(3).build());
        assertThat(node.lastApplied().orElseThrow().revised()).isTrue();
    }

    @Test
    void deleting_nothing_and_a_txn_that_only_reads_make_no_revision() {
        assertThat(node.ok(DeleteRangeRequest.newBuilder().setKey(bytes("a")).build(), DeleteRangeResponse.class).getHeader().getRevision()).isEqualTo(1);
        assertThat(node.lastApplied().orElseThrow().revised()).isFalse();
        TxnRequest nested = TxnRequest.newBuilder().addSuccess(op(TxnRequest.newBuilder().addSuccess(op(range("a"))).build())).build();
        assertThat(node.ok(nested, TxnResponse.class).getHeader().getRevision()).isEqualTo(1);
    }

    @Test
    void a_txn_is_one_revision_and_sees_its_own_writes_but_its_compares_do_not() {
        TxnRequest inner = TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder().setKey(bytes("a")).setTarget(Compare.CompareTarget.VERSION).setVersion(0))
                .addSuccess(op(range("a")))
                .build();
        TxnRequest txn = TxnRequest.newBuilder().addSuccess(op(put("a", "1"))).addSuccess(op(put("b", "2"))).addSuccess(op(inner)).build();
        TxnResponse response = node.ok(txn, TxnResponse.class);
        assertThat(response.getHeader().getRevision()).isEqualTo(2);
        assertThat(response.getResponses(1).getResponsePut().getHeader()).isEqualTo(ResponseHeader.newBuilder().setRevision(2).build());
        TxnResponse innerResponse = response.getResponses(2).getResponseTxn();
        assertThat(innerResponse.getSucceeded()).isTrue();
        assertThat(innerResponse.hasHeader()).isTrue();
        assertThat(innerResponse.getHeader()).isEqualTo(ResponseHeader.getDefaultInstance());
        RangeResponse read = innerResponse.getResponses(0).getResponseRange();
        assertThat(read.getKvs(0).getValue()).isEqualTo(bytes("1"));
        assertThat(read.getHeader().getRevision()).isEqualTo(2);
    }

    /** Go's code takes it for an order and then sorts by none. */
    @Test
    void an_order_that_is_none_leaves_keys_in_their_order() {
        node.call(put("a", "2"));
        node.call(put("b", "1"));
        for (int order : new int[] {0, 7}) {
            RangeRequest request = range("a").toBuilder().setRangeEnd(bytes("c")).setSortTarget(RangeRequest.SortTarget.VALUE).setSortOrderValue(order).build();
            RangeResponse response = (RangeResponse) ((Outcome.Done<? extends Message>) node.call(request)).response();
            assertThat(response.getKvsList()).extracting(kv -> kv.getKey().toStringUtf8()).as("order %d", order)
                    .containsExactly(order == 0 ? new String[] {"b", "a"} : new String[] {"a", "b"});
        }
    }

    @Test
    void a_refused_txn_has_no_effect() {
        TxnRequest txn = TxnRequest.newBuilder().addSuccess(op(put("a", "1"))).addSuccess(op(put("b", 77))).build();
        assertThat(node.error(txn)).isEqualTo(EtcdError.LEASE_NOT_FOUND);
        assertThat(node.ok(range("a"), RangeResponse.class).getCount()).isZero();
    }

    @Test
    void a_put_that_keeps_what_its_own_txn_deleted_keeps_nothing() {
        node.ok(put("a", "1"), PutResponse.class);
        TxnRequest txn = TxnRequest.newBuilder()
                .addSuccess(op(DeleteRangeRequest.newBuilder().setKey(bytes("a")).setRangeEnd(bytes("\u0000")).build()))
                .addSuccess(op(PutRequest.newBuilder().setKey(bytes("a")).setIgnoreValue(true).build()))
                .build();
        node.ok(txn, TxnResponse.class);
        RangeResponse read = node.ok(range("a"), RangeResponse.class);
        assertThat(read.getKvs(0).getValue()).isEmpty();
        assertThat(read.getKvs(0).getCreateRevision()).isEqualTo(3);
        assertThat(read.getKvs(0).getVersion()).isEqualTo(1);
    }

    @Test
    void nobody_can_look_while_a_txn_is_half_done() {
        node.machine().store().write();
        assertThatThrownBy(() -> node.machine().view()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> node.machine().store().glance()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void an_entry_is_applied_once() {
        Command command = OneNode.command(put("a", "1"));
        StateMachine machine = new StateMachine();
        machine.apply(5, 1, command, OneNode.STAMP);
        assertThatThrownBy(() -> machine.apply(5, 1, command, OneNode.STAMP)).isInstanceOf(IllegalStateException.class);
        machine.pass(6, 2);
        assertThatThrownBy(() -> machine.apply(6, 2, command, OneNode.STAMP)).isInstanceOf(IllegalStateException.class);
        assertThat(machine.appliedIndex()).isEqualTo(6);
        assertThat(machine.appliedTerm()).isEqualTo(2);
    }

    @Test
    void answers_but_for_the_header_do_not_depend_on_the_member() {
        StateMachine one = new StateMachine();
        StateMachine other = new StateMachine();
        Command command = OneNode.command(put("a", "1"));
        one.apply(1, 1, command, new Stamp(1, 2, 3));
        other.apply(1, 1, command, new Stamp(1, 9, 4));
        assertThat(one.capture().hash()).isEqualTo(other.capture().hash());
    }

    @Test
    void revoking_deletes_all_keys_in_one_revision() {
        node.ok(grant(7, 60), LeaseGrantResponse.class);
        node.ok(put("b", 7), PutResponse.class);
        node.ok(put("a", 7), PutResponse.class);
        node.ok(put("c", 7), PutResponse.class);
        node.ok(put("c", "free"), PutResponse.class);
        LeaseRevokeResponse revoked = node.ok(LeaseRevokeRequest.newBuilder().setID(7).build(), LeaseRevokeResponse.class);
        assertThat(revoked.getHeader().getRevision()).isEqualTo(6);
        RangeRequest all = RangeRequest.newBuilder().setKey(bytes("a")).setRangeEnd(bytes("z")).build();
        assertThat(node.ok(all, RangeResponse.class).getKvsList()).extracting(kv -> kv.getKey().toStringUtf8()).containsExactly("c");
        assertThat(node.error(LeaseRevokeRequest.newBuilder().setID(7).build())).isEqualTo(EtcdError.LEASE_NOT_FOUND);
        assertThat(node.error(put("a", 7))).isEqualTo(EtcdError.LEASE_NOT_FOUND);
    }

    @Test
    void grants_are_refused_as_by_etcd() {
        node.ok(grant(7, 60), LeaseGrantResponse.class);
        assertThat(node.error(grant(7, 60))).isEqualTo(EtcdError.LEASE_EXISTS);
        assertThat(node.error(grant(8, 9_000_000_001L))).isEqualTo(EtcdError.LEASE_TTL_TOO_LARGE);
        assertThat(node.error(grant(0, 60))).isEqualTo(EtcdError.LEASE_NOT_FOUND);
    }

    @Test
    void the_proposer_fills_in_what_applying_must_not_decide() {
        LeaseGrantRequest filled = Proposals.leaseGrant(grant(0, 1), 2, new Random(1));
        assertThat(filled.getID()).isPositive();
        assertThat(filled.getTTL()).isEqualTo(2);
        assertThat(Proposals.leaseGrant(grant(5, 60), 2, new Random(1))).isEqualTo(grant(5, 60));
    }

    private static Command expire(long term, long id) {
        return Command.newBuilder().setLeaseExpire(LeaseExpire.newBuilder().setTerm(term).addIds(id).addIds(id + 1)).build();
    }

    /** The leader of term 1 wakes up, proposes what ran out, and is deposed before that is committed: in term 2. */
    @Test
    void a_deposed_leader_revokes_no_lease() {
        node.apply(OneNode.command(grant(7, 60)), 1);
        node.apply(OneNode.command(put("a", 7)), 1);
        node.apply(expire(1, 7), 2);
        assertThat(node.machine().lessor().exists(7)).isTrue();
        assertThat(node.lastApplied().orElseThrow().revised()).isFalse();
        node.apply(expire(2, 7), 2);
        assertThat(node.machine().lessor().exists(7)).isFalse();
        assertThat(node.machine().view().find(bytes("a"))).isEmpty();
    }

    @Test
    void time_to_live_is_the_leaders_and_minus_one_when_there_is_none() {
        node.ok(grant(7, 60), LeaseGrantResponse.class);
        node.ok(grant(8, 30), LeaseGrantResponse.class);
        node.ok(put("b", 7), PutResponse.class);
        node.ok(put("a", 7), PutResponse.class);
        node.machine().lessor().promote(0, 0);
        LeaseTimeToLiveRequest request = LeaseTimeToLiveRequest.newBuilder().setID(7).setKeys(true).build();
        LeaseTimeToLiveResponse response = node.machine().leaseTimeToLive(request, 5 * SECOND + 1, OneNode.STAMP);
        assertThat(response.getTTL()).isEqualTo(54);
        assertThat(response.getGrantedTTL()).isEqualTo(60);
        assertThat(response.getKeysList()).containsExactly(bytes("a"), bytes("b"));
        assertThat(node.machine().leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder().setID(9).build(), 0, OneNode.STAMP).getTTL()).isEqualTo(-1);
        assertThat(node.machine().leaseLeases(0, OneNode.STAMP).getLeasesList()).extracting(LeaseStatus::getID).containsExactly(8L, 7L);
    }

    @Test
    void without_space_nothing_is_put_but_reads_deletes_and_compaction_go_on() {
        node.ok(put("a", "1"), PutResponse.class);
        AlarmResponse raised = node.ok(alarm(AlarmAction.ACTIVATE, 2, AlarmType.NOSPACE), AlarmResponse.class);
        assertThat(raised.getAlarmsList()).containsExactly(AlarmMember.newBuilder().setMemberID(2).setAlarm(AlarmType.NOSPACE).build());
        assertThat(raised.hasHeader()).isFalse();

        assertThat(node.error(put("a", "2"))).isEqualTo(EtcdError.NO_SPACE);
        assertThat(node.error(grant(7, 60))).isEqualTo(EtcdError.NO_SPACE);
        assertThat(node.error(TxnRequest.newBuilder().addSuccess(op(range("a"))).addFailure(op(put("a", "2"))).build())).isEqualTo(EtcdError.NO_SPACE);
        node.ok(TxnRequest.newBuilder().addSuccess(op(DeleteRangeRequest.newBuilder().setKey(bytes("b")).build())).build(), TxnResponse.class);
        node.ok(DeleteRangeRequest.newBuilder().setKey(bytes("b")).build(), DeleteRangeResponse.class);
        node.ok(range("a"), RangeResponse.class);
        node.ok(CompactionRequest.newBuilder().setRevision(2).build(), CompactionResponse.class);

        node.restart();
        assertThat(node.error(put("a", "2"))).isEqualTo(EtcdError.NO_SPACE);
        assertThat(node.ok(alarm(AlarmAction.DEACTIVATE, 3, AlarmType.NOSPACE), AlarmResponse.class).getAlarmsList()).isEmpty();
        assertThat(node.error(put("a", "2"))).isEqualTo(EtcdError.NO_SPACE);
        node.ok(alarm(AlarmAction.DEACTIVATE, 2, AlarmType.NOSPACE), AlarmResponse.class);
        node.ok(put("a", "2"), PutResponse.class);
        assertThat(node.machine().alarms()).isEmpty();
    }

    @Test
    void a_corrupt_cluster_accepts_nothing_but_reads() {
        node.ok(alarm(AlarmAction.ACTIVATE, 2, AlarmType.CORRUPT), AlarmResponse.class);
        assertThat(node.error(put("a", "2"))).isEqualTo(EtcdError.CORRUPT);
        assertThat(node.error(DeleteRangeRequest.newBuilder().setKey(bytes("b")).build())).isEqualTo(EtcdError.CORRUPT);
        node.ok(range("a"), RangeResponse.class);
        assertThat(node.ok(alarm(AlarmAction.GET, 0, AlarmType.NOSPACE), AlarmResponse.class).getAlarmsList()).isEmpty();
        assertThat(node.ok(alarm(AlarmAction.GET, 0, AlarmType.NONE), AlarmResponse.class).getAlarmsList()).hasSize(1);
    }

    /** The documents' walk: fill, alarm, compact, defragment, disarm. */
    @Test
    void a_quota_of_16_MiB_takes_about_15_values_of_1_MiB_and_compaction_with_defragmentation_makes_room() {
        node.ok(put("k", "v1"), PutResponse.class);
        PutRequest big = PutRequest.newBuilder().setKey(bytes("key")).setValue(ByteString.copyFrom(new byte[(int) MIB])).build();
        int puts = 0;
        while (!node.machine().overQuota(Quota.cost(big), 16 * MIB)) {
            node.ok(big, PutResponse.class);
            puts++;
        }
        assertThat(puts).isBetween(7, 17);
        assertThat(node.machine().sizeBytes()).isGreaterThan(15_600_000);
        node.machine().defragment();
        assertThat(node.machine().sizeBytes()).isGreaterThan(15_600_000);
        node.ok(CompactionRequest.newBuilder().setRevision(node.machine().store().revision()).build(), CompactionResponse.class);
        assertThat(node.machine().sizeInUseBytes()).isLessThan(3_000_000);
        assertThat(node.machine().overQuota(Quota.cost(big), 16 * MIB)).isTrue();
        node.machine().defragment();
        assertThat(node.machine().sizeBytes()).isLessThan(3_000_000);
        assertThat(node.machine().overQuota(Quota.cost(big), 16 * MIB)).isFalse();
        assertThat(node.machine().overQuota(0, 0)).isFalse();
        assertThat(node.machine().overQuota(1, -1)).isFalse();
    }

    /** Members' sizes differ, so it must not matter to what they apply. */
    @Test
    void a_member_that_was_defragmented_applies_alike() {
        StateMachine one = new StateMachine();
        StateMachine other = new StateMachine();
        for (int i = 1; i <= 300; i++) {
            Message request = i % 100 == 0 ? CompactionRequest.newBuilder().setRevision(i - 20).build() : put("k" + i % 7, "v" + i);
            one.apply(i, 1, OneNode.command(request), OneNode.STAMP);
            other.apply(i, 1, OneNode.command(request), OneNode.STAMP);
            other.defragment();
        }
        assertThat(other.sizeBytes()).isLessThan(one.sizeBytes());
        assertThat(one.capture().hash()).isEqualTo(other.capture().hash());
        assertThat(one.view().hashKv(290)).isEqualTo(other.view().hashKv(290));
    }

    @Test
    void what_is_compacted_is_refused_at_once_and_removed_little_by_little() {
        StateMachine machine = new StateMachine();
        for (int i = 1; i <= 30_000; i++) {
            machine.apply(i, 1, OneNode.command(put("k", "v" + i)), OneNode.STAMP);
        }
        View before = machine.view();
        long used = machine.sizeInUseBytes();
        machine.apply(30_001, 1, OneNode.command(CompactionRequest.newBuilder().setRevision(30_001).build()), OneNode.STAMP);
        Outcome<RangeResponse> old = Reads.range(machine.view(), range("k").toBuilder().setRevision(30_000).build(), OneNode.STAMP);
        assertThat(old).isEqualTo(Outcome.refused(EtcdError.COMPACTED));
        List<Boolean> more = new ArrayList<>();
        do {
            more.add(machine.trim(5000));
        } while (more.get(more.size() - 1));
        assertThat(more).hasSizeGreaterThan(2);
        assertThat(machine.sizeInUseBytes()).isLessThan(used / 100);
        assertThat(before.find(bytes("k"), 500).orElseThrow().getValue()).as("a view outlives compaction").isEqualTo(bytes("v499"));
    }
}

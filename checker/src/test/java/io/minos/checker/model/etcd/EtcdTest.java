package io.minos.checker.model.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.model.etcd.Compare.Result;
import io.minos.checker.model.etcd.Compare.Target;
import io.minos.checker.model.etcd.Request.Bounds;
import io.minos.checker.model.etcd.Request.SortOrder;
import io.minos.checker.model.etcd.Request.SortTarget;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a real etcd answers, where one would not guess it. The rest is compared at random, beside the node. */
class EtcdTest {
    private Store store = Store.empty();

    private Answer ask(Request request) {
        Etcd.Step step = Etcd.step(store, request).orElseThrow();
        store = step.after();
        return step.answer();
    }

    private EtcdError refused(Request request) {
        Store before = store;
        EtcdError error = ((Answer.Refused) ask(request)).error();
        assertThat(store).isEqualTo(before);
        return error;
    }

    private List<String> keys(Request.Range range) {
        return ((Answer.Range) ask(range)).kvs().stream().map(KeyValue::key).toList();
    }

    private static Request put(String key, String value) {
        return new Request.Put(key, value);
    }

    private static Request put(String key, long lease) {
        return new Request.Put(key, "", lease, false, false, false);
    }

    private static Request keepValue(String key) {
        return new Request.Put(key, "", 0, false, true, false);
    }

    private static Request delete(String key, String end) {
        return new Request.DeleteRange(new KeyRange(key, end), false);
    }

    private static Request.Txn txn(Request... operations) {
        return new Request.Txn(List.of(), List.of(operations), List.of());
    }

    private static Request.Range sorted(SortOrder order, SortTarget target, long limit) {
        return new Request.Range(KeyRange.all(), 0, limit, order, target, false, false, Bounds.NONE);
    }

    @Test
    void without_an_order_a_limit_cuts_before_the_target_sorts() {
        for (String key : List.of("d", "c", "b", "a")) ask(put(key, ""));
        assertThat(keys(sorted(SortOrder.NONE, SortTarget.MOD, 2))).containsExactly("c", "b");
        assertThat(keys(sorted(SortOrder.ASCEND, SortTarget.MOD, 2))).containsExactly("d", "c");
        assertThat(keys(sorted(SortOrder.DESCEND, SortTarget.VERSION, 3))).as("equals stay").containsExactly("a", "b", "c");
        assertThat(keys(sorted(SortOrder.NONE, SortTarget.KEY, Long.MAX_VALUE))).hasSize(4);
    }

    @Test
    void counts_are_of_all_keys_whatever_is_left_out() {
        for (String key : List.of("a", "b", "c")) ask(put(key, "v"));
        Answer.Range bounded = (Answer.Range) ask(new Request.Range(KeyRange.all(), 0, 1, SortOrder.NONE, SortTarget.KEY, true, false, new Bounds(3, 0, 0, 0)));
        assertThat(bounded).isEqualTo(new Answer.Range(4, List.of(new KeyValue("b", "", 3, 3, 1, 0)), true, 3));
    }

    @Test
    void the_past_is_exact_until_it_is_compacted() {
        ask(put("a", "1"));
        ask(put("a", "2"));
        ask(delete("a", ""));
        assertThat(ask(new Request.Range(KeyRange.of("a"), 2))).isEqualTo(new Answer.Range(4, List.of(new KeyValue("a", "1", 2, 2, 1, 0)), false, 1));
        ask(new Request.Compaction(3));
        assertThat(refused(new Request.Range(KeyRange.of("a"), 2))).isEqualTo(EtcdError.COMPACTED);
        assertThat(ask(new Request.Range(KeyRange.of("a"), 3))).isEqualTo(new Answer.Range(4, List.of(new KeyValue("a", "2", 2, 3, 2, 0)), false, 1));
        assertThat(refused(new Request.Compaction(3))).isEqualTo(EtcdError.COMPACTED);
        assertThat(refused(new Request.Compaction(5))).isEqualTo(EtcdError.FUTURE_REVISION);
        assertThat(refused(new Request.Range(KeyRange.of("a"), 5))).isEqualTo(EtcdError.FUTURE_REVISION);
    }

    @Test
    void a_negative_revision_is_the_newest_but_not_within_a_transaction() {
        ask(new Request.Compaction(0));
        Request.Range range = new Request.Range(KeyRange.of("a"), -1);
        assertThat(ask(range)).isEqualTo(new Answer.Range(1, List.of(), false, 0));
        assertThat(refused(txn(range))).isEqualTo(EtcdError.COMPACTED);
    }

    @Test
    void stores_of_which_nobody_can_tell_the_pasts_apart_are_equal() {
        ask(put("a", "1"));
        ask(put("a", "2"));
        ask(delete("a", ""));
        Store one = Etcd.step(store, new Request.Compaction(4)).orElseThrow().after();
        store = Store.empty();
        ask(put("b", "1"));
        ask(delete("b", ""));
        ask(txn(txn(put("c", "")), txn(delete("c", "d"))));
        assertThat(Etcd.step(store, new Request.Compaction(4)).orElseThrow().after()).isNotEqualTo(store).isEqualTo(one).hasSameHashCodeAs(one);
    }

    @Test
    void the_keys_of_a_revoked_lease_go_in_one_revision_and_those_that_left_it_stay() {
        ask(new Request.LeaseGrant(7, 60));
        ask(put("a", 7));
        ask(put("b", 7));
        ask(put("c", 7));
        ask(put("c", 0));
        assertThat(ask(new Request.LeaseRevoke(7))).isEqualTo(new Answer.LeaseRevoke(6));
        assertThat(keys(new Request.Range(KeyRange.all(), 0))).containsExactly("c");
        assertThat(refused(new Request.LeaseRevoke(7))).isEqualTo(EtcdError.LEASE_NOT_FOUND);
    }

    @Test
    void leases_are_granted_for_two_seconds_at_least() {
        assertThat(ask(new Request.LeaseGrant(1, -5))).isEqualTo(new Answer.LeaseGrant(1, 1, 2));
        assertThat(refused(new Request.LeaseGrant(1, 60))).isEqualTo(EtcdError.LEASE_EXISTS);
        assertThat(refused(new Request.LeaseGrant(1, 9_000_000_001L))).isEqualTo(EtcdError.LEASE_TTL_TOO_LARGE);
    }

    @Test
    void compares_at_every_depth_look_at_the_state_before() {
        Request.Txn inner = new Request.Txn(List.of(Compare.number("a", Target.VERSION, Result.EQUAL, 0)), List.of(put("b", "new")), List.of(put("b", "old")));
        Answer.Txn answer = (Answer.Txn) ask(txn(put("a", "1"), inner));
        assertThat(answer.answers()).containsExactly(new Answer.Put(2, null), new Answer.Txn(0, true, List.of(new Answer.Put(2, null))));
    }

    @Test
    void a_value_is_comparable_with_no_value_that_is_not_there() {
        assertThat(((Answer.Txn) ask(new Request.Txn(List.of(Compare.value("a", Result.NOT_EQUAL, "x")), List.of(), List.of()))).succeeded()).isFalse();
        assertThat(((Answer.Txn) ask(new Request.Txn(List.of(Compare.number("a", Target.MOD, Result.LESS, 1)), List.of(), List.of()))).succeeded()).isTrue();
    }

    @Test
    void no_key_is_put_twice_or_put_and_deleted_but_etcd_does_not_see_all_of_it() {
        assertThat(refused(txn(put("a", ""), put("a", "")))).isEqualTo(EtcdError.DUPLICATE_KEY);
        assertThat(refused(txn(delete("a", "c"), txn(put("b", ""))))).isEqualTo(EtcdError.DUPLICATE_KEY);
        assertThat(refused(txn(txn(delete("a", "")), txn(put("a", ""))))).isEqualTo(EtcdError.DUPLICATE_KEY);
        ask(new Request.Txn(List.of(), List.of(new Request.Txn(List.of(), List.of(put("a", "")), List.of(put("a", "")))), List.of()));
        assertThat(ask(txn(txn(put("a", "")), txn(delete("a", ""))))).isInstanceOf(Answer.Txn.class);
        assertThat(ask(txn(put("a", ""), delete("a", "\0")))).isInstanceOf(Answer.Txn.class);
    }

    @Test
    void what_ends_etcd_has_no_answer() {
        ask(put("a", "1"));
        assertThat(Etcd.step(store, txn(delete("a", "\0"), keepValue("a")))).isEmpty();
        assertThat(Etcd.step(store, txn(delete("b", "\0"), keepValue("a")))).isPresent();
        assertThat(refused(txn(keepValue("b")))).isEqualTo(EtcdError.KEY_NOT_FOUND);
    }

    @Test
    void a_put_looks_for_its_lease_first_but_within_a_transaction_for_its_key_and_before_any_range() {
        Request keepsWithoutLease = new Request.Put("a", "", 7, false, true, false);
        assertThat(refused(keepsWithoutLease)).isEqualTo(EtcdError.LEASE_NOT_FOUND);
        assertThat(refused(txn(new Request.Range(KeyRange.of("a"), 9), keepsWithoutLease))).isEqualTo(EtcdError.KEY_NOT_FOUND);
    }

    @Test
    void what_transactions_may_have_they_share_with_those_within() {
        assertThat(ask(txn(Collections.nCopies(128, delete("a", "")).toArray(new Request[0])))).isInstanceOf(Answer.Txn.class);
        assertThat(refused(txn(Collections.nCopies(129, delete("a", "")).toArray(new Request[0])))).isEqualTo(EtcdError.TOO_MANY_OPERATIONS);
        assertThat(refused(txn(txn(Collections.nCopies(128, delete("a", "")).toArray(new Request[0]))))).isEqualTo(EtcdError.TOO_MANY_OPERATIONS);
        assertThat(refused(txn(new Request.Nothing()))).isEqualTo(EtcdError.KEY_NOT_FOUND);
    }

    @Test
    void a_long_past_is_no_burden_to_the_stack() {
        for (int i = 0; i < 20_000; i++) ask(put("a", "v" + i % 3));
        Store other = Etcd.step(store, put("a", "x")).orElseThrow().after();
        assertThat(Etcd.step(store, put("a", "y")).orElseThrow().after()).isNotEqualTo(other);
        assertThat(Etcd.step(store, put("a", "x")).orElseThrow().after()).isEqualTo(other);
        assertThat(ask(new Request.Compaction(10_000))).isEqualTo(new Answer.Compaction(20_001));
        assertThat(store).isEqualTo(store);
    }
}

package io.minos.node.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.Compare;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.TxnRequest;
import io.minos.node.outcome.EtcdError;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ValidationTest {
    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static RequestOp put(String key) {
        return RequestOp.newBuilder().setRequestPut(PutRequest.newBuilder().setKey(bytes(key))).build();
    }

    private static RequestOp delete(String key, String end) {
        return RequestOp.newBuilder().setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(bytes(key)).setRangeEnd(bytes(end))).build();
    }

    private static RequestOp nested(TxnRequest txn) {
        return RequestOp.newBuilder().setRequestTxn(txn).build();
    }

    private static TxnRequest txn(RequestOp... success) {
        return TxnRequest.newBuilder().addAllSuccess(List.of(success)).build();
    }

    private static Optional<EtcdError> check(TxnRequest txn) {
        return Validation.txn(txn, 4);
    }

    @Test
    void a_key_is_needed_everywhere() {
        assertThat(Validation.range(RangeRequest.getDefaultInstance())).contains(EtcdError.EMPTY_KEY);
        assertThat(Validation.put(PutRequest.getDefaultInstance())).contains(EtcdError.EMPTY_KEY);
        assertThat(Validation.deleteRange(DeleteRangeRequest.getDefaultInstance())).contains(EtcdError.EMPTY_KEY);
        assertThat(check(txn(put("")))).contains(EtcdError.EMPTY_KEY);
        assertThat(check(TxnRequest.newBuilder().addCompare(Compare.getDefaultInstance()).build())).contains(EtcdError.EMPTY_KEY);
        assertThat(check(txn(RequestOp.getDefaultInstance()))).contains(EtcdError.KEY_NOT_FOUND);
    }

    @Test
    void what_is_to_be_kept_must_not_be_given() {
        PutRequest.Builder put = PutRequest.newBuilder().setKey(bytes("a"));
        assertThat(Validation.put(put.clone().setIgnoreValue(true).setValue(bytes("v")).build())).contains(EtcdError.VALUE_PROVIDED);
        assertThat(Validation.put(put.clone().setIgnoreLease(true).setLease(1).build())).contains(EtcdError.LEASE_PROVIDED);
        assertThat(Validation.put(put.clone().setIgnoreLease(true).setIgnoreValue(true).build())).isEmpty();
    }

    @Test
    void nested_transactions_have_what_is_left_of_the_operations() {
        assertThat(check(txn(put("a"), put("b"), put("c"), put("d")))).isEmpty();
        assertThat(check(txn(put("a"), put("b"), put("c"), put("d"), put("e")))).contains(EtcdError.TOO_MANY_OPS);
        assertThat(check(txn(put("a"), nested(txn(put("b"), put("c")))))).isEmpty();
        assertThat(check(txn(put("a"), nested(txn(put("b"), put("c"), put("d")))))).contains(EtcdError.TOO_MANY_OPS);
    }

    @Test
    void no_key_is_put_twice_or_put_and_deleted() {
        assertThat(check(txn(put("a"), put("a")))).contains(EtcdError.DUPLICATE_KEY);
        assertThat(check(txn(put("a"), delete("a", "")))).contains(EtcdError.DUPLICATE_KEY);
        assertThat(check(txn(delete("a", "c"), put("b")))).contains(EtcdError.DUPLICATE_KEY);
        assertThat(check(txn(delete("a", "c"), put("c")))).isEmpty();
        assertThat(check(txn(delete("a", "c"), delete("b", "d"), put("d")))).isEmpty();
        assertThat(check(txn(delete("e", "f"), delete("a", "c"), delete("b", "d"), put("c")))).contains(EtcdError.DUPLICATE_KEY);
        assertThat(check(TxnRequest.newBuilder().addSuccess(put("a")).addFailure(put("a")).build())).isEmpty();
        assertThat(check(TxnRequest.newBuilder().addFailure(put("a")).addFailure(put("a")).build())).contains(EtcdError.DUPLICATE_KEY);
    }

    @Test
    void nested_branches_exclude_each_other_but_not_what_is_around_them() {
        TxnRequest either = TxnRequest.newBuilder().addSuccess(put("a")).addFailure(put("a")).build();
        assertThat(check(txn(nested(either)))).isEmpty();
        assertThat(check(txn(nested(either), put("a")))).contains(EtcdError.DUPLICATE_KEY);
        assertThat(check(txn(nested(either), nested(either)))).contains(EtcdError.DUPLICATE_KEY);
        assertThat(check(txn(nested(either), delete("a", "")))).contains(EtcdError.DUPLICATE_KEY);
        assertThat(check(txn(nested(txn(delete("a", ""))), put("a")))).contains(EtcdError.DUPLICATE_KEY);
    }

    /** The gaps etcd has. */
    @Test
    void deleting_all_from_a_key_on_and_deleting_in_a_later_sibling_collide_with_nothing() {
        assertThat(check(txn(delete("a", "\u0000"), put("b")))).isEmpty();
        assertThat(check(txn(nested(txn(put("a"))), nested(txn(delete("a", "")))))).isEmpty();
        assertThat(check(txn(nested(txn(delete("a", ""))), nested(txn(put("a")))))).contains(EtcdError.DUPLICATE_KEY);
    }

    @Test
    void a_request_has_a_size_at_most() {
        Command command = OneNode.command(PutRequest.newBuilder().setKey(bytes("a")).setValue(ByteString.copyFrom(new byte[100])).build());
        assertThat(Validation.size(command, 50)).contains(EtcdError.REQUEST_TOO_LARGE);
        assertThat(Validation.size(command, 200)).isEmpty();
    }
}

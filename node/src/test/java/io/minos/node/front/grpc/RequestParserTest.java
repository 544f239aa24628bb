package io.minos.node.front.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import io.minos.etcd.api.MemberAddRequest;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.TxnRequest;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.etcd.api.WatchRequest;
import io.minos.node.front.RpcException;
import io.minos.node.outcome.EtcdError.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What Go's generated code reads and what it refuses, seen on etcd 3.4.23. */
class RequestParserTest {
    private static final RangeRequest RANGE = RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")).setLimit(300).build();

    private static Message range(int... bytes) {
        return RequestParser.parse(RANGE.toByteString().concat(of(bytes)).toByteArray(), RangeRequest.getDefaultInstance(), false);
    }

    private static ByteString of(int... bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int value : bytes) {
            out.write(value);
        }
        return ByteString.copyFrom(out.toByteArray());
    }

    private static void assertRefused(String why, int... bytes) {
        assertThatThrownBy(() -> range(bytes)).isInstanceOf(RpcException.class).hasMessageStartingWith("grpc: error unmarshalling request: " + why)
                .matches(refused -> ((RpcException) refused).code() == Code.INTERNAL);
    }

    @Test
    void a_field_of_a_wrong_wire_type_is_an_error_not_a_field_that_nobody_knows() {
        assertRefused("proto: wrong wireType = 5 for field MinCreateRevision", 0x65, 1, 2, 3, 4);
        assertRefused("proto: wrong wireType = 2 for field Limit", 0x1a, 1, 0);
        assertRefused("proto: wrong wireType = 0 for field Key", 0x08, 1);
        ByteString nested = TxnRequest.newBuilder().addSuccess(RequestOp.newBuilder().setRequestRange(RANGE)).build().toByteString();
        byte[] wrong = nested.toByteArray();
        wrong[wrong.length - 3] = 0x1d; // the limit's tag
        assertThatThrownBy(() -> RequestParser.parse(wrong, TxnRequest.getDefaultInstance(), false)).hasMessageContaining("wrong wireType = 5 for field Limit");
        assertThatThrownBy(() -> RequestParser.parse(new byte[] {8, 1}, MemberAddRequest.getDefaultInstance(), false)).hasMessageContaining("wrong wireType = 0 for field PeerURLs");
    }

    @Test
    void what_is_no_message_is_refused() {
        assertRefused("", 0);
        assertRefused("", 0x0a, 5, 'x');
        assertRefused("", 0xff);
        assertRefused("", 7);
        assertRefused("", 124);
        assertRefused("", 123, 8, 1);
        assertThatThrownBy(() -> RequestParser.parse(new byte[] {8, 1}, WatchRequest.getDefaultInstance(), true)).hasMessage("grpc: failed to unmarshal the received message proto: wrong wireType = 0 for field CreateRequest");
    }

    @Test
    void fields_that_nobody_knows_do_no_harm() {
        assertThat(((RangeRequest) range(120, 1)).getLimit()).isEqualTo(300);
        assertThat(((RangeRequest) range(0xf2, 1, 1, 'x')).getLimit()).isEqualTo(300);
        assertThat(((RangeRequest) range(123, 8, 1, 124)).getLimit()).isEqualTo(300);
    }

    @Test
    void numbers_that_repeat_come_packed_or_not() {
        for (int[] filters : new int[][] {{0x2a, 2, 0, 1}, {0x28, 0, 0x28, 1}}) {
            WatchCreateRequest create = (WatchCreateRequest) RequestParser.parse(of(filters).toByteArray(), WatchCreateRequest.getDefaultInstance(), true);
            assertThat(create.getFiltersCount()).isEqualTo(2);
        }
    }

    private static byte[] nested(int depth) throws IOException {
        ByteString txn = ByteString.EMPTY;
        for (int i = 1; i < depth; i++) {
            txn = field(2, field(4, txn)); // a success that is a transaction
        }
        return txn.toByteArray();
    }

    private static ByteString field(int number, ByteString value) throws IOException {
        ByteString.Output out = ByteString.newOutput();
        CodedOutputStream coded = CodedOutputStream.newInstance(out);
        coded.writeBytes(number, value);
        coded.flush();
        return out.toByteString();
    }

    /** Protobuf's own limit is 100 messages; etcd has none. */
    @Test
    void transactions_are_read_as_deep_as_they_may_be_and_deeper_ones_are_told_so() throws IOException {
        TxnRequest deep = (TxnRequest) RequestParser.parse(nested(129), TxnRequest.getDefaultInstance(), false);
        int depth = 1;
        for (; deep.getSuccessCount() == 1; depth++) {
            deep = deep.getSuccess(0).getRequestTxn();
        }
        assertThat(depth).isEqualTo(129);
        byte[] abyss = nested(5_000);
        assertThatThrownBy(() -> RequestParser.parse(abyss, TxnRequest.getDefaultInstance(), false)).hasMessage("etcdserver: too many operations in txn request");
    }
}

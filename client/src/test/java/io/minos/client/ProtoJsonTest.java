package io.minos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.minos.etcd.api.AlarmRequest;
import io.minos.etcd.api.Compare;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RangeResponse;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.ResponseHeader;
import io.minos.etcd.api.TxnRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtoJsonTest {
    @Test
    void a_request_is_written_as_the_gateway_reads_it() {
        var txn = TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder().setKey(ByteString.copyFromUtf8("k")).setTarget(Compare.CompareTarget.VERSION).setVersion(0))
                .addSuccess(RequestOp.newBuilder().setRequestPut(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).setPrevKv(true)))
                .build();

        assertThat(json(txn))
                .isEqualTo("{\"compare\":[{\"key\":\"aw==\",\"version\":\"0\"}],\"success\":[{\"request_put\":{\"key\":\"aw==\",\"prev_kv\":true}}]}");
        assertThat(json(LeaseGrantRequest.newBuilder().setTTL(60).setID(-1).build())).isEqualTo("{\"TTL\":\"60\",\"ID\":\"-1\"}");
        assertThat(json(AlarmRequest.newBuilder().setAction(AlarmRequest.AlarmAction.DEACTIVATE).setMemberID(-1).build()))
                .isEqualTo("{\"action\":\"DEACTIVATE\",\"memberID\":\"18446744073709551615\"}");
        assertThat(json(RangeRequest.getDefaultInstance())).isEqualTo("{}");
    }

    @Test
    void what_is_written_can_be_read() throws IOException {
        var answer = RangeResponse.newBuilder().setHeader(ResponseHeader.newBuilder().setMemberId(-2).setRevision(Long.MAX_VALUE)).setMore(true).setCount(3);
        answer.addKvsBuilder().setKey(ByteString.copyFrom(new byte[] {0, -1, 127, -128})).setVersion(2);
        answer.addKvsBuilder();

        assertThat(read(json(answer.build()), RangeResponse.getDefaultInstance())).isEqualTo(answer.build());
    }

    @Test
    void fields_of_a_newer_server_nulls_and_plain_numbers_are_taken() throws IOException {
        String json = "{\"new\":{\"a\":[1,{}]},\"header\":null,\"more\":true,\"count\":2,\"kvs\":[{\"mod_revision\":7}]}";

        RangeResponse answer = read(json, RangeResponse.getDefaultInstance());

        assertThat(answer.getCount()).isEqualTo(2);
        assertThat(answer.getKvs(0).getModRevision()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{\"count\":\"x\"}", "{\"count\":{}}", "{\"kvs\":{}}", "{\"kvs\":[1]}", "{\"kvs\":[{\"key\":\"*\"}]}",
            "{\"kvs\":[", "{\"more\":\"yes\"}", "{"})
    void damage_is_an_exception(String json) {
        assertThatThrownBy(() -> read(json, RangeResponse.getDefaultInstance())).isInstanceOf(IOException.class);
    }

    private static String json(Message message) {
        return new String(ProtoJson.write(message), StandardCharsets.UTF_8);
    }

    private static <M extends Message> M read(String json, M blank) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        try (var in = ProtoJson.parser(bytes, 0, bytes.length)) {
            in.nextToken();
            return ProtoJson.read(in, blank);
        }
    }
}

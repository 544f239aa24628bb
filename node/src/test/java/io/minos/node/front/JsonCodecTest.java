package io.minos.node.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.minos.etcd.api.*;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonCodecTest {
    private static String json(Message message) {
        return new String(JsonCodec.write(message).toByteArray(), StandardCharsets.UTF_8);
    }

    private static <M extends Message> M read(String json, M prototype) throws BadJsonException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return JsonCodec.read(bytes, bytes.length, prototype);
    }

    private static PutRequest put(String json) throws BadJsonException {
        return read(json, PutRequest.getDefaultInstance());
    }

    @Test
    void writes_proto_names_and_leaves_defaults_out() {
        assertThat(json(RangeResponse.getDefaultInstance())).isEqualTo("{}");
        KeyValue kv = KeyValue.newBuilder().setKey(ByteString.copyFromUtf8("foo")).setCreateRevision(2).setModRevision(3).setVersion(2).build();
        RangeResponse response = RangeResponse.newBuilder().setHeader(ResponseHeader.newBuilder().setRevision(3)).addKvs(kv).addKvs(kv).setMore(true).setCount(2).build();
        assertThat(json(response)).isEqualTo("{\"header\":{\"revision\":\"3\"},\"kvs\":[{\"key\":\"Zm9v\",\"create_revision\":\"2\",\"mod_revision\":\"3\",\"version\":\"2\"},"
                + "{\"key\":\"Zm9v\",\"create_revision\":\"2\",\"mod_revision\":\"3\",\"version\":\"2\"}],\"more\":true,\"count\":\"2\"}");
    }

    @Test
    void writes_64_bit_integers_as_strings_and_unsigned_where_they_are() {
        assertThat(json(ResponseHeader.newBuilder().setClusterId(-1).setRevision(-1).setRaftTerm(1L << 40).build()))
                .isEqualTo("{\"cluster_id\":\"18446744073709551615\",\"revision\":\"-1\",\"raft_term\":\"1099511627776\"}");
        assertThat(json(HashResponse.newBuilder().setHash(-1).build())).isEqualTo("{\"hash\":4294967295}");
    }

    @Test
    void writes_enums_by_name_unknown_ones_by_number() {
        assertThat(json(AlarmMember.newBuilder().setMemberID(1).setAlarm(AlarmType.NOSPACE).build())).isEqualTo("{\"memberID\":\"1\",\"alarm\":\"NOSPACE\"}");
        assertThat(json(AlarmMember.newBuilder().setAlarmValue(7).build())).isEqualTo("{\"alarm\":7}");
    }

    @Test
    void keeps_empty_messages_that_are_set() {
        assertThat(json(PutResponse.newBuilder().setHeader(ResponseHeader.getDefaultInstance()).build())).isEqualTo("{\"header\":{}}");
    }

    @Test
    void escapes_strings_as_go_does() {
        assertThat(JsonCodec.quoted("a<b>&\"\\\n\b\u0001é")).isEqualTo("\"a\\u003cb\\u003e\\u0026\\\"\\\\\\n\\u0008\\u0001é\"");
    }

    @Test
    void reads_both_spellings_numbers_as_strings_and_numbers() throws BadJsonException {
        PutRequest expected = PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("foo")).setLease(-5).setPrevKv(true).build();
        assertThat(put("{\"key\":\"Zm9v\",\"lease\":-5,\"prev_kv\":true}")).isEqualTo(expected);
        assertThat(put("{\"prevKv\":true,\"lease\":\"-5\",\"key\":\"Zm9v\"}")).isEqualTo(expected);
    }

    @Test
    void ignores_unknown_fields_nulls_and_what_follows() throws BadJsonException {
        PutRequest expected = PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("foo")).build();
        assertThat(put("{\"key\":\"Zm9v\",\"value\":null,\"nope\":[1,{\"key\":\"!\"}],\"lease\":null} }garbage")).isEqualTo(expected);
        assertThat(put("null")).isEqualTo(PutRequest.getDefaultInstance());
        assertThat(put(" ")).isEqualTo(PutRequest.getDefaultInstance());
    }

    @Test
    void reads_enums_by_name_and_by_number() throws BadJsonException {
        assertThat(read("{\"alarm\":\"NOSPACE\"}", AlarmRequest.getDefaultInstance()).getAlarm()).isEqualTo(AlarmType.NOSPACE);
        assertThat(read("{\"alarm\":1}", AlarmRequest.getDefaultInstance()).getAlarm()).isEqualTo(AlarmType.NOSPACE);
        assertThat(read("{\"alarm\":9}", AlarmRequest.getDefaultInstance()).getAlarmValue()).isEqualTo(9);
    }

    @Test
    void reads_nested_messages_and_which_of_a_oneof_is_set() throws BadJsonException {
        TxnRequest txn = read("{\"compare\":[{\"target\":\"VERSION\",\"key\":\"Zm9v\",\"version\":\"0\"}],"
                + "\"success\":[{\"requestPut\":{\"key\":\"YQ==\"}},{\"request_txn\":{\"failure\":[{\"request_range\":{}}]}}]}", TxnRequest.getDefaultInstance());
        assertThat(txn.getCompare(0).getTargetUnionCase()).isEqualTo(Compare.TargetUnionCase.VERSION);
        assertThat(txn.getSuccess(0).getRequestPut().getKey().toStringUtf8()).isEqualTo("a");
        assertThat(txn.getSuccess(1).getRequestTxn().getFailure(0).hasRequestRange()).isTrue();
    }

    @Test
    void reads_back_what_it_writes() throws BadJsonException {
        Message[] messages = {
            TxnRequest.newBuilder().addCompare(Compare.newBuilder().setResult(Compare.CompareResult.NOT_EQUAL).setTarget(Compare.CompareTarget.VALUE)
                    .setKey(ByteString.copyFrom(new byte[] {0, -1, 5})).setValue(ByteString.EMPTY).setRangeEnd(ByteString.copyFrom(new byte[] {1})))
                    .addSuccess(RequestOp.newBuilder().setRequestDeleteRange(DeleteRangeRequest.newBuilder().setPrevKv(true))).build(),
            WatchRequest.newBuilder().setCreateRequest(WatchCreateRequest.newBuilder().addFilters(WatchCreateRequest.FilterType.NODELETE).setStartRevision(Long.MAX_VALUE)).build(),
            LeaseTimeToLiveResponse.newBuilder().setGrantedTTL(Long.MIN_VALUE).addKeys(ByteString.copyFromUtf8("a")).addKeys(ByteString.EMPTY).build(),
            MemberListResponse.newBuilder().addMembers(Member.newBuilder().setID(-2).setName("ünï").addPeerURLs("http://a:1").addPeerURLs("")).build()};
        for (Message message : messages) {
            assertThat(read(json(message), message.getDefaultInstanceForType())).isEqualTo(message);
        }
    }

    /** The texts are those of real etcd 3.4.23. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "[] | json: cannot unmarshal array into Go value of type map[string]json.RawMessage",
        "\"abc\" | json: cannot unmarshal string into Go value of type map[string]json.RawMessage",
        "5 | json: cannot unmarshal number into Go value of type map[string]json.RawMessage",
        "{\"key\":5} | json: cannot unmarshal number into Go value of type []uint8",
        "{\"key\":\"-_-_\"} | illegal base64 data at input byte 0",
        "{\"lease\":\"x\"} | invalid character 'x' looking for beginning of value",
        "{\"lease\":1.5} | json: cannot unmarshal number 1.5 into Go value of type int64",
        "{\"lease\":99999999999999999999} | json: cannot unmarshal number 99999999999999999999 into Go value of type int64",
        "{\"lease\":{}} | json: cannot unmarshal object into Go value of type int64",
        "{\"lease\":\"\"} | unexpected end of JSON input",
        "{\"prev_kv\":\"true\"} | json: cannot unmarshal string into Go value of type bool",
        "{\"prev_kv\":\"true\",} | invalid character '}' looking for beginning of object key string",
        "{\"key\":\"Zm9v | unexpected EOF"})
    void says_what_is_wrong_in_gos_words(String json, String words) {
        assertThatThrownBy(() -> put(json)).isInstanceOf(BadJsonException.class).hasMessage(words);
    }

    @Test
    void says_what_is_wrong_with_enums_and_lists() {
        assertThatThrownBy(() -> read("{\"action\":\"FOO\"}", AlarmRequest.getDefaultInstance()))
                .hasMessage("unknown value \"FOO\" for enum etcdserverpb.AlarmRequest_AlarmAction");
        assertThatThrownBy(() -> read("{\"action\":true}", AlarmRequest.getDefaultInstance()))
                .hasMessage("json: cannot unmarshal bool into Go value of type etcdserverpb.AlarmRequest_AlarmAction");
        assertThatThrownBy(() -> read("{\"compare\":{}}", TxnRequest.getDefaultInstance()))
                .hasMessage("json: cannot unmarshal object into Go value of type []json.RawMessage");
    }
}

package io.minos.checker.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is typed in memory says the same once it has been a line of a file. */
class ValueJsonTest {
    private static final Kv KV = new Kv("k", "v", 3, 5, 2, 0);
    private static final Kv LEASED = new Kv("k", "v", 3, 5, 2, 77);

    static List<Arguments> operations() {
        return List.of(
                both(F.READ, new Action.Read("k", false, null), new Action.Read("k", false, new Seen(KV)), "{\"key\":\"k\",\"kv\":{\"key\":\"k\",\"value\":\"v\",\"create\":3,\"mod\":5,\"version\":2}}"),
                both(F.READ, new Action.Read("k", true, null), new Action.Read("k", true, Seen.MISSING), "{\"key\":\"k\",\"serializable\":true,\"kv\":null}"),
                both(F.WRITE, new Action.Write("k", "v", null), new Action.Write("k", "v", Seen.MISSING), "{\"key\":\"k\",\"value\":\"v\",\"prev\":null}"),
                both(F.ADD, new Action.Write("k", "v", null), new Action.Write("k", "v", null), "{\"key\":\"k\",\"value\":\"v\"}"),
                both(F.DELETE, new Action.Delete("k", null, null), new Action.Delete("k", 1L, new Seen(LEASED)), "{\"key\":\"k\",\"deleted\":1,\"prev\":{\"key\":\"k\",\"value\":\"v\",\"create\":3,\"mod\":5,\"version\":2,\"lease\":77}}"),
                both(F.CAS, new Action.Cas("k", null, "v", null, null), new Action.Cas("k", null, "v", true, null), "{\"key\":\"k\",\"expect\":null,\"value\":\"v\",\"succeeded\":true}"),
                both(F.CAS, new Action.Cas("k", "u", "v", null, null), new Action.Cas("k", "u", "v", false, Seen.MISSING), "{\"key\":\"k\",\"expect\":\"u\",\"value\":\"v\",\"succeeded\":false,\"kv\":null}"),
                both(F.TXN, txn(null, null), txn(new Seen(new Kv("k", "v", 0, 5, 0, 0)), Seen.MISSING), "{\"ops\":[[\"r\",\"k\",\"v\",5],[\"r\",\"l\",null],[\"w\",\"k\",\"w\"],[\"d\",\"l\",null]]}"),
                both(F.MEMBERS, new Action.Range("s/", false), new Action.Range("s/", false, List.of(), 0), "{\"prefix\":\"s/\",\"kvs\":[],\"count\":0}"),
                both(F.FINAL_READ, new Action.Range("s/", false), new Action.Range("s/", false, List.of(KV), 1), "{\"prefix\":\"s/\",\"serializable\":false,\"kvs\":[{\"key\":\"k\",\"value\":\"v\",\"create\":3,\"mod\":5,\"version\":2}],\"count\":1}"),
                both(F.FINAL_READ, new Action.Range("s/", true), new Action.Range("s/", true, List.of(), 0), "{\"prefix\":\"s/\",\"serializable\":true,\"kvs\":[],\"count\":0}"),
                both(F.LEASE_GRANT, new LeaseAction.Grant(7, 2, 0), new LeaseAction.Grant(7, 2, 3), "{\"lease\":7,\"ttl\":2,\"granted\":3}"),
                both(F.LEASE_KEEP_ALIVE, new LeaseAction.KeepAlive(7, null), new LeaseAction.KeepAlive(7, 0L), "{\"lease\":7,\"ttl\":0}"),
                both(F.LEASE_REVOKE, new LeaseAction.Revoke(7), new LeaseAction.Revoke(7), "{\"lease\":7}"),
                both(F.LEASE_PUT, new LeaseAction.Put(7, "k", "v"), new LeaseAction.Put(7, "k", "v"), "{\"lease\":7,\"key\":\"k\",\"value\":\"v\"}"),
                both(F.LOCK_TRY, new LockAction.Try("m/", "m/7", 7), new LockAction.Try("m/", "m/7", 7, true, 5, Seen.MISSING), "{\"lock\":\"m/\",\"key\":\"m/7\",\"lease\":7,\"entered\":true,\"create\":5,\"owner\":null}"),
                both(F.LOCK_RELEASE, new LockAction.Release("m/7", null), new LockAction.Release("m/7", 1L), "{\"key\":\"m/7\",\"deleted\":1}"),
                both(F.GUARDED_READ, new LockAction.GuardedRead("k", "m/7", null), new LockAction.GuardedRead("k", "m/7", Seen.MISSING), "{\"key\":\"k\",\"holder\":\"m/7\",\"kv\":null}"),
                both(F.GUARDED_WRITE, new LockAction.GuardedWrite("k", "v", "m/7", 5, true, null, null), new LockAction.GuardedWrite("k", "v", "m/7", 5, true, true, Seen.MISSING),
                        "{\"key\":\"k\",\"value\":\"v\",\"holder\":\"m/7\",\"create\":5,\"fenced\":true,\"succeeded\":true,\"prev\":null}"),
                both(F.GUARDED_WRITE, new LockAction.GuardedWrite("k", "v", "m/7", 5, false, null, null), new LockAction.GuardedWrite("k", "v", "m/7", 5, false, false, null),
                        "{\"key\":\"k\",\"value\":\"v\",\"holder\":\"m/7\",\"create\":5,\"fenced\":false,\"succeeded\":false}"),
                both(F.COMPACT, new Action.Compact(9), new Action.Compact(9), "{\"revision\":9}"),
                both(F.WATCH, new Action.Watch("w1", "s/", 4, true), new Action.Watch("w1", "s/", 4, true), "{\"watch\":\"w1\",\"prefix\":\"s/\",\"startRevision\":4,\"prevKv\":true}"));
    }

    private static Action txn(@Nullable Seen first, @Nullable Seen second) {
        return new Action.Txn(List.of(new Action.Micro.Read("k", first), new Action.Micro.Read("l", second), new Action.Micro.Write("k", "w"), new Action.Micro.Delete("l")));
    }

    private static Arguments both(String f, Action asked, Action told, String json) {
        return Arguments.of(f, asked, told, json);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void an_operation_is_written_field_by_field_and_read_back(String f, Action asked, Action told, String json) {
        List<Event> typed = List.of(event(0, Event.Type.INVOKE, f, asked), event(1, Event.Type.OK, f, told));

        assertThat(typed.get(1).value()).hasToString(json);
        assertThat(History.of(typed).operations().get(0).action()).isEqualTo(told);
        assertThat(History.of(asRead(typed)).operations()).isEqualTo(History.of(typed).operations());
        assertThat(History.of(asRead(typed.subList(0, 1))).operations().get(0).action()).isEqualTo(asked);
    }

    static List<Arguments> messages() {
        Kv gone = new Kv("k", "", 0, 6, 0, 0);
        List<WatchStream.WatchEvent> events = List.of(new WatchStream.WatchEvent(false, KV, null), new WatchStream.WatchEvent(true, gone, KV));
        return List.of(
                Arguments.of(new WatchStream.Message("w1", 4, true, false, 0, "", false, List.of()), "{\"revision\":4,\"created\":true,\"events\":[],\"watch\":\"w1\"}"),
                Arguments.of(new WatchStream.Message("w1", 4, false, true, 9, "why", false, List.of()), "{\"revision\":4,\"canceled\":true,\"compactRevision\":9,\"cancelReason\":\"why\",\"events\":[],\"watch\":\"w1\"}"),
                Arguments.of(new WatchStream.Message("w1", 4, false, false, 0, "", true, List.of()), "{\"revision\":4,\"progress\":true,\"events\":[],\"watch\":\"w1\"}"),
                Arguments.of(new WatchStream.Message("w1", 6, false, false, 0, "", false, events), "{\"revision\":6,\"events\":[{\"type\":\"put\",\"kv\":{\"key\":\"k\",\"value\":\"v\",\"create\":3,\"mod\":5,\"version\":2}},"
                        + "{\"type\":\"delete\",\"kv\":{\"key\":\"k\",\"value\":\"\",\"create\":0,\"mod\":6,\"version\":0},\"prev\":{\"key\":\"k\",\"value\":\"v\",\"create\":3,\"mod\":5,\"version\":2}}],\"watch\":\"w1\"}"));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void a_watchs_response_is_written_field_by_field_and_read_back(WatchStream.Message message, String json) {
        List<Event> typed = List.of(event(0, Event.Type.INVOKE, F.WATCH, new Action.Watch("w1", "", 0, true)), event(1, Event.Type.INFO, F.WATCH_RESPONSE, message));

        assertThat(typed.get(1).value()).hasToString(json);
        assertThat(History.of(typed).watches().get(0).responses().get(0).events()).isEqualTo(message.events());
        assertThat(History.of(asRead(typed)).watches()).isEqualTo(History.of(typed).watches());
    }

    private static Event event(long index, Event.Type type, String f, Value said) {
        return new Event(index, index, "0", "n1", type, f, said, null, null);
    }

    private static List<Event> asRead(List<Event> events) {
        return events.stream().map(event -> {
            try {
                return HistoryFormat.MAPPER.readValue(HistoryFormat.MAPPER.writeValueAsString(event), Event.class);
            } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                throw new AssertionError(e);
            }
        }).toList();
    }
}

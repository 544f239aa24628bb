package io.minos.node.sim.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.KeyValue;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RangeResponse;
import io.minos.etcd.api.ResponseHeader;
import io.minos.node.sim.promise.AppliedHistory.Change;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppliedHistoryTest {
    private final MadeUpHistory made = new MadeUpHistory();
    private final KeyValue a2 = MadeUpHistory.put("a", 2, 2, 1);
    private final KeyValue a3 = MadeUpHistory.put("a", 2, 3, 2);
    private final KeyValue b3 = MadeUpHistory.put("b", 3, 3, 1);
    private final KeyValue a4 = MadeUpHistory.deleted("a", 4);

    {
        made.revision(a2);
        made.revision(a3, b3);
        made.revision(a4);
    }

    @Test
    void events_come_revision_by_revision_with_what_was_before() {
        assertThat(made.history.eventsAfter(2)).containsExactly(
                List.of(new Change(a3, a2), new Change(b3, KeyValue.getDefaultInstance())), List.of(new Change(a4, a3)));
        assertThat(made.history.eventsAfter(4)).isEmpty();
        assertThat(made.history.newest()).isEqualTo(4);
    }

    @Test
    void keys_are_as_they_were_at_a_revision() {
        assertThat(made.history.find(a2.getKey(), 1)).isEmpty();
        assertThat(made.history.find(a2.getKey(), 3)).contains(a3);
        assertThat(made.history.find(a2.getKey(), 4)).isEmpty();
        assertThat(made.history.range(io.minos.node.mvcc.KeyRange.of(a2.getKey(), ByteString.copyFromUtf8("z")), 3)).containsExactly(a3, b3);
    }

    @Test
    void who_makes_a_known_revision_makes_the_same() {
        made.revision(a3, b3);
        assertThatThrownBy(() -> made.revision(b3)).hasMessageStartingWith("same-changes: ");
        assertThatThrownBy(() -> made.revision(a3, b3, MadeUpHistory.put("c", 3, 3, 1))).hasMessageStartingWith("same-changes: ");
    }

    @Test
    void revisions_have_no_gap() {
        assertThatThrownBy(() -> made.revision(MadeUpHistory.put("a", 6, 6, 1))).hasMessageStartingWith("revisions-without-gap: ");
    }

    @Test
    void versions_count_within_a_generation() {
        assertThatThrownBy(() -> made.revision(MadeUpHistory.put("a", 2, 5, 3))).hasMessageStartingWith("version-counts: ");
        assertThatThrownBy(() -> made.revision(MadeUpHistory.put("b", 5, 5, 2))).hasMessageStartingWith("version-counts: ");
        assertThatThrownBy(() -> made.revision(MadeUpHistory.deleted("a", 5))).hasMessageStartingWith("version-counts: ");
        made.revision(MadeUpHistory.put("a", 5, 5, 1));
    }

    @Test
    void a_read_is_not_older_than_what_was_acknowledged_before_it_was_sent() {
        ReadPromise reads = new ReadPromise(made.history);
        reads.acknowledged(3);
        long floor = reads.floor();
        reads.acknowledged(4);
        reads.checkCurrent("a client", floor, 3);
        assertThatThrownBy(() -> reads.checkCurrent("a client", floor, 2)).hasMessageStartingWith("read-is-current: ");
    }

    @Test
    void a_read_returns_what_was_there() {
        ReadPromise reads = new ReadPromise(made.history);
        RangeRequest all = RangeRequest.newBuilder().setKey(a2.getKey()).setRangeEnd(ByteString.copyFromUtf8("z")).build();
        reads.checkTrue("a client", all, read(4, b3));
        reads.checkTrue("a client", all.toBuilder().setRevision(2).build(), read(4, a2));
        reads.checkTrue("a client", all.toBuilder().setKeysOnly(true).build(), read(4, b3.toBuilder().clearValue().build()));
        for (RangeResponse wrong : List.of(read(4), read(4, a3, b3), read(3, b3), read(5, b3), read(4, b3.toBuilder().setVersion(2).build()))) {
            assertThatThrownBy(() -> reads.checkTrue("a client", all, wrong)).hasMessageStartingWith("read-is-true: ");
        }
    }

    private static RangeResponse read(long revision, KeyValue... kvs) {
        return RangeResponse.newBuilder().setHeader(ResponseHeader.newBuilder().setRevision(revision)).addAllKvs(List.of(kvs)).setCount(kvs.length).build();
    }
}

package io.minos.node.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.CompactionRequest;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.PutRequest;
import io.minos.node.lease.LeaseTerms;
import io.minos.node.mvcc.Revision;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private final OneNode node = new OneNode();

    private void fill(int entries) {
        node.apply(OneNode.command(LeaseGrantRequest.newBuilder().setID(7).setTTL(600).build()), 1);
        node.apply(Command.newBuilder().setLeaseCheckpoint(LeaseCheckpoint.newBuilder().setId(7).setRemainingTtlSeconds(400)).build(), 1);
        for (int i = 0; i < entries; i++) {
            ByteString key = ByteString.copyFromUtf8("k" + i % 100);
            node.apply(OneNode.command(PutRequest.newBuilder().setKey(key).setValue(ByteString.copyFrom(new byte[200])).setLease(i % 3 == 0 ? 7 : 0).build()), 2);
            if (i % 10 == 0) {
                node.apply(OneNode.command(DeleteRangeRequest.newBuilder().setKey(key).build()), 2);
            }
        }
        node.apply(OneNode.command(CompactionRequest.newBuilder().setRevision(entries / 2).build()), 2);
    }

    private static byte[] written(StateMachine machine) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        machine.capture().writeTo(out);
        return out.toByteArray();
    }

    private static List<Revision> changes(StateMachine machine) {
        List<Revision> changes = new ArrayList<>();
        machine.view().forEachRetained(changes::add);
        return changes;
    }

    @Test
    void what_is_restored_is_the_same_in_every_respect() throws IOException {
        fill(5000);
        StateMachine restored = StateMachine.restore(new ByteArrayInputStream(written(node.machine())));
        assertThat(changes(restored)).isEqualTo(changes(node.machine()));
        assertThat(written(restored)).isEqualTo(written(node.machine()));
        assertThat(restored.capture().hash()).isEqualTo(node.machine().capture().hash());
        assertThat(restored.lessor().terms(7)).contains(new LeaseTerms(7, 600, 400));
        assertThat(restored.lessor().keys(7)).isEqualTo(node.machine().lessor().keys(7)).isNotEmpty();
        assertThat(restored.appliedIndex()).isEqualTo(node.machine().appliedIndex());
        assertThat(restored.appliedTerm()).isEqualTo(2);
        assertThat(restored.sizeBytes()).isEqualTo(node.machine().sizeBytes());
    }

    @Test
    void a_capture_does_not_see_what_is_written_later() throws IOException {
        fill(1000);
        byte[] before = written(node.machine());
        Capture capture = node.machine().capture();
        node.apply(OneNode.command(DeleteRangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).setRangeEnd(ByteString.copyFromUtf8("l")).build()), 2);
        node.apply(OneNode.command(CompactionRequest.newBuilder().setRevision(node.machine().store().revision()).build()), 2);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        capture.writeTo(out);
        assertThat(out.toByteArray()).isEqualTo(before);
    }

    @Test
    void a_truncated_snapshot_is_refused_wherever_it_ends() throws IOException {
        fill(300);
        byte[] whole = written(node.machine());
        for (int length = 0; length < whole.length; length += 97) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> StateMachine.restore(new ByteArrayInputStream(cut))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void damaged_bytes_are_an_io_exception_or_a_state_but_nothing_else() throws IOException {
        fill(300);
        byte[] whole = written(node.machine());
        SplittableRandom random = new SplittableRandom(5);
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                StateMachine.restore(new ByteArrayInputStream(damaged));
            } catch (IOException expected) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void an_unknown_format_is_refused_by_its_number() throws IOException {
        SnapshotHead head = SnapshotHead.newBuilder().setVersion(99).build();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(ByteBuffer.allocate(4).putInt(head.getSerializedSize()).array());
        head.writeTo(out);
        assertThatThrownBy(() -> StateMachine.restore(new ByteArrayInputStream(out.toByteArray())))
                .isInstanceOf(IOException.class).hasMessage("the snapshot has format 99, this node reads 1");
    }

    @Test
    void a_stream_that_fails_is_told_to_the_caller() {
        fill(5000);
        OutputStream full = new OutputStream() {
            @Override
            public void write(int oneByte) throws IOException {
                throw new IOException("no space left");
            }
        };
        assertThatThrownBy(() -> node.machine().capture().writeTo(full)).isInstanceOf(IOException.class).hasMessage("no space left");
    }
}

package io.minos.node.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.minos.etcd.api.KVGrpc;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.TxnRequest;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.node.apply.RealEtcd;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests about as large as may be, at the default limits: the same answers as etcd's. Skipped where etcd is not on the path. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LargeRequestsParityTest {
    private static final int REQUEST_BYTES_MAX = 1_572_864;
    private static final int MESSAGE_BYTES_MAX = REQUEST_BYTES_MAX + (512 << 10);

    @TempDir
    static Path directory;

    @Test
    void large_requests_are_taken_and_refused_as_by_etcd() throws Exception {
        Optional<Path> binary = RealEtcd.binary();
        assumeTrue(binary.isPresent(), "etcd is not on the PATH");
        try (ChildNode node = ChildNode.start(directory, 256); RealEtcd etcd = new RealEtcd(binary.get())) {
            ManagedChannel ours = node.connect();
            ManagedChannel theirs = ChildNode.connectThrough(URI.create(etcd.url()).getPort());
            try {
                assertThat(answers(ours)).isEqualTo(answers(theirs));
            } finally {
                ours.shutdownNow();
                theirs.shutdownNow();
            }
        }
    }

    /**
     * Sizes are those of the whole request. One more byte than the fifth may fit or not: etcd counts the id it gives the request,
     * which takes nine bytes or ten by the member's own id, and that follows from the ports of the day.
     */
    private static List<String> answers(ManagedChannel channel) throws InterruptedException {
        List<String> answers = new ArrayList<>();
        Watching watching = new Watching(channel, Watching.EAGERLY);
        watching.create(WatchCreateRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).setPrevKv(true));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (watching.created() == 0 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
        int taken = 0;
        for (int bytes : List.of(1 << 20, REQUEST_BYTES_MAX - 64, REQUEST_BYTES_MAX - 20, REQUEST_BYTES_MAX - 19, REQUEST_BYTES_MAX - 18,
                REQUEST_BYTES_MAX, REQUEST_BYTES_MAX + 1, MESSAGE_BYTES_MAX - 1, MESSAGE_BYTES_MAX, MESSAGE_BYTES_MAX + 1, 4 << 20)) {
            PutRequest put = put(bytes);
            String answer = answer(() -> kv.put(put).getHeader().getRevision());
            taken += answer.startsWith("OK") ? 1 : 0;
            answers.add("put of " + bytes + ": " + answer);
            TxnRequest txn = txn(bytes);
            answer = answer(() -> kv.txn(txn).getHeader().getRevision());
            taken += answer.startsWith("OK") ? 1 : 0;
            answers.add("txn of " + bytes + ": " + answer);
            RangeRequest range = RangeRequest.newBuilder().setKey(put.getValue()).build();
            answers.add("range with a key of " + bytes + ": " + answer(() -> kv.range(range).getCount()));
        }
        answers.add("read back: " + kv.range(RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).build()).getKvs(0).getValue().size());
        while (watching.events() < taken && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        answers.add("told: " + watching.told(0));
        return answers;
    }

    private interface Call {
        long result();
    }

    private static String answer(Call call) {
        try {
            return "OK " + call.result();
        } catch (StatusRuntimeException refused) {
            Status status = refused.getStatus();
            return status.getCode() + " " + status.getDescription();
        }
    }

    /** Some sizes cannot be had: with one more byte of the value its length takes one more, too. */
    private static PutRequest put(int bytes) {
        PutRequest.Builder put = PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k"));
        int value = bytes;
        while (put.setValue(ByteString.copyFrom(new byte[value])).build().getSerializedSize() > bytes) {
            value--;
        }
        return put.build();
    }

    private static TxnRequest txn(int bytes) {
        for (int under = 0; ; under++) {
            TxnRequest txn = TxnRequest.newBuilder().addSuccess(RequestOp.newBuilder().setRequestPut(put(bytes - under))).build();
            if (txn.getSerializedSize() <= bytes) {
                return txn;
            }
        }
    }
}

package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.PutResponse;
import io.minos.node.apply.Command;
import io.minos.node.auth.Claim;
import io.minos.node.front.RpcException;
import io.minos.node.metrics.Metrics;
import io.minos.node.outcome.EtcdError;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.replica.Effects.Reply;
import io.minos.node.replica.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The replica answers nothing: what clients ask for queues up to the limits of a real member, and then is refused. */
class QueueLimitsTest {
    private static final int CALLS_MAX = 20_000;
    private static final int LARGE_BYTES = 1_500_000;
    private static final ByteString LARGE = ByteString.copyFrom(new byte[LARGE_BYTES]);

    private final Calls calls = new Calls();
    private final List<Event> events = new ArrayList<>();
    private final ReplicaCalls replica = new ReplicaCalls(
            new ReplicaCalls.Shared(calls, Admission.ofThisProcess(), events::add, 2 * LARGE_BYTES, Runnable::run, new Metrics(false), () -> false), Claim.NOBODY);

    private CompletableFuture<PutResponse> put(ByteString value) {
        return replica.propose(Optional.empty(), Command.newBuilder().setPut(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).setValue(value)));
    }

    private static void assertRefused(CompletableFuture<?> call) {
        assertThat(call).as("refused at once").isCompletedExceptionally();
        RpcException why = RpcException.of(call.handle((answer, failure) -> failure).join());
        assertThat(why.code()).isEqualTo(EtcdError.Code.RESOURCE_EXHAUSTED);
        assertThat(why).hasMessage("etcdserver: too many requests");
    }

    private void answer(long call) {
        calls.complete(List.of(new Reply(call, new Outcome.Answer(PutResponse.getDefaultInstance()))));
    }

    @Test
    void one_call_more_than_may_wait_is_refused_and_never_reaches_the_replica() {
        for (int i = 0; i < CALLS_MAX; i++) {
            CompletableFuture<?> call = i % 2 == 0 ? replica.granted(false) : put(ByteString.EMPTY);
            assertThat(call.isDone()).as("call %s", i).isFalse();
        }
        assertRefused(put(ByteString.EMPTY));
        assertRefused(replica.granted(false));
        assertThat(events).hasSize(CALLS_MAX);
        answer(2);
        assertThat(put(ByteString.EMPTY)).as("in the place of one that is done").isNotDone();
        assertRefused(put(ByteString.EMPTY));
    }

    @Test
    void commands_wait_in_no_more_than_their_share_of_memory() {
        long share = Math.max(32 << 20, Runtime.getRuntime().maxMemory() / 16);
        long fit = share / (LARGE_BYTES + 100);
        for (int i = 0; i < fit; i++) {
            assertThat(put(LARGE)).as("%s of %s", i, fit).isNotDone();
        }
        assertRefused(put(LARGE));
        assertThat(put(ByteString.EMPTY)).as("there is room for a small one").isNotDone();
        assertThat(replica.granted(false)).as("a read takes none").isNotDone();
        assertRefused(put(LARGE));
        answer(1);
        assertThat(put(LARGE)).isNotDone();
        assertRefused(put(LARGE));
    }
}

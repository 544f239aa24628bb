package io.minos.node.front;

import io.minos.node.outcome.EtcdError.Code;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this process holds of answers and events until their clients have read them. A client may ask for much, in many calls at
 * once, and not read: large answers are refused when together they would take too much memory. Any thread.
 */
public final class UnsentBytes {
    /** However much there is, an answer of this size is given: there are no more of them than calls. */
    private static final int SMALL_BYTES = 64 << 10;
    private static final RpcException TOO_MUCH = new RpcException(Code.RESOURCE_EXHAUSTED, "etcdserver: too many answers are waiting for clients to read them");

    private final long bytesMax;
    private final AtomicLong bytes = new AtomicLong();

    public UnsentBytes(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** A quarter of the memory there is. */
    static UnsentBytes ofThisProcess() {
        return new UnsentBytes(Runtime.getRuntime().maxMemory() / 4);
    }

    void add(long more) {
        bytes.addAndGet(more);
    }

    public long bytes() {
        return bytes.get();
    }

    /**
     * Whether an answer may wait for its client as well.
     *
     * @throws RpcException if not. What was asked for may have been done all the same: it is not one of etcd's errors that say
     *     that it was not
     */
    public void mayAdd(long answerBytes) {
        long now = bytes.get();
        if (answerBytes > SMALL_BYTES && now > 0 && now + answerBytes > bytesMax) {
            throw TOO_MUCH;
        }
    }
}

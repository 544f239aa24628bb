package io.minos.node.sim.promise;

import io.minos.etcd.api.KeyValue;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RangeRequest.SortOrder;
import io.minos.etcd.api.RangeResponse;
import io.minos.node.mvcc.KeyRange;
import io.minos.node.sim.BrokenPromise;
import java.util.List;

/**
 * Promises {@code read-is-current}: a linearizable read is never older than what any client was told before the read was
 * sent; and {@code read-is-true}: what it returns is what the key space was at the revision it names.
 */
public final class ReadPromise {
    private final AppliedHistory history;
    private long acknowledged;

    public ReadPromise(AppliedHistory history) {
        this.history = history;
    }

    /** A client has received the answer to a write, or to a linearizable read, with this revision in its header. */
    public void acknowledged(long revision) {
        acknowledged = Math.max(acknowledged, revision);
    }

    /** To be asked when a linearizable read leaves its client: the revision its answer must reach. */
    public long floor() {
        return acknowledged;
    }

    /** @param floor as {@link #floor} was */
    public void checkCurrent(String reader, long floor, long revision) {
        if (revision < floor) {
            throw new BrokenPromise("read-is-current", reader + " reads at revision " + revision + ", but " + floor + " was acknowledged before it asked");
        }
    }

    /** The answer to a range, linearizable or not. A limit, an order and filters are the caller's affair: of what is returned every key must be right. */
    public void checkTrue(String reader, RangeRequest request, RangeResponse response) {
        long revision = request.getRevision() > 0 ? request.getRevision() : response.getHeader().getRevision();
        if (revision > history.newest() || revision < 1) {
            throw new BrokenPromise("read-is-true", reader + " reads at revision " + revision + ", but the newest made is " + history.newest());
        }
        if (request.getCountOnly()) {
            return;
        }
        List<KeyValue> then = history.range(KeyRange.of(request.getKey(), request.getRangeEnd()), revision);
        boolean isWhole = request.getLimit() == 0 && request.getMinModRevision() == 0 && request.getMaxModRevision() == 0
                && request.getMinCreateRevision() == 0 && request.getMaxCreateRevision() == 0;
        if (isWhole && then.size() != response.getKvsCount()) {
            throw new BrokenPromise("read-is-true", reader + " finds " + response.getKvsCount() + " keys from " + request.getKey().toStringUtf8() + " on at revision " + revision
                    + "; there were " + then.size());
        }
        boolean sameOrder = isWhole && request.getSortOrder() == SortOrder.NONE;
        for (int i = 0; i < response.getKvsCount(); i++) {
            KeyValue kv = response.getKvs(i);
            KeyValue known = sameOrder ? then.get(i) : history.find(kv.getKey(), revision).orElse(KeyValue.getDefaultInstance());
            checkTrue(reader, revision, kv, known, request.getKeysOnly());
        }
    }

    private static void checkTrue(String reader, long revision, KeyValue kv, KeyValue then, boolean keysOnly) {
        KeyValue expected = keysOnly ? then.toBuilder().clearValue().build() : then;
        if (!expected.equals(kv)) {
            throw new BrokenPromise("read-is-true", reader + " finds " + AppliedHistory.text(kv) + " at revision " + revision + "; it was " + AppliedHistory.text(then));
        }
    }
}

package io.minos.client.operation;

import com.google.protobuf.ByteString;
import io.minos.checker.history.Action;
import io.minos.checker.history.Event.Facts;
import io.minos.checker.history.Kv;
import io.minos.checker.history.Seen;
import io.minos.checker.history.WatchStream;
import io.minos.etcd.api.Event;
import io.minos.etcd.api.KeyValue;
import io.minos.etcd.api.RangeResponse;
import io.minos.etcd.api.ResponseHeader;
import io.minos.etcd.api.ResponseOp;
import io.minos.etcd.api.TxnResponse;
import io.minos.etcd.api.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** etcd's answers in the words of the history. Thread-safe. */
public final class Wording {
    private record Said(KeyValue kv, Kv words) {}

    /** @param before what the newest took the place of: a watch's events tell both; null: nothing was told before */
    private record OfKey(Said newest, @Nullable Said before) {
        @Nullable Kv words(KeyValue kv) {
            if (newest.kv().equals(kv)) {
                return newest.words();
            }
            return before != null && before.kv().equals(kv) ? before.words() : null;
        }
    }

    /** Most of what an answer shows has been shown before, and needs no words of its own. */
    private final Map<ByteString, OfKey> said = new ConcurrentHashMap<>();

    static Facts facts(ResponseHeader header) {
        return new Facts(header.getRevision(), header.getRaftTerm(), Long.toHexString(header.getMemberId()));
    }

    private Kv kv(KeyValue kv) {
        OfKey known = said.get(kv.getKey());
        Kv before = known == null ? null : known.words(kv);
        if (before != null) {
            return before;
        }
        Kv words = new Kv(kv.getKey().toStringUtf8(), kv.getValue().toStringUtf8(), kv.getCreateRevision(), kv.getModRevision(), kv.getVersion(), kv.getLease());
        if (known == null || kv.getModRevision() > known.newest().kv().getModRevision()) {
            said.put(kv.getKey(), new OfKey(new Said(kv, words), known == null ? null : known.newest()));
        }
        return words;
    }

    /** @param kv null: nothing is there */
    Seen seen(@Nullable KeyValue kv) {
        return kv == null ? Seen.MISSING : new Seen(kv(kv));
    }

    Seen first(List<KeyValue> kvs) {
        return seen(kvs.isEmpty() ? null : kvs.get(0));
    }

    Action range(String prefix, boolean serializable, RangeResponse answer) {
        List<Kv> kvs = new ArrayList<>(answer.getKvsCount());
        for (KeyValue kv : answer.getKvsList()) {
            kvs.add(kv(kv));
        }
        return new Action.Range(prefix, serializable, kvs, answer.getCount());
    }

    Action cas(Operation.Cas cas, TxnResponse answer) {
        boolean succeeded = answer.getSucceeded();
        return new Action.Cas(cas.key(), cas.expect(), cas.value(), succeeded, succeeded ? null : first(answer.getResponses(0).getResponseRange().getKvsList()));
    }

    /** Fills the reads in. The responses stand in the order of the requests. */
    Action txn(Operation.Txn txn, TxnResponse answer) {
        List<Action.Micro> micros = new ArrayList<>(txn.ops().size());
        for (int i = 0; i < txn.ops().size(); i++) {
            Operation.MicroOp op = txn.ops().get(i);
            micros.add(op instanceof Operation.MicroOp.Read ? read(op.key(), answer.getResponses(i)) : op.asked());
        }
        return new Action.Txn(micros);
    }

    /** Of what a transaction reads the history keeps the value, and the revision that last changed it. */
    private Action.Micro read(String key, ResponseOp response) {
        Kv kv = first(response.getResponseRange().getKvsList()).kv();
        return new Action.Micro.Read(key, kv == null ? Seen.MISSING : new Seen(new Kv(key, kv.value(), 0, kv.mod(), 0, 0)));
    }

    /** A response without events that neither creates nor cancels is a progress notification. */
    WatchStream.Message message(String watch, WatchResponse response) {
        List<WatchStream.WatchEvent> events = new ArrayList<>(response.getEventsCount());
        for (Event event : response.getEventsList()) {
            events.add(new WatchStream.WatchEvent(event.getType() == Event.EventType.DELETE, kv(event.getKv()), event.hasPrevKv() ? kv(event.getPrevKv()) : null));
        }
        boolean progress = !response.getCreated() && !response.getCanceled() && events.isEmpty();
        return new WatchStream.Message(watch, response.getHeader().getRevision(), response.getCreated(), response.getCanceled(), response.getCompactRevision(),
                response.getCancelReason(), progress, events);
    }
}

package io.minos.client.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minos.checker.history.Event.Facts;
import io.minos.etcd.api.Event;
import io.minos.etcd.api.KeyValue;
import io.minos.etcd.api.RangeResponse;
import io.minos.etcd.api.ResponseHeader;
import io.minos.etcd.api.TxnResponse;
import io.minos.etcd.api.WatchResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** etcd's answers in the words of the history, see {@link io.minos.checker.history.F}. */
final class Wording {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Wording() {}

    static Facts facts(ResponseHeader header) {
        return new Facts(header.getRevision(), header.getRaftTerm(), Long.toHexString(header.getMemberId()));
    }

    static JsonNode kv(@Nullable KeyValue kv) {
        if (kv == null) {
            return JSON.nullNode();
        }
        ObjectNode node = JSON.objectNode()
                .put("key", kv.getKey().toStringUtf8())
                .put("value", kv.getValue().toStringUtf8())
                .put("create", kv.getCreateRevision())
                .put("mod", kv.getModRevision())
                .put("version", kv.getVersion());
        return kv.getLease() == 0 ? node : node.put("lease", kv.getLease());
    }

    static JsonNode first(List<KeyValue> kvs) {
        return kv(kvs.isEmpty() ? null : kvs.get(0));
    }

    static void kvs(ObjectNode value, RangeResponse answer) {
        ArrayNode array = value.putArray("kvs");
        answer.getKvsList().forEach(kv -> array.add(kv(kv)));
        value.put("count", answer.getCount());
    }

    static void cas(ObjectNode value, TxnResponse answer) {
        value.put("succeeded", answer.getSucceeded());
        if (!answer.getSucceeded()) {
            value.set("kv", first(answer.getResponses(0).getResponseRange().getKvsList()));
        }
    }

    /** Fills the reads in, each with the revision that last changed the key. The responses stand in the order of the requests. */
    static void txn(ObjectNode value, Operation.Txn txn, TxnResponse answer) {
        ArrayNode ops = value.putArray("ops");
        for (int i = 0; i < txn.ops().size(); i++) {
            Operation.MicroOp op = txn.ops().get(i);
            ArrayNode words = ops.addArray().add(op.f()).add(op.key());
            if (op instanceof Operation.MicroOp.Read) {
                seen(words, answer.getResponses(i).getResponseRange().getKvsList());
            } else {
                words.add(op.written());
            }
        }
    }

    private static void seen(ArrayNode words, List<KeyValue> kvs) {
        if (kvs.isEmpty()) {
            words.addNull();
        } else {
            words.add(kvs.get(0).getValue().toStringUtf8()).add(kvs.get(0).getModRevision());
        }
    }

    /** A response without events that neither creates nor cancels is a progress notification. */
    static ObjectNode watchResponse(WatchResponse response) {
        ObjectNode node = JSON.objectNode().put("revision", response.getHeader().getRevision());
        if (response.getCreated()) {
            node.put("created", true);
        }
        if (response.getCanceled()) {
            node.put("canceled", true);
        }
        if (response.getCompactRevision() != 0) {
            node.put("compactRevision", response.getCompactRevision());
        }
        if (!response.getCancelReason().isEmpty()) {
            node.put("cancelReason", response.getCancelReason());
        }
        if (!response.getCreated() && !response.getCanceled() && response.getEventsCount() == 0) {
            node.put("progress", true);
        }
        ArrayNode events = node.putArray("events");
        response.getEventsList().forEach(event -> events.add(event(event)));
        return node;
    }

    private static ObjectNode event(Event event) {
        ObjectNode node = JSON.objectNode().put("type", event.getType() == Event.EventType.PUT ? "put" : "delete");
        node.set("kv", kv(event.getKv()));
        if (event.hasPrevKv()) {
            node.set("prev", kv(event.getPrevKv()));
        }
        return node;
    }
}

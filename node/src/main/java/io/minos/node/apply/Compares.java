package io.minos.node.apply;

import io.minos.etcd.api.Compare;
import io.minos.etcd.api.Compare.CompareTarget;
import io.minos.etcd.api.KeyValue;
import io.minos.node.mvcc.KeyRange;
import io.minos.node.mvcc.View;
import java.util.List;

/** A transaction's conditions. */
final class Compares {
    private Compares() {}

    static boolean allHold(View view, List<Compare> compares) {
        for (Compare compare : compares) {
            if (!holds(view, compare)) {
                return false;
            }
        }
        return true;
    }

    /** For every key of the range; for a key that is not there with zeros, but a value that is not there equals nothing. */
    private static boolean holds(View view, Compare compare) {
        KeyRange range = KeyRange.of(compare.getKey(), compare.getRangeEnd());
        List<KeyValue> kvs = view.range(range, view.revision(), 0, false).kvs();
        if (kvs.isEmpty()) {
            return compare.getTarget() != CompareTarget.VALUE && holds(KeyValue.getDefaultInstance(), compare);
        }
        for (KeyValue kv : kvs) {
            if (!holds(kv, compare)) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(KeyValue kv, Compare compare) {
        // an operand of another kind than the target's counts as zero: that is what protobuf answers for it
        int order = switch (compare.getTarget()) {
            case VALUE -> KeyRange.compare(kv.getValue(), compare.getValue());
            case CREATE -> Long.compare(kv.getCreateRevision(), compare.getCreateRevision());
            case MOD -> Long.compare(kv.getModRevision(), compare.getModRevision());
            case VERSION -> Long.compare(kv.getVersion(), compare.getVersion());
            case LEASE -> Long.compare(kv.getLease(), compare.getLease());
            case UNRECOGNIZED -> 0;
        };
        return switch (compare.getResult()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
            case UNRECOGNIZED -> true;
        };
    }
}

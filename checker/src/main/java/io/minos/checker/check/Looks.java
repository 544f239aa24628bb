package io.minos.checker.check;

import io.minos.checker.history.Action;
import io.minos.checker.history.History;
import io.minos.checker.history.Kv;
import io.minos.checker.history.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every answer that shows whether leased keys are there: reads and ranges that told a revision, in order of invocation. */
final class Looks {
    /** @param there the keys that were there, of those it asked for */
    record Look(Operation operation, String asked, boolean prefix, Map<String, Kv> there) {
        boolean covers(String key) {
            return prefix ? key.startsWith(asked) : key.equals(asked);
        }

        long revision() {
            return operation.revision();
        }
    }

    private final List<Look> looks = new ArrayList<>();

    static Looks of(History history) {
        return history.derived(Looks.class, Looks::made);
    }

    private static Looks made(History history) {
        Looks looks = new Looks();
        Keys leased = new Keys(Leases.of(history).keys());
        for (Operation operation : history.operations(Action.Range.class, Action.Read.class)) {
            if (!operation.ok() || operation.revision() == 0) continue;
            if (operation.action() instanceof Action.Range range && range.kvs() != null && !leased.under(range.prefix()).isEmpty()) {
                Map<String, Kv> there = new LinkedHashMap<>();
                for (Kv kv : range.kvs()) if (leased.contains(kv.key())) there.put(kv.key(), kv);
                looks.looks.add(new Look(operation, range.prefix(), true, there));
            } else if (operation.action() instanceof Action.Read read && read.seen() != null && leased.contains(read.key())) {
                looks.looks.add(new Look(operation, read.key(), false, read.seen().kv() == null ? Map.of() : Map.of(read.key(), read.seen().kv())));
            }
        }
        return looks;
    }

    List<Look> all() {
        return looks;
    }

    /** Those that were invoked after the event of this index. */
    List<Look> since(long index) {
        int low = 0;
        int high = looks.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (looks.get(middle).operation().index() < index) low = middle + 1;
            else high = middle;
        }
        return looks.subList(low, looks.size());
    }
}

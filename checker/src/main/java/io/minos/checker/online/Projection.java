package io.minos.checker.online;

import io.minos.checker.history.Action;
import io.minos.checker.history.Kv;
import io.minos.checker.history.LeaseAction;
import io.minos.checker.history.LockAction;
import io.minos.checker.history.Value;
import io.minos.checker.history.WatchStream.Message;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is left of what was said when only some keys are looked at. A history of a linearizable store stays one: its order,
 * with the other keys struck out, explains what is left.
 */
final class Projection {
    private Projection() {}

    /** Every key it speaks of, some perhaps more than once. */
    static void keys(Value said, Consumer<String> consumer) {
        if (said instanceof Action.Read read) consumer.accept(read.key());
        else if (said instanceof Action.Write write) consumer.accept(write.key());
        else if (said instanceof Action.Delete delete) consumer.accept(delete.key());
        else if (said instanceof Action.Cas cas) consumer.accept(cas.key());
        else if (said instanceof Action.Txn txn) txn.micros().forEach(micro -> consumer.accept(micro.key()));
        else if (said instanceof Action.Range range && range.kvs() != null) range.kvs().forEach(kv -> consumer.accept(kv.key()));
        else if (said instanceof Message message) message.events().forEach(event -> consumer.accept(event.kv().key()));
    }

    /** The keys of leases and locks: what becomes of them depends on time, and is judged in the end. */
    static void timedKeys(Value said, Consumer<String> consumer) {
        if (said instanceof LeaseAction.Put put) consumer.accept(put.key());
        else if (said instanceof LockAction.Try attempt) consumer.accept(attempt.key());
        else if (said instanceof LockAction.Release release) consumer.accept(release.key());
        else if (said instanceof LockAction.GuardedRead read) consumer.accept(read.key());
        else if (said instanceof LockAction.GuardedWrite write) consumer.accept(write.key());
    }

    /** How much memory it takes, in keys. */
    static int weight(@Nullable Value said) {
        if (said instanceof Action.Txn txn) return txn.micros().size();
        if (said instanceof Action.Range range && range.kvs() != null) return 1 + range.kvs().size();
        return said instanceof Message message ? 1 + message.events().size() : 1;
    }

    /** Null: nothing is left. Ranges, compactions and what is said of watches speak of no key in particular, and stay. */
    static @Nullable Value onto(Predicate<String> keys, Value said) {
        if (said instanceof Action.Read read) return keys.test(read.key()) ? read : null;
        if (said instanceof Action.Write write) return keys.test(write.key()) ? write : null;
        if (said instanceof Action.Delete delete) return keys.test(delete.key()) ? delete : null;
        if (said instanceof Action.Cas cas) return keys.test(cas.key()) ? cas : null;
        if (said instanceof Action.Txn txn) return txn(keys, txn);
        if (said instanceof Action.Range range) return range(keys, range);
        if (said instanceof Message message) return message(keys, message);
        return said instanceof Action.Compact || said instanceof Action.Watch ? said : null;
    }

    private static @Nullable Value txn(Predicate<String> keys, Action.Txn txn) {
        List<Action.Micro> left = txn.micros().stream().filter(micro -> keys.test(micro.key())).toList();
        return left.isEmpty() ? null : left.size() == txn.micros().size() ? txn : new Action.Txn(left);
    }

    private static Value range(Predicate<String> keys, Action.Range range) {
        List<Kv> all = range.kvs();
        if (all == null) return range;
        List<Kv> left = all.stream().filter(kv -> keys.test(kv.key())).toList();
        // a count that is wrong stays wrong
        return left.size() == all.size() ? range : new Action.Range(range.prefix(), range.serializable(), left, range.count() - (all.size() - left.size()));
    }

    private static Value message(Predicate<String> keys, Message message) {
        var left = message.events().stream().filter(event -> keys.test(event.kv().key())).toList();
        return left.size() == message.events().size() ? message
                : new Message(message.watch(), message.revision(), message.created(), message.canceled(), message.compactRevision(), message.cancelReason(), message.progress(), left);
    }
}

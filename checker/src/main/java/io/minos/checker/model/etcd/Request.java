package io.minos.checker.model.etcd;

import java.util.List;

/** What a client asks for, as in etcd's rpc.proto. Where that has a default, so does the shortest constructor. */
public sealed interface Request {
    enum SortOrder { NONE, ASCEND, DESCEND }

    enum SortTarget { KEY, VERSION, CREATE, MOD, VALUE }

    /** Within which revisions a key was created or changed last; 0: no limit. */
    record Bounds(long minMod, long maxMod, long minCreate, long maxCreate) {
        public static final Bounds NONE = new Bounds(0, 0, 0, 0);

        boolean admit(KeyValue kv) {
            return kv.mod() >= minMod && (maxMod == 0 || kv.mod() <= maxMod) && kv.create() >= minCreate && (maxCreate == 0 || kv.create() <= maxCreate);
        }
    }

    /**
     * @param revision 0 and below: the newest
     * @param limit 0 and below: none
     */
    record Range(KeyRange range, long revision, long limit, SortOrder order, SortTarget target, boolean keysOnly, boolean countOnly, Bounds bounds) implements Request {
        public Range(KeyRange range, long revision) {
            this(range, revision, 0, SortOrder.NONE, SortTarget.KEY, false, false, Bounds.NONE);
        }

        @Override
        public boolean readsOnly() {
            return true;
        }
    }

    /** @param lease 0: none */
    record Put(String key, String value, long lease, boolean prevKv, boolean ignoreValue, boolean ignoreLease) implements Request {
        public Put(String key, String value) {
            this(key, value, 0, false, false, false);
        }

        boolean keeps() {
            return ignoreValue || ignoreLease;
        }
    }

    record DeleteRange(KeyRange range, boolean prevKv) implements Request {}

    /** All compares hold, or not, of the state before; so do those of transactions in it. */
    record Txn(List<Compare> compares, List<Request> success, List<Request> failure) implements Request {
        public Txn {
            compares = List.copyOf(compares);
            success = List.copyOf(success);
            failure = List.copyOf(failure);
        }

        @Override
        public boolean readsOnly() {
            return success.stream().allMatch(Range.class::isInstance) && failure.stream().allMatch(Range.class::isInstance);
        }
    }

    /** An operation of a transaction that is none. */
    record Nothing() implements Request {}

    record Compaction(long revision) implements Request {}

    /** @param id not 0, with which a client leaves the choice to etcd: then it is the one that etcd chose */
    record LeaseGrant(long id, long ttlSeconds) implements Request {}

    record LeaseRevoke(long id) implements Request {}

    /** Whether it changes nothing, whatever there is. */
    default boolean readsOnly() {
        return false;
    }
}

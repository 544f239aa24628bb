package io.minos.checker.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operation asked for and, when it is ok, what it was answered. Parts that only an answer has are null otherwise,
 * and where the client did not ask for them.
 */
public sealed interface Action extends Value
        permits Action.Read, Action.Write, Action.Delete, Action.Cas, Action.Txn, Action.Range, Action.Compact, Action.Watch, Action.ReadAt, Action.Administration, Action.Other, LeaseAction, LockAction {
    /** f {@code read}. */
    record Read(String key, boolean serializable, @Nullable Seen seen) implements Action {}

    /** f {@code write} and {@code add}. */
    record Write(String key, String value, @Nullable Seen prev) implements Action {}

    /** f {@code delete}. */
    record Delete(String key, @Nullable Long deleted, @Nullable Seen prev) implements Action {}

    /**
     * f {@code cas}.
     *
     * @param expect null: expects the key to be missing
     * @param seen what was there, when it did not succeed
     */
    record Cas(String key, @Nullable String expect, String value, @Nullable Boolean succeeded, @Nullable Seen seen) implements Action {}

    /** f {@code txn}: each part sees the writes before it. */
    record Txn(List<Micro> micros) implements Action {
        public Txn {
            micros = List.copyOf(micros);
        }

        public boolean writes() {
            for (Micro micro : micros) if (!(micro instanceof Micro.Read)) return true;
            return false;
        }

        public boolean reads() {
            for (Micro micro : micros) if (micro instanceof Micro.Read) return true;
            return false;
        }
    }

    /** f {@code range}, {@code members} and {@code final-read}: every key that begins with {@code prefix}. */
    record Range(String prefix, boolean serializable, @Nullable List<Kv> kvs, long count) implements Action {
        public Range(String prefix, boolean serializable) {
            this(prefix, serializable, null, 0);
        }

        public Range {
            kvs = kvs == null ? null : List.copyOf(kvs);
        }
    }

    /** f {@code compact}. */
    record Compact(long revision) implements Action {}

    /** f {@code watch}; {@code startRevision} 0: from now. */
    record Watch(String watch, String prefix, long startRevision, boolean prevKv) implements Action {}

    /** f {@code read-at}: the key as it was at an old revision. */
    record ReadAt(String key, long revision, boolean serializable, @Nullable Seen seen) implements Action {}

    /** What an operator asks of the cluster: no key is read or changed. */
    sealed interface Administration extends Action {
        /** What a list holds, in no order; empty: this is no list, or it has no answer. */
        default Optional<Set<?>> listed() {
            return Optional.empty();
        }

        private static Optional<Set<?>> listed(@Nullable List<?> list) {
            return Optional.ofNullable(list).map(HashSet::new);
        }

        /** f {@code member-list}. */
        record MemberList(@Nullable List<Member> members) implements Administration {
            public MemberList {
                members = members == null ? null : List.copyOf(members);
            }

            @Override
            public Optional<Set<?>> listed() {
                return Administration.listed(members);
            }
        }

        /**
         * f {@code member-add}.
         *
         * @param id of the new member, as the answer tells it
         */
        record MemberAdd(boolean learner, @Nullable String id) implements Administration {}

        /** f {@code member-remove}. */
        record MemberRemove(String id) implements Administration {}

        /** f {@code member-promote}: a learner becomes a voter. */
        record MemberPromote(String id) implements Administration {}

        /** f {@code alarms}. */
        record Alarms(@Nullable List<Alarm> alarms) implements Administration {
            public Alarms {
                alarms = alarms == null ? null : List.copyOf(alarms);
            }

            @Override
            public Optional<Set<?>> listed() {
                return Administration.listed(alarms);
            }
        }

        /** f {@code disarm}. */
        record Disarm(Alarm alarm) implements Administration {}

        /** f {@code defragment}. */
        record Defragment() implements Administration {}

        /** f {@code leases}: the ids of those that are granted, in hex. */
        record Leases(@Nullable List<String> ids) implements Administration {
            public Leases {
                ids = ids == null ? null : List.copyOf(ids);
            }

            @Override
            public Optional<Set<?>> listed() {
                return Administration.listed(ids);
            }
        }
    }

    /** @param id in hex, as etcd prints it */
    record Member(String id, boolean learner) {}

    /**
     * @param kind {@code NOSPACE} or {@code CORRUPT}
     * @param member whose it is, its id in hex
     */
    record Alarm(String kind, String member) {
        public static final String NOSPACE = "NOSPACE";
    }

    /** An f this version does not know; it is paired and counted, not judged. A text is what it says, in words. */
    record Other(JsonNode value) implements Action {}

    /** One part of a transaction. */
    sealed interface Micro {
        String key();

        /** {@code seen} is null until it is answered. */
        record Read(String key, @Nullable Seen seen) implements Micro {}

        record Write(String key, String value) implements Micro {}

        record Delete(String key) implements Micro {}
    }
}

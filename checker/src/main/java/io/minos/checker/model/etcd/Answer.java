package io.minos.checker.model.etcd;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request is answered. */
public sealed interface Answer {
    /** The header's; 0 where there is none. */
    long revision();

    /** The same with every revision 0. */
    Answer withoutRevisions();

    /** @param count of all keys in the range, whatever the limit and the bounds leave out */
    record Range(long revision, List<KeyValue> kvs, boolean more, long count) implements Answer {
        public Range {
            kvs = List.copyOf(kvs);
        }

        @Override
        public Answer withoutRevisions() {
            return new Range(0, forget(kvs), more, count);
        }
    }

    /** @param prev null: not asked for, or there was none */
    record Put(long revision, @Nullable KeyValue prev) implements Answer {
        @Override
        public Answer withoutRevisions() {
            return new Put(0, prev == null ? null : prev.withoutRevisions());
        }
    }

    record DeleteRange(long revision, long deleted, List<KeyValue> prevs) implements Answer {
        public DeleteRange {
            prevs = List.copyOf(prevs);
        }

        @Override
        public Answer withoutRevisions() {
            return new DeleteRange(0, deleted, forget(prevs));
        }
    }

    /** @param answers to the operations of the branch that was taken; of a transaction within another the revision is 0 */
    record Txn(long revision, boolean succeeded, List<Answer> answers) implements Answer {
        public Txn {
            answers = List.copyOf(answers);
        }

        @Override
        public Answer withoutRevisions() {
            return new Txn(0, succeeded, answers.stream().map(Answer::withoutRevisions).toList());
        }
    }

    record Compaction(long revision) implements Answer {
        @Override
        public Answer withoutRevisions() {
            return new Compaction(0);
        }
    }

    record LeaseGrant(long revision, long id, long ttlSeconds) implements Answer {
        @Override
        public Answer withoutRevisions() {
            return new LeaseGrant(0, id, ttlSeconds);
        }
    }

    record LeaseRevoke(long revision) implements Answer {
        @Override
        public Answer withoutRevisions() {
            return new LeaseRevoke(0);
        }
    }

    /** It was refused, and changed nothing. */
    record Refused(EtcdError error) implements Answer {
        @Override
        public long revision() {
            return 0;
        }

        @Override
        public Answer withoutRevisions() {
            return this;
        }

        @Override
        public String toString() {
            return error.text();
        }
    }

    private static List<KeyValue> forget(List<KeyValue> kvs) {
        return kvs.stream().map(KeyValue::withoutRevisions).toList();
    }
}

package io.minos.checker.history;

import org.jspecify.annotations.Nullable;

/**
 * What is done with a lock in etcd's recipe: whoever contends has a key of his own under the lock's prefix, with his lease on it;
 * the key with the smallest create revision owns the lock.
 */
public sealed interface LockAction extends Action {
    /**
     * f {@code lock-try}: one transaction that creates the contender's key if it is missing, and looks whose key is the oldest.
     *
     * @param entered whether this created the key
     * @param create the create revision of the contender's key, which is his fence; 0 until it is answered
     * @param owner the oldest key under the lock's prefix; null until it is answered
     */
    record Try(String lock, String key, long lease, boolean entered, long create, @Nullable Seen owner) implements LockAction {
        public Try(String lock, String key, long lease) {
            this(lock, key, lease, false, 0, null);
        }

        /** Whether the answer makes the contender the lock's owner. */
        public boolean owns() {
            return owner != null && owner.kv() != null && owner.kv().key().equals(key);
        }
    }

    /** f {@code lock-release}: deletes the contender's key. */
    record Release(String key, @Nullable Long deleted) implements LockAction {}

    /**
     * f {@code guarded-read}: of a key that the lock guards, by its owner.
     *
     * @param holder the owner's key
     */
    record GuardedRead(String key, String holder, @Nullable Seen seen) implements LockAction {}

    /**
     * f {@code guarded-write}, by the lock's owner.
     *
     * @param holder the owner's key
     * @param create its create revision, as told when he became the owner
     * @param fenced whether the write is to happen only if the owner's key still has that create revision
     * @param succeeded null until it is answered; false: the fence refused it
     * @param prev what was there before, when it succeeded
     */
    record GuardedWrite(String key, String value, String holder, long create, boolean fenced, @Nullable Boolean succeeded, @Nullable Seen prev) implements LockAction {}
}

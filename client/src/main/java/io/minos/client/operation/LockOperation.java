package io.minos.client.operation;

import io.minos.checker.history.Action;
import io.minos.checker.history.F;
import io.minos.checker.history.LockAction;

/** What a contender for a lock does, in etcd's recipe: see {@link LockAction}. */
public sealed interface LockOperation extends Operation {
    /** @param lock the prefix of all contenders' keys */
    record Try(String lock, String key, long lease) implements LockOperation {
        @Override
        public String f() {
            return F.LOCK_TRY;
        }

        @Override
        public Action asked() {
            return new LockAction.Try(lock, key, lease);
        }
    }

    record Release(String key) implements LockOperation {
        @Override
        public String f() {
            return F.LOCK_RELEASE;
        }

        @Override
        public Action asked() {
            return new LockAction.Release(key, null);
        }
    }

    /** @param holder the key of the lock's owner */
    record GuardedRead(String key, String holder) implements LockOperation {
        @Override
        public String f() {
            return F.GUARDED_READ;
        }

        @Override
        public Action asked() {
            return new LockAction.GuardedRead(key, holder, null);
        }

        @Override
        public boolean readOnly() {
            return true;
        }
    }

    /**
     * @param holder the key of the lock's owner
     * @param create that key's create revision
     * @param fenced whether the store is to see to it that the key still has it
     */
    record GuardedWrite(String key, String value, String holder, long create, boolean fenced) implements LockOperation {
        @Override
        public String f() {
            return F.GUARDED_WRITE;
        }

        @Override
        public Action asked() {
            return new LockAction.GuardedWrite(key, value, holder, create, fenced, null, null);
        }
    }
}

package io.minos.scenarios.generator;

import io.minos.client.operation.LeaseOperation;
import io.minos.client.operation.LockOperation;
import io.minos.client.operation.Operation;

/**
 * One who contends for a lock.
 *
 * @param lock the prefix of all contenders' keys
 * @param data the prefix of what the lock guards
 * @param lease 0: none
 * @param busy whether an operation of his is under way
 * @param create the create revision of his key while he holds the lock, as he was told
 * @param rounds reads and writes he has done since he got it
 * @param fenced whether his next write is
 * @param dozing whether he sleeps until somebody else has the lock and writes what he means to
 */
record Contender(String lock, String data, long lease, Phase phase, boolean busy, long create, int rounds, boolean fenced, boolean dozing) {
    enum Phase {
        /** Without a lease. */
        OUTSIDE,
        WAITING,
        HOLDING,
        /** Holds the lock, and has read what he is about to overwrite. */
        READ,
        RELEASED
    }

    static Contender outside(String lock, String data) {
        return new Contender(lock, data, 0, Phase.OUTSIDE, false, 0, 0, false, false);
    }

    String key() {
        return lock + Long.toHexString(lease);
    }

    /** The key that his next read and write are about. */
    String guarded() {
        return data + (fenced ? "fenced" : "plain");
    }

    /** Whether the operation is his. */
    boolean asked(Operation operation) {
        if (lease == 0) {
            return false;
        } else if (operation instanceof LeaseOperation ofLease) {
            return ofLease.lease() == lease;
        } else if (operation instanceof LockOperation.Try attempt) {
            return attempt.lease() == lease;
        } else if (operation instanceof LockOperation.Release release) {
            return release.key().equals(key());
        } else if (operation instanceof LockOperation.GuardedRead read) {
            return read.holder().equals(key());
        }
        return operation instanceof LockOperation.GuardedWrite write && write.holder().equals(key());
    }

    Contender begun() {
        return new Contender(lock, data, lease, phase, true, create, rounds, fenced, dozing);
    }

    Contender ended() {
        return new Contender(lock, data, lease, phase, false, create, rounds, fenced, dozing);
    }

    Contender awake() {
        return new Contender(lock, data, lease, phase, busy, create, rounds, fenced, false);
    }

    Contender under(long newLease) {
        return new Contender(lock, data, newLease, Phase.OUTSIDE, busy, 0, 0, false, false);
    }

    Contender holding(long newCreate) {
        return new Contender(lock, data, lease, Phase.HOLDING, false, newCreate, 0, false, false);
    }

    Contender reading(boolean withFence, boolean dozesOff) {
        return new Contender(lock, data, lease, phase, busy, create, rounds, withFence, dozesOff);
    }

    Contender afterRound() {
        return new Contender(lock, data, lease, Phase.HOLDING, false, create, rounds + 1, fenced, false);
    }

    Contender goneOutside() {
        return outside(lock, data);
    }

    /** After a grant, a read or a release that was answered. */
    Contender afterAnswer(Operation operation) {
        Phase next = operation instanceof LeaseOperation.Grant ? Phase.WAITING : operation instanceof LockOperation.GuardedRead ? Phase.READ : Phase.RELEASED;
        return new Contender(lock, data, lease, next, false, create, rounds, fenced, dozing);
    }
}

package io.minos.scenarios.scenario;

import io.minos.scenarios.generator.Generator;
import io.minos.scenarios.generator.LeaseGenerator;
import io.minos.scenarios.generator.LockGenerator;
import io.minos.scenarios.generator.RegisterGenerator;
import io.minos.scenarios.generator.SetGenerator;
import io.minos.scenarios.generator.TxnGenerator;
import java.time.Duration;

/** What clients do, with its parameters. Each kind has key prefixes of its own. */
public sealed interface Workload {
    String kind();

    /** One that changes keys. */
    sealed interface Writing extends Workload {
        /** Of all its keys. */
        String prefix();
    }

    /** One that takes its share of the load, as against watching. */
    sealed interface Operating extends Writing {
        /** How much of the load it is, relative to the others. */
        int share();

        Generator generator();

        /** The time to live of the leases that it asks for; zero: it asks for none. */
        default Duration leases() {
            return Duration.ZERO;
        }
    }

    record Register(int share, int keys, int operationsPerKey) implements Operating {
        public Register {
            positive("share", share);
            positive("keys", keys);
            positive("operationsPerKey", operationsPerKey);
        }

        @Override
        public String kind() {
            return "register";
        }

        @Override
        public String prefix() {
            return "r/";
        }

        @Override
        public Generator generator() {
            return RegisterGenerator.of(prefix(), keys, operationsPerKey);
        }
    }

    record Set(int share, int elementsPerSet) implements Operating {
        public Set {
            positive("share", share);
            positive("elementsPerSet", elementsPerSet);
        }

        @Override
        public String kind() {
            return "set";
        }

        @Override
        public String prefix() {
            return "s/";
        }

        @Override
        public Generator generator() {
            return SetGenerator.of(prefix(), elementsPerSet);
        }
    }

    record Txn(int share, int groups, int keysPerGroup, int transactionsPerGroup) implements Operating {
        public Txn {
            positive("share", share);
            positive("groups", groups);
            positive("keysPerGroup", keysPerGroup);
            positive("transactionsPerGroup", transactionsPerGroup);
        }

        @Override
        public String kind() {
            return "txn";
        }

        @Override
        public String prefix() {
            return "t/";
        }

        @Override
        public Generator generator() {
            return TxnGenerator.of(prefix(), groups, keysPerGroup, transactionsPerGroup);
        }
    }

    /**
     * Leases with keys, renewed or not, revoked or left to run out.
     *
     * @param held leases in use at a time
     * @param ttlSeconds of each, as asked for; etcd's least is 2 s as a rule
     */
    record Lease(int share, int held, int ttlSeconds, int keysPerLease, int operationsPerLease) implements Operating {
        public Lease {
            positive("share", share);
            positive("held", held);
            positive("ttlSeconds", ttlSeconds);
            positive("keysPerLease", keysPerLease);
            positive("operationsPerLease", operationsPerLease);
        }

        @Override
        public String kind() {
            return "lease";
        }

        @Override
        public String prefix() {
            return "l/";
        }

        @Override
        public Generator generator() {
            return LeaseGenerator.of(prefix(), held, ttlSeconds, keysPerLease, operationsPerLease);
        }

        @Override
        public Duration leases() {
            return Duration.ofSeconds(ttlSeconds);
        }
    }

    /**
     * Locks by etcd's recipe, and writes that they guard.
     *
     * @param ttlSeconds of the contenders' leases
     * @param dozePercent how often a holder sleeps between his read and his write until somebody else has written in his place
     * @param strict whether what unfenced writes spoil makes the run INVALID; otherwise it is a finding
     */
    record Lock(int share, int locks, int contendersPerLock, int ttlSeconds, int dozePercent, boolean strict) implements Operating {
        public Lock {
            positive("share", share);
            positive("locks", locks);
            positive("ttlSeconds", ttlSeconds);
            if (contendersPerLock < 2) {
                throw new IllegalArgumentException("contendersPerLock must be 2 or more, not " + contendersPerLock);
            }
            if (dozePercent < 0 || dozePercent > 100) {
                throw new IllegalArgumentException("dozePercent must be 0 to 100, not " + dozePercent);
            }
        }

        @Override
        public String kind() {
            return "lock";
        }

        @Override
        public String prefix() {
            return "k/";
        }

        @Override
        public Generator generator() {
            return LockGenerator.of(prefix(), locks, contendersPerLock, ttlSeconds, dozePercent);
        }

        @Override
        public Duration leases() {
            return Duration.ofSeconds(ttlSeconds);
        }
    }

    /**
     * Streams on the other workloads' keys.
     *
     * @param streams open at a time; each keeps to one node and one prefix
     * @param old of them, how many start again and again from revisions of the past; the others go on where they broke off
     * @param restartEvery how long a stream from the past is kept
     */
    record Watch(int streams, int old, Duration restartEvery) implements Workload {
        public Watch {
            positive("streams", streams);
            if (old < 0 || old > streams) {
                throw new IllegalArgumentException("old must be 0 to streams, not " + old);
            }
            if (restartEvery.isNegative() || restartEvery.isZero()) {
                throw new IllegalArgumentException("restartEvery must be positive");
            }
        }

        @Override
        public String kind() {
            return "watch";
        }
    }

    /**
     * One process at each node that does nothing but read, linearizably, what the registers' other clients have just changed.
     * Who also writes is soon stuck at a node that is cut off; only who never writes goes on asking it, and is told old news
     * if it answers on its own authority.
     *
     * One read in four is serializable: the node's own state.
     *
     * @param rate reads a second at each node
     */
    record Readers(int rate) implements Workload {
        public Readers {
            positive("rate", rate);
        }

        @Override
        public String kind() {
            return "readers";
        }
    }

    /**
     * Clients that go from node to node with every operation: each writes a key of its own, reads it elsewhere, and reads how it
     * was at revisions it was told of, and about the last compaction.
     *
     * @param clients besides those of the load
     * @param rate operations a second of each
     */
    record Sessions(int clients, int rate) implements Writing {
        public Sessions {
            positive("clients", clients);
            positive("rate", rate);
        }

        @Override
        public String kind() {
            return "sessions";
        }

        @Override
        public String prefix() {
            return "c/";
        }
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
    }
}

package io.minos.scenarios.load;

import io.minos.client.operation.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** When the clients that only read are to read, and what: {@link io.minos.scenarios.scenario.Workload.Readers}. */
final class Readers<C> {
    private static final int RECENT_KEYS = 4;
    private static final int SERIALIZABLE_ONE_IN = 4;

    private static final class Reader<C> {
        private final C client;
        private boolean busy;
        private long dueNanos;
        private int reads;

        Reader(C client, long dueNanos) {
            this.client = client;
            this.dueNanos = dueNanos;
        }
    }

    private final List<Reader<C>> readers = new ArrayList<>();
    private final List<String> recent = new ArrayList<>();
    private final long intervalNanos;

    Readers(List<C> clients, long intervalNanos, long nowNanos) {
        this.intervalNanos = intervalNanos;
        clients.forEach(client -> readers.add(new Reader<>(client, nowNanos)));
    }

    /** A change was acknowledged: what is old where the news have not come. */
    void changed(Operation operation) {
        key(operation).ifPresent(key -> {
            recent.remove(key);
            recent.add(key);
            if (recent.size() > RECENT_KEYS) {
                recent.remove(0);
            }
        });
    }

    private static Optional<String> key(Operation operation) {
        if (operation instanceof Operation.Write write) {
            return Optional.of(write.key());
        } else if (operation instanceof Operation.Cas cas) {
            return Optional.of(cas.key());
        } else if (operation instanceof Operation.Delete delete) {
            return Optional.of(delete.key());
        }
        return Optional.empty();
    }

    /** A read that is due. */
    Optional<LoadPlan.Order<C>> next(long nowNanos, RandomGenerator random) {
        for (Reader<C> reader : readers) {
            if (!reader.busy && reader.dueNanos <= nowNanos && !recent.isEmpty()) {
                reader.busy = true;
                reader.dueNanos = nowNanos + intervalNanos;
                return Optional.of(new LoadPlan.Order<>(reader.client, new Operation.Read(recent.get(random.nextInt(recent.size())), ++reader.reads % SERIALIZABLE_ONE_IN == 0)));
            }
        }
        return Optional.empty();
    }

    long nextDueNanos(long otherwise) {
        long due = otherwise;
        for (Reader<C> reader : readers) {
            due = reader.busy || recent.isEmpty() ? due : Math.min(due, reader.dueNanos);
        }
        return due;
    }

    /** Whether it was one of these; then it may read again when it is due. */
    boolean ended(C client) {
        for (Reader<C> reader : readers) {
            if (reader.client == client) {
                reader.busy = false;
                return true;
            }
        }
        return false;
    }
}

package io.minos.scenarios.runner;

import io.minos.client.operation.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** When the processes that only read are to read, and what: {@link io.minos.scenarios.scenario.Workload.Readers}. */
final class Readers {
    private static final int RECENT_KEYS = 4;

    private static final class Reader {
        private final ClientProcess client;
        private boolean busy;
        private long dueNanos;

        Reader(ClientProcess client, long dueNanos) {
            this.client = client;
            this.dueNanos = dueNanos;
        }
    }

    private final List<Reader> readers = new ArrayList<>();
    private final List<String> recent = new ArrayList<>();
    private final long intervalNanos;

    Readers(List<ClientProcess> clients, long intervalNanos, long nowNanos) {
        this.intervalNanos = intervalNanos;
        clients.forEach(client -> readers.add(new Reader(client, nowNanos)));
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

    /** Sends those off that are due; how many. */
    int start(long nowNanos, RandomGenerator random) {
        int started = 0;
        for (Reader reader : readers) {
            if (!reader.busy && reader.dueNanos <= nowNanos && !recent.isEmpty()) {
                reader.busy = true;
                reader.dueNanos = nowNanos + intervalNanos;
                reader.client.perform(new Operation.Read(recent.get(random.nextInt(recent.size()))));
                started++;
            }
        }
        return started;
    }

    long nextDue(long otherwise) {
        return recent.isEmpty() ? otherwise : readers.stream().filter(reader -> !reader.busy).mapToLong(reader -> reader.dueNanos).reduce(otherwise, Math::min);
    }

    /** Whether it was one of these; then it may read again when it is due. */
    boolean ended(ClientProcess client) {
        for (Reader reader : readers) {
            if (reader.client == client) {
                reader.busy = false;
                return true;
            }
        }
        return false;
    }
}

package io.minos.checker.history;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a history on a thread of its own, a little ahead of whoever takes the events: parsing them is half of the work. */
final class ReadAhead implements AutoCloseable {
    private static final int BATCH = 1_024;
    private static final int BATCHES_AHEAD_MAX = 16;

    /** @param summary of the last one; null: there are more to come */
    private record Batch(List<Event> events, HistoryReader.@Nullable Summary summary, @Nullable RuntimeException failure) {}

    private final BlockingQueue<Batch> batches = new ArrayBlockingQueue<>(BATCHES_AHEAD_MAX);
    private final Thread reader;
    private List<Event> filling = new ArrayList<>(BATCH);

    private ReadAhead(Path file) {
        reader = new Thread(() -> run(file), "history-read");
        reader.setDaemon(true);
    }

    static ReadAhead of(Path file) {
        ReadAhead ahead = new ReadAhead(file);
        ahead.reader.start();
        return ahead;
    }

    /** Nobody takes any more. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private void run(Path file) {
        try {
            put(read(file));
        } catch (Stopped e) {
            // as it was asked to
        }
    }

    private Batch read(Path file) {
        try {
            HistoryReader.Summary summary = HistoryReader.forEach(file, this::add);
            return new Batch(filling, summary, null);
        } catch (Stopped e) {
            throw e;
        } catch (Throwable e) {
            // What came before is taken first: it may be broken itself.
            return new Batch(filling, null, e instanceof RuntimeException failure ? failure : new IllegalStateException(e));
        }
    }

    private void add(Event event) {
        filling.add(event);
        if (filling.size() < BATCH) return;
        put(new Batch(filling, null, null));
        filling = new ArrayList<>(BATCH);
    }

    private void put(Batch batch) {
        try {
            batches.put(batch);
        } catch (InterruptedException e) {
            throw new Stopped();
        }
    }

    /**
     * Every event, in order, on the caller's thread. Once only.
     *
     * @throws HarnessFailure as {@link HistoryReader#forEach}
     */
    HistoryReader.Summary forEach(Consumer<Event> consumer) {
        while (true) {
            Batch batch;
            try {
                batch = batches.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new HarnessFailure("Reading the history was interrupted.", e);
            }
            batch.events().forEach(consumer);
            if (batch.failure() != null) throw batch.failure();
            if (batch.summary() != null) return batch.summary();
        }
    }

    @Override
    public void close() {
        reader.interrupt();
    }
}

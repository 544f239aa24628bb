package io.minos.scenarios.runner;

import io.minos.checker.history.Event;
import io.minos.checker.history.HistoryWriter;
import io.minos.checker.linear.Budget;
import io.minos.checker.online.OnlineJudge;
import io.minos.checker.verdict.CheckResult;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Judges a run while it goes on, on a thread of its own, and at most a tenth of the time, so that the load is hardly disturbed.
 * Its memory is bounded; should events come faster than it can take them, it gives up, and says so: the whole history is
 * judged in the end in any case.
 */
final class Vigil implements AutoCloseable {
    /** Some tens of MiB. */
    private static final int WEIGHT_MAX = 60_000;
    private static final int WAITING_MAX = 500_000;
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int REST_PER_WORK = 9;
    private static final Duration TIME_PER_CHECK = Duration.ofSeconds(2);
    private static final long WORDS_MAX = 4L << 20;
    private static final long POLL_MILLIS = 50;

    private final BlockingQueue<Event> waiting = new LinkedBlockingQueue<>(WAITING_MAX);
    private final OnlineJudge judge = new OnlineJudge(WEIGHT_MAX, () -> new Budget(System::nanoTime, TIME_PER_CHECK.toNanos(), WORDS_MAX));
    private final Thread thread = new Thread(this::watch, "vigil");
    private volatile @Nullable CheckResult found;
    private volatile boolean overrun;
    private volatile @Nullable RuntimeException failure;

    /** Watches from now on; to be begun before anything is recorded but the run itself. */
    Vigil(HistoryWriter history) {
        history.tell(this::take);
        thread.setDaemon(true);
        thread.start();
    }

    private void take(Event event) {
        if (thread.isAlive() && !overrun && !waiting.offer(event)) {
            overrun = true; // one event less, and nothing after it could be judged
        }
    }

    private void watch() {
        long nextLook = System.nanoTime() + LOOK_EVERY_NANOS;
        boolean news = false;
        try {
            while (found == null && !overrun && !Thread.currentThread().isInterrupted()) {
                Event event = waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (event != null) {
                    judge.accept(event);
                    news = true;
                }
                long now = System.nanoTime();
                if (news && now >= nextLook) {
                    found = judge.look().orElse(null);
                    long end = System.nanoTime();
                    nextLook = end + Math.max(LOOK_EVERY_NANOS, REST_PER_WORK * (end - now));
                    news = false;
                }
            }
        } catch (InterruptedException e) {
            // closed
        } catch (RuntimeException e) {
            failure = e;
        }
        waiting.clear();
    }

    /** The violation that was found; from then on nothing is looked at. */
    Optional<CheckResult> found() {
        return Optional.ofNullable(found);
    }

    /** Why it no longer watches, if it gave up. */
    Optional<String> gaveUp() {
        RuntimeException e = failure;
        if (e != null) {
            return Optional.of("judging while the run went on failed: " + e);
        }
        return overrun ? Optional.of("the run was faster than it could be judged meanwhile") : Optional.empty();
    }

    /** Watches no more. What was found stays known. */
    @Override
    public void close() {
        thread.interrupt();
        waiting.clear();
    }
}

package io.minos.scenarios.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.check.Checks;
import io.minos.checker.check.LockCheck;
import io.minos.checker.history.Action;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.Recorder;
import io.minos.checker.history.Value;
import io.minos.checker.history.WatchStream;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Verdict;
import io.minos.client.CallError;
import io.minos.client.Outcome;
import io.minos.client.operation.Answer;
import io.minos.client.operation.Operation;
import io.minos.client.operation.RecordedStore;
import io.minos.client.operation.Store;
import io.minos.client.operation.WatchSink;
import io.minos.client.operation.WatchSpec;
import io.minos.client.operation.WatchedStream;
import io.minos.scenarios.load.LeasingStore.Bug;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The loads of leases and locks, in a time of their own, against a store in memory: what is right passes, and each bug is found. */
class LeaseAndLockLoadTest {
    private static final long MILLI = 1_000_000;
    private static final long LOAD = 30_000 * MILLI;
    private static final long END = LOAD + 12_000 * MILLI;
    private static final Workload LEASES = new Workload.Lease(1, 5, 2, 3, 40);
    private static final Workload LOCKS = new Workload.Lock(1, 2, 3, 2, 5, false);

    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void a_store_that_keeps_its_promises_is_valid(long seed) {
        assertThat(results(Bug.NONE, seed)).allSatisfy(result -> assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VALID));
    }

    @ParameterizedTest
    @CsvSource({
        "EXPIRES_IN_SPITE_OF_RENEWAL,lease,gone", "NEVER_EXPIRES,lease,outlives", "EXPIRES_KEY_BY_KEY,lease,split", "REVOKES_NOTHING,lease,renewed-after-revoke", "REVOKES_ALL_KEYS_BUT_ONE,lease,unrevoked",
        "RENEWS_WHAT_WAS_REVOKED,lease,renewed-after-revoke", "GRANTS_TWICE,lease,granted-twice", "NEWEST_OWNS_THE_LOCK,lock,two-holders", "FENCE_LETS_ALL_PASS,lock,fence"
    })
    void a_bug_is_found_by_the_promise_it_breaks(Bug bug, String check, String kind) {
        CheckResult found = results(bug, 1).stream().filter(result -> result.check().equals(check)).findFirst().orElseThrow();

        assertThat(found.verdict()).as(found.toString()).isEqualTo(Verdict.INVALID);
        assertThat(found.anomalies()).extracting(anomaly -> anomaly.kind()).contains(kind);
    }

    @Test
    void the_same_seed_gives_the_same_load_and_another_seed_another() {
        assertThat(new World(Bug.NONE, 7).play()).isEqualTo(new World(Bug.NONE, 7).play()).isNotEqualTo(new World(Bug.NONE, 8).play());
    }

    @Test
    void holders_who_doze_off_spoil_what_is_not_fenced_and_are_kept_out_of_what_is() {
        CheckResult lock = results(Bug.NONE, 1).stream().filter(result -> result.check().equals(new LockCheck().name())).findFirst().orElseThrow();

        assertThat(lock.reason()).contains("Finding: ");
        assertThat((int) lock.facts().get("unfencedOverlaps")).isPositive();
        assertThat((long) lock.facts().get("refusedByTheFence")).isPositive();
    }

    private static List<CheckResult> results(Bug bug, long seed) {
        History history = History.of(new World(bug, seed).play());
        return Checks.named(List.of("lease", "lock", "watch", "revision"), Map.of()).stream().map(check -> check.check(history, Budget.unlimited())).toList();
    }

    /** Clients, a watcher and the store, one event after the other. */
    private static final class World implements Recorder, Store {
        private record Due(long nanos, long number, Runnable what) {}

        private final PriorityQueue<Due> agenda = new PriorityQueue<>(Comparator.comparingLong(Due::nanos).thenComparingLong(Due::number));
        private final List<Event> events = new ArrayList<>();
        private final SplittableRandom random;
        private final LeasingStore store;
        private final LoadPlan<Integer> plan;
        private final RecordedStore recorded = new RecordedStore(this, this, "n1");
        private final List<Long> processes = new ArrayList<>();
        private long now;
        private long numbers;

        World(Bug bug, long seed) {
            random = new SplittableRandom(seed);
            store = new LeasingStore(bug, () -> now, this::told);
            Scenario scenario = new Scenario("load", "", new Scenario.Cluster("reference", 1, Map.of(), 1 << 20), List.of(LEASES, LOCKS), List.of(), Duration.ofNanos(LOAD), 200, 6,
                    Duration.ofSeconds(3), Duration.ZERO, List.of(), OptionalLong.empty());
            List<Integer> clients = List.of(0, 1, 2, 3, 4, 5);
            clients.forEach(client -> processes.add(numbers++));
            plan = new LoadPlan<>(scenario, new LoadPlan.Clients<>(clients, List.of(), List.of()), random.split(), 0);
        }

        List<Event> play() {
            record("w", "n1", Event.Type.INVOKE, F.WATCH, new Action.Watch("w", "", 1, false), null, null);
            at(0, this::load);
            at(0, this::tick);
            while (!agenda.isEmpty() && agenda.peek().nanos() <= END) {
                Due due = agenda.remove();
                now = due.nanos();
                due.what().run();
            }
            record("w", "n1", Event.Type.OK, F.WATCH, new Action.Watch("w", "", 1, false), null, null);
            return events;
        }

        private void at(long nanos, Runnable what) {
            agenda.add(new Due(nanos, numbers++, what));
        }

        private void tick() {
            store.expire();
            at(now + 100 * MILLI, this::tick);
        }

        /** After the load one client goes on looking, as a run does. */
        private void load() {
            if (now > LOAD) {
                recorded.perform("looker-" + numbers, new Operation.Range(""));
                at(now + 250 * MILLI, this::load);
                return;
            }
            for (Optional<LoadPlan.Order<Integer>> order = plan.next(now); order.isPresent(); order = plan.next(now)) {
                perform(order.get());
            }
            at(now + MILLI, this::load);
        }

        private void perform(LoadPlan.Order<Integer> order) {
            int client = order.client();
            recorded.perform("p" + processes.get(client), order.operation()).thenAccept(outcome -> {
                if (outcome instanceof Outcome.Info) {
                    processes.set(client, numbers++);
                }
                plan.ended(client, order.operation(), outcome, now);
            });
        }

        /** One in a hundred gets stuck on its way, for longer than anybody waits and than a lease lives. */
        @Override
        public CompletableFuture<Outcome<Answer>> perform(Operation operation) {
            CompletableFuture<Outcome<Answer>> answer = new CompletableFuture<>();
            boolean stuck = random.nextInt(100) == 0;
            long arrives = now + (stuck ? 3_500 * MILLI : random.nextLong(8 * MILLI));
            at(arrives, () -> {
                Outcome<Answer> outcome = store.perform(operation);
                at(now + random.nextLong(8 * MILLI), () -> answer.complete(outcome));
            });
            if (stuck) {
                at(now + 3_000 * MILLI, () -> answer.complete(Outcome.of(new CallError("timeout", false, ""))));
            }
            return answer;
        }

        private void told(List<WatchStream.WatchEvent> changes) {
            record("w", "n1", Event.Type.INFO, F.WATCH_RESPONSE, new WatchStream.Message("w", changes.get(0).revision(), false, false, 0, "", false, changes), null, null);
        }

        @Override
        public WatchedStream watch(String watch, WatchSpec spec, WatchSink sink) {
            throw new UnsupportedOperationException("the watcher is the world's own");
        }

        @Override
        public Event record(String process, String node, Event.Type type, String f, Value value, String error, Event.Facts facts) {
            Event event = new Event(events.size(), now, process, node, type, f, value, error, facts);
            events.add(event);
            return event;
        }
    }
}

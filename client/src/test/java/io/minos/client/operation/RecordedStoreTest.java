package io.minos.client.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.history.Action;
import io.minos.checker.history.Event;
import io.minos.checker.history.Recorder;
import io.minos.checker.history.Seen;
import io.minos.checker.history.Value;
import io.minos.checker.history.WatchStream;
import io.minos.client.CallError;
import io.minos.client.Outcome;
import io.minos.client.WatchEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordedStoreTest {
    private final List<String> lines = new ArrayList<>();
    private final Recorder recorder = this::record;

    @Test
    void an_attempt_is_recorded_before_it_is_sent_and_after_it_is_answered() {
        var pending = new CompletableFuture<Outcome<Answer>>();
        var recorded = new RecordedStore(recorder, new OneAnswer(pending, lines), "n1");

        CompletableFuture<Outcome<Answer>> outcome = recorded.perform("3", new Operation.Write("k", "v"));
        assertThat(lines).containsExactly("3 n1 INVOKE write {\"key\":\"k\",\"value\":\"v\"} - -", "sent");
        assertThat(outcome).isNotDone();

        pending.complete(Outcome.ok(new Answer(new Action.Write("k", "v", Seen.MISSING), new Event.Facts(7, 2, "a"))));
        assertThat(lines.get(2)).isEqualTo("3 n1 OK write {\"key\":\"k\",\"value\":\"v\",\"prev\":null} - 7");
        assertThat(lines).hasSize(3);
        assertThat(outcome).isCompletedWithValueMatching(o -> o instanceof Outcome.Ok);
    }

    @Test
    void a_definite_error_is_a_fail_and_an_indefinite_one_an_info() {
        for (boolean definite : new boolean[] {true, false}) {
            lines.clear();
            var error = Outcome.<Answer>of(new CallError("why", definite, ""));
            new RecordedStore(recorder, new OneAnswer(CompletableFuture.completedFuture(error), lines), "n1").perform("0", new Operation.Delete("k"));

            assertThat(lines).containsExactly("0 n1 INVOKE delete {\"key\":\"k\"} - -", "sent",
                    "0 n1 " + (definite ? "FAIL" : "INFO") + " delete {\"key\":\"k\"} why -");
        }
    }

    @Test
    void a_watch_is_recorded_response_by_response_to_its_end() {
        var store = new OneAnswer(new CompletableFuture<>(), lines);
        new RecordedStore(recorder, store, "n2").watch("9", "w1", new WatchSpec("p/", 5, true), new IgnoringSink());
        var created = new WatchStream.Message("w1", 5, true, false, 0, "", false, List.of());
        store.sink().response(created, new Event.Facts(5, 2, "a"));
        store.sink().end(new WatchEnd.Finished());

        assertThat(lines).containsExactly(
                "9 n2 INVOKE watch {\"watch\":\"w1\",\"prefix\":\"p/\",\"startRevision\":5,\"prevKv\":true} - -",
                "9 n2 INFO watch-response {\"revision\":5,\"created\":true,\"events\":[],\"watch\":\"w1\"} - 5",
                "9 n2 INFO watch {\"watch\":\"w1\",\"prefix\":\"p/\",\"startRevision\":5,\"prevKv\":true} stream-ended -");
    }

    @Test
    void a_watch_that_we_close_ends_ok() {
        var store = new OneAnswer(new CompletableFuture<>(), lines);
        new RecordedStore(recorder, store, "n2").watch("9", "w1", new WatchSpec("p/", 0, false), new IgnoringSink());
        store.sink().end(new WatchEnd.Closed());

        assertThat(lines.get(1)).startsWith("9 n2 OK watch ").endsWith(" - -");
    }

    private Event record(String process, @Nullable String node, Event.Type type, String f, @Nullable Value said, @Nullable String error,
            Event.@Nullable Facts facts) {
        Event event = new Event(lines.size(), lines.size(), process, node, type, f, said, error, facts);
        lines.add(process + " " + node + " " + type + " " + f + " " + event.value() + " " + (error == null ? "-" : error) + " "
                + (facts == null ? "-" : facts.revision()));
        return event;
    }

    private static final class OneAnswer implements Store {
        private final CompletableFuture<Outcome<Answer>> answer;
        private final List<String> lines;
        private @Nullable WatchSink sink;

        OneAnswer(CompletableFuture<Outcome<Answer>> answer, List<String> lines) {
            this.answer = answer;
            this.lines = lines;
        }

        @Override
        public CompletableFuture<Outcome<Answer>> perform(Operation operation) {
            lines.add("sent");
            return answer;
        }

        @Override
        public WatchedStream watch(String watch, WatchSpec spec, WatchSink sink) {
            this.sink = sink;
            return () -> {};
        }

        WatchSink sink() {
            return java.util.Objects.requireNonNull(sink);
        }
    }

    private static final class IgnoringSink implements WatchSink {
        @Override
        public void response(WatchStream.Message response, Event.Facts facts) {}

        @Override
        public void end(WatchEnd end) {}
    }
}

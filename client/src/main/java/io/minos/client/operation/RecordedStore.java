package io.minos.client.operation;

import io.minos.checker.history.Action;
import io.minos.checker.history.Event;
import io.minos.checker.history.Event.Type;
import io.minos.checker.history.F;
import io.minos.checker.history.Recorder;
import io.minos.checker.history.WatchStream;
import io.minos.client.CallError;
import io.minos.client.Outcome;
import io.minos.client.WatchEnd;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Writes every attempt into the history exactly once: its invocation before anything is sent, its completion after the answer
 * has arrived and before the caller learns of it. Both are needed: an operation's interval in the history must contain the
 * real one, or the judge would call a correct store wrong.
 */
public final class RecordedStore {
    private final Recorder recorder;
    private final Store store;
    private final String node;

    /** @param node the member the store is an endpoint of, as the history names it */
    public RecordedStore(Recorder recorder, Store store, String node) {
        this.recorder = recorder;
        this.store = store;
        this.node = node;
    }

    /** The caller must not use {@code process} again once an outcome was {@code Info}. */
    public CompletableFuture<Outcome<Answer>> perform(String process, Operation operation) {
        recorder.record(process, node, Type.INVOKE, operation.f(), operation.asked(), null, null);
        return store.perform(operation).thenApply(outcome -> {
            complete(process, operation, outcome);
            return outcome;
        });
    }

    /**
     * Records the request as an invocation, each response as it arrives, and the end. {@code sink} is told of each after it
     * was recorded.
     *
     * @param process the watch's own, never used before
     * @param watch the id of this stream in the history, unique in the run
     */
    public WatchedStream watch(String process, String watch, WatchSpec spec, WatchSink sink) {
        var asked = new Action.Watch(watch, spec.prefix(), spec.startRevision(), spec.prevKv());
        recorder.record(process, node, Type.INVOKE, F.WATCH, asked, null, null);
        return store.watch(watch, spec, new WatchSink() {
            @Override
            public void response(WatchStream.Message response, Event.Facts facts) {
                recorder.record(process, node, Type.INFO, F.WATCH_RESPONSE, response, null, facts);
                sink.response(response, facts);
            }

            @Override
            public void end(WatchEnd end) {
                CallError error = end instanceof WatchEnd.Broken broken ? broken.error() : null;
                Type type = end instanceof WatchEnd.Closed ? Type.OK : Type.INFO;
                recorder.record(process, node, type, F.WATCH, asked, name(type, error), null);
                sink.end(end);
            }
        });
    }

    private void complete(String process, Operation operation, Outcome<Answer> outcome) {
        if (outcome instanceof Outcome.Ok<Answer> ok) {
            recorder.record(process, node, Type.OK, operation.f(), ok.value().told(), null, ok.value().facts());
        } else {
            Type type = outcome instanceof Outcome.Fail<Answer> ? Type.FAIL : Type.INFO;
            String error = outcome.problem().map(CallError::name).orElseThrow();
            recorder.record(process, node, type, operation.f(), operation.asked(), error, null);
        }
    }

    private static @Nullable String name(Type type, @Nullable CallError error) {
        if (error != null) {
            return error.name();
        }
        return type == Type.OK ? null : "stream-ended";
    }
}

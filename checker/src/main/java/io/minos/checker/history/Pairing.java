package io.minos.checker.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pairs invocations with completions, watch requests with their responses, and checks the harness's assumptions on the way.
 * Operations are given on as they complete; what never did, in the end.
 */
final class Pairing {
    private record Open(Event invocation, @Nullable List<WatchStream.Response> responses) {}

    private final Values values = new Values();
    private final List<Event> notes = new ArrayList<>();
    private final Map<String, Open> open = new LinkedHashMap<>();
    private final Set<String> retired = new HashSet<>();
    private final Consumer<Operation> operations;
    private final List<WatchStream> watches = new ArrayList<>();
    /** The stream a watch's process opened last: a response may still arrive when the watch has just been ended. */
    private final Map<String, List<WatchStream.Response>> streams = new HashMap<>();
    private long lastIndex = -1;
    private long lastNanos;

    Pairing(Consumer<Operation> operations) {
        this.operations = operations;
    }

    void accept(Event event) {
        if (event.index() <= lastIndex) throw broken(event, "its index is not greater than " + lastIndex + ", the one before");
        if (event.timeNanos() < lastNanos) throw broken(event, "time went back");
        lastIndex = event.index();
        lastNanos = event.timeNanos();
        if (event.process().equals(Event.NEMESIS) || event.process().equals(Event.RUNNER)) {
            notes.add(event);
        } else if (event.f().equals(F.WATCH_RESPONSE)) {
            response(event);
        } else if (event.type() == Event.Type.INVOKE) {
            invoke(event);
        } else {
            complete(event);
        }
    }

    private void invoke(Event event) {
        Open before = open.get(event.process());
        if (before != null) throw broken(event, "process " + event.process() + " already runs operation #" + before.invocation().index());
        if (retired.contains(event.process())) throw broken(event, "process " + event.process() + " goes on after an operation of unknown outcome");
        List<WatchStream.Response> responses = event.f().equals(F.WATCH) ? new ArrayList<>() : null;
        if (responses != null) streams.put(event.process(), responses);
        open.put(event.process(), new Open(event, responses));
    }

    private void complete(Event event) {
        Open begun = open.remove(event.process());
        if (begun == null) throw broken(event, "process " + event.process() + " completes what it never began");
        if (!begun.invocation().f().equals(event.f())) throw broken(event, "process " + event.process() + " began " + begun.invocation().f() + " and completes " + event.f());
        // A watch changes nothing, so a watcher may open its next stream under the same number.
        if (event.type() == Event.Type.INFO && !event.f().equals(F.WATCH)) retired.add(event.process());
        add(begun, event);
    }

    private void response(Event event) {
        List<WatchStream.Response> responses = streams.get(event.process());
        if (responses == null) throw broken(event, "process " + event.process() + " has no watch");
        responses.add(values.response(event));
    }

    private void add(Open begun, @Nullable Event completion) {
        Event invocation = begun.invocation();
        Event.Type outcome = completion == null ? Event.Type.INFO : completion.type();
        boolean ok = outcome == Event.Type.OK;
        Operation operation = new Operation(
                invocation.index(),
                outcome == Event.Type.INFO || completion == null ? Operation.NEVER : completion.index(),
                invocation.timeNanos(),
                completion == null ? lastNanos : completion.timeNanos(),
                invocation.process(),
                invocation.node(),
                invocation.f(),
                outcome,
                values.action(invocation, ok && completion != null ? completion : null),
                completion == null ? null : completion.error(),
                completion == null ? null : completion.facts());
        operations.accept(operation);
        if (operation.action() instanceof Action.Watch watch && begun.responses() != null) watches.add(new WatchStream(operation, watch, begun.responses()));
    }

    List<Event> notes() {
        return List.copyOf(notes);
    }

    /** There are no more events. */
    void end() {
        open.values().forEach(begun -> add(begun, null));
        open.clear();
    }

    List<WatchStream> watches() {
        return watches.stream().sorted(Comparator.comparingLong(stream -> stream.request().index())).toList();
    }

    private static HarnessFailure broken(Event event, String why) {
        return new HarnessFailure("The history breaks its own rules at event #" + event.index() + " (" + event.f() + "): " + why + ".");
    }
}

package io.minos.node.mvcc;

import io.minos.etcd.api.Event;
import io.minos.etcd.api.WatchResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Keeps what it is sent; a stream can be slow, or take only so many responses. */
public final class RecordingOutlet implements WatchOutlet {
    private final Map<Long, List<WatchResponse>> sent = new HashMap<>();
    private final Map<Long, Integer> room = new HashMap<>();
    public final Set<Long> overflowed = new HashSet<>();

    @Override
    public boolean isReady(long streamId) {
        return room.getOrDefault(streamId, Integer.MAX_VALUE) > 0;
    }

    @Override
    public void send(long streamId, WatchResponse response) {
        if (!isReady(streamId)) {
            throw new AssertionError("stream " + streamId + " is not ready");
        }
        room.computeIfPresent(streamId, (id, left) -> left - 1);
        sent.computeIfAbsent(streamId, id -> new ArrayList<>()).add(response);
    }

    @Override
    public void overflowed(long streamId) {
        overflowed.add(streamId);
    }

    public void takes(long streamId, int responses) {
        room.put(streamId, responses);
    }

    public void takesAll(long streamId) {
        room.remove(streamId);
    }

    public List<WatchResponse> sent(long streamId) {
        return sent.getOrDefault(streamId, List.of());
    }

    /** What was sent since the last time. */
    public List<WatchResponse> take(long streamId) {
        List<WatchResponse> taken = List.copyOf(sent(streamId));
        sent.remove(streamId);
        return taken;
    }

    /** "2 put a=1", "3 delete a (1)": short forms of a watcher's events. */
    public static List<String> brief(List<WatchResponse> responses) {
        return responses.stream().flatMap(response -> response.getEventsList().stream()).map(RecordingOutlet::brief).toList();
    }

    public static String brief(Event event) {
        String previous = event.hasPrevKv() ? " (" + event.getPrevKv().getValue().toStringUtf8() + ")" : "";
        String value = event.getType() == Event.EventType.PUT ? "=" + event.getKv().getValue().toStringUtf8() : "";
        return event.getKv().getModRevision() + " " + event.getType().name().toLowerCase(Locale.ROOT) + " " + event.getKv().getKey().toStringUtf8() + value + previous;
    }
}

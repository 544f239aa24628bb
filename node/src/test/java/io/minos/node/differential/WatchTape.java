package io.minos.node.differential;

import com.google.protobuf.ByteString;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.minos.etcd.api.Event;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.etcd.api.WatchRequest;
import io.minos.etcd.api.WatchResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * One watch stream of one server, as it is told: the answers to requests, and for each watch its events in order, however they were
 * put into responses, with the word that it is compacted.
 */
final class WatchTape extends ClientCall.Listener<byte[]> {
    /** @param deletedAt the revision of an event that is a deletion, else 0 */
    record Told(String text, long deletedAt) {}

    private static final String EMPTY_RANGE = "mvcc: watcher range is empty";
    /** Always answered, and after what was asked before: watching nothing is refused. */
    private static final WatchRequest FENCE = WatchRequest.newBuilder().setCreateRequest(WatchCreateRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8("z")).setRangeEnd(ByteString.copyFromUtf8("a"))).build();

    private final ClientCall<byte[], byte[]> call;
    private final Function<WatchResponse, WatchResponse> normal;
    private final List<WatchResponse> answers = new ArrayList<>();
    private final TreeMap<Long, List<Told>> told = new TreeMap<>();
    private String end = "";

    WatchTape(Wire wire, Function<WatchResponse, WatchResponse> normal) {
        this.normal = normal;
        this.call = wire.open(Methods.WATCH, this);
        call.request(Integer.MAX_VALUE);
    }

    void ask(WatchRequest request) {
        call.sendMessage(request.toByteArray());
    }

    void askAndFence(WatchRequest request) {
        ask(request);
        ask(FENCE);
    }

    void hangUp() {
        call.cancel("the client leaves", null);
    }

    @Override
    public synchronized void onMessage(byte[] bytes) {
        WatchResponse response;
        try {
            response = normal.apply(WatchResponse.parseFrom(bytes));
        } catch (IOException | RuntimeException unreadable) {
            end = "unreadable: " + unreadable;
            return;
        }
        boolean isCompacted = response.getCompactRevision() != 0;
        if (response.getEventsCount() == 0 && !isCompacted) {
            answers.add(response);
        } else {
            List<Told> ofWatch = told.computeIfAbsent(response.getWatchId(), id -> new ArrayList<>());
            if (isCompacted) {
                ofWatch.add(new Told("revision " + response.getHeader().getRevision() + ", canceled " + response.getCanceled() + ", compacted at " + response.getCompactRevision() + " " + response.getCancelReason(), 0));
            }
            response.getEventsList().forEach(event -> ofWatch.add(telling(response, event)));
        }
        notifyAll();
    }

    private static Told telling(WatchResponse response, Event event) {
        boolean isEarly = response.getHeader().getRevision() < event.getKv().getModRevision();
        String text = (isEarly ? "in a response of revision " + response.getHeader().getRevision() + ": " : "") + Brief.of(event);
        return new Told(text, event.getType() == Event.EventType.DELETE ? event.getKv().getModRevision() : 0);
    }

    @Override
    public synchronized void onClose(Status status, Metadata trailers) {
        end = "ended: " + status;
        notifyAll();
    }

    /** Takes the answers up to the fence's, which is the last of so many refusals of an empty range. */
    synchronized List<WatchResponse> answersToFence(int emptyRanges, long deadlineNanos) throws InterruptedException {
        while (end.isEmpty() && answers.stream().filter(answer -> answer.getCancelReason().equals(EMPTY_RANGE)).count() < emptyRanges && remains(deadlineNanos)) {
            waitUntil(deadlineNanos);
        }
        return taken();
    }

    synchronized List<WatchResponse> oneAnswer(long deadlineNanos) throws InterruptedException {
        while (end.isEmpty() && answers.isEmpty() && remains(deadlineNanos)) {
            waitUntil(deadlineNanos);
        }
        return taken();
    }

    private List<WatchResponse> taken() {
        List<WatchResponse> all = List.copyOf(answers);
        answers.clear();
        return all;
    }

    private static boolean remains(long deadlineNanos) {
        return deadlineNanos - System.nanoTime() > 0;
    }

    private void waitUntil(long deadlineNanos) throws InterruptedException {
        wait(Math.max(1, (deadlineNanos - System.nanoTime()) / 1_000_000));
    }

    synchronized Map<Long, List<Told>> told() {
        Map<Long, List<Told>> copy = new TreeMap<>();
        told.forEach((id, events) -> copy.put(id, List.copyOf(events)));
        return copy;
    }

    /** What has been compared counts no more. */
    synchronized void forget(Map<Long, List<Told>> compared) {
        compared.forEach((id, events) -> told.get(id).subList(0, events.size()).clear());
        told.values().removeIf(List::isEmpty);
    }

    synchronized String end() {
        return end;
    }

    /** Unasked answers, which nobody should send. */
    synchronized List<WatchResponse> unasked() {
        return taken();
    }

    static boolean isEmptyRange(WatchRequest request) {
        WatchCreateRequest create = request.getCreateRequest();
        ByteString key = create.getKey().isEmpty() ? ByteString.copyFrom(new byte[1]) : create.getKey();
        ByteString end = create.getRangeEnd();
        boolean isEndless = end.size() == 1 && end.byteAt(0) == 0;
        return request.hasCreateRequest() && !end.isEmpty() && !isEndless && ByteString.unsignedLexicographicalComparator().compare(key, end) >= 0;
    }
}

package io.minos.node.differential;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.minos.etcd.api.CompactionRequest;
import io.minos.etcd.api.LeaseKeepAliveRequest;
import io.minos.etcd.api.LeaseTimeToLiveResponse;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.ResponseHeader;
import io.minos.etcd.api.WatchRequest;
import io.minos.etcd.api.WatchResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/** Takes both servers through the same steps, until they differ. */
final class Duel implements AutoCloseable {
    /** What is wrong with bytes, each library says in words of its own. */
    private static final Pattern UNREADABLE = Pattern.compile("(INTERNAL grpc: (error unmarshalling request:|failed to unmarshal the received message) ).*");
    /** Each side chooses ids of leases of its own, which may be a byte longer or shorter in a request. */
    private static final Pattern SIZED = Pattern.compile("(message larger than max \\()\\d+ ");
    private static final int STEPS_BETWEEN_LOOKS = 100;
    private static final long TTL_TOLERANCE_SECONDS = 3;

    /** @param at the number of the step */
    record Difference(int at, Step step, String etcd, String node) {
        @Override
        public String toString() {
            return "step " + at + ", " + step + "\n  etcd: " + etcd + "\n  node: " + node;
        }
    }

    private final Servers servers;
    private final Duration patience;
    private final Side etcd;
    private final Side node;
    /** As the answers of etcd have it. */
    private long current = 1;
    private long compacted;
    private final Set<Long> everCompacted = new HashSet<>();
    /** By stream, the greatest revision that a watch there waits for. */
    private final Map<Integer, Long> awaited = new HashMap<>();
    /** Since etcd was waited for, a watch has been created from the past. */
    private boolean readsHistory;
    private int refused;
    private int events;

    /** @param patience long enough for what a watch is told at all */
    Duel(Servers servers, Duration patience) {
        this.servers = servers;
        this.patience = patience;
        etcd = servers.etcd();
        node = servers.node();
    }

    /** How many answers were errors, and how many events were compared. */
    int refused() {
        return refused;
    }

    int events() {
        return events;
    }

    Optional<Difference> run(List<Step> steps) throws Exception {
        for (int i = 0; i < steps.size(); i++) {
            Optional<String[]> difference = step(steps.get(i));
            if (difference.isEmpty() && i % STEPS_BETWEEN_LOOKS == STEPS_BETWEEN_LOOKS - 1) {
                difference = look();
            }
            if (difference.isPresent()) {
                return Optional.of(new Difference(i, steps.get(i), difference.get()[0], difference.get()[1]));
            }
        }
        Optional<String[]> last = look();
        if (last.isEmpty() && !etcd.streams.isEmpty()) {
            Thread.sleep(250); // for what should not come
            last = look();
        }
        return last.map(texts -> new Difference(steps.size() - 1, steps.get(steps.size() - 1), texts[0], texts[1]));
    }

    private Optional<String[]> step(Step step) throws Exception {
        if (step instanceof Step.Call call) {
            return call(call.request());
        } else if (step instanceof Step.Raw raw) {
            return raw(raw);
        } else if (step instanceof Step.KeepAlive alive) {
            return compare(etcd.call(Methods.KEEP_ALIVE, renewals(etcd, alive)), node.call(Methods.KEEP_ALIVE, renewals(node, alive)));
        } else if (step instanceof Step.Watch watch) {
            return watch(watch);
        }
        int stream = ((Step.HangUp) step).stream();
        Optional<String[]> difference = look();
        etcd.hangUp(stream);
        node.hangUp(stream);
        awaited.remove(stream);
        return difference;
    }

    // ------------------------------------------------------------------ requests

    private Optional<String[]> call(Message request) throws Exception {
        Message theirs = etcd.resolved(request, current, compacted);
        if (Forbidden.call(theirs)) {
            return Optional.empty();
        }
        if (request instanceof CompactionRequest) {
            Optional<String[]> before = look();
            awaitSynced();
            if (before.isPresent()) {
                return before;
            }
        }
        String path = Methods.path(request);
        CompletableFuture<Side.Answer> expected = etcd.call(path, List.of(theirs.toByteArray()));
        Optional<String[]> difference = compare(expected, node.call(path, List.of(node.resolved(request, current, compacted).toByteArray())));
        boolean isDone = expected.get().status().startsWith("OK");
        refused += isDone ? 0 : 1;
        if (isDone && theirs instanceof CompactionRequest compaction) {
            compacted = compaction.getRevision();
            everCompacted.add(compacted);
        }
        return difference;
    }

    private Optional<String[]> raw(Step.Raw raw) throws Exception {
        if (raw.method().equals("etcdserverpb.KV/Range")) {
            try {
                if (Forbidden.call(RangeRequest.parseFrom(raw.body()))) {
                    return Optional.empty();
                }
            } catch (InvalidProtocolBufferException malformed) {
                // as it should be
            }
        }
        List<byte[]> messages = List.of(raw.body().toByteArray());
        Side.Answer expected = etcd.call(raw.method(), messages).get();
        Side.Answer actual = withNearTimes(expected, node.call(raw.method(), messages).get());
        learn(expected);
        refused += expected.status().startsWith("OK") ? 0 : 1;
        return different(withoutDetails(expected), withoutDetails(actual));
    }

    private static Side.Answer withoutDetails(Side.Answer answer) {
        return new Side.Answer(UNREADABLE.matcher(answer.status()).replaceFirst("$1"), answer.messages());
    }

    private static Side.Answer withoutSizes(Side.Answer answer) {
        return new Side.Answer(SIZED.matcher(answer.status()).replaceFirst("$1… "), answer.messages());
    }

    private List<byte[]> renewals(Side side, Step.KeepAlive alive) {
        return alive.leases().stream().map(lease -> side.resolved(LeaseKeepAliveRequest.newBuilder().setID(lease).build(), current, compacted).toByteArray()).toList();
    }

    private Optional<String[]> compare(CompletableFuture<Side.Answer> theirs, CompletableFuture<Side.Answer> ours) throws Exception {
        Side.Answer expected = theirs.get();
        learn(expected);
        return different(withoutSizes(expected), withoutSizes(withNearTimes(expected, ours.get())));
    }

    private void learn(Side.Answer answer) {
        for (Message message : answer.messages()) {
            ResponseHeader header = (ResponseHeader) message.getField(message.getDescriptorForType().findFieldByName("header"));
            current = Math.max(current, header.getRevision());
        }
    }

    private static Optional<String[]> different(Object expected, Object actual) {
        return expected.equals(actual) ? Optional.empty() : Optional.of(new String[] {expected.toString(), actual.toString()});
    }

    private static Side.Answer withNearTimes(Side.Answer expected, Side.Answer actual) {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < actual.messages().size(); i++) {
            Message message = actual.messages().get(i);
            if (message instanceof LeaseTimeToLiveResponse ours && i < expected.messages().size() && expected.messages().get(i) instanceof LeaseTimeToLiveResponse theirs
                    && Math.abs(ours.getTTL() - theirs.getTTL()) <= TTL_TOLERANCE_SECONDS && ours.getTTL() > TTL_TOLERANCE_SECONDS) {
                message = ours.toBuilder().setTTL(theirs.getTTL()).build();
            }
            messages.add(message);
        }
        return new Side.Answer(actual.status(), messages);
    }

    // ------------------------------------------------------------------ watches

    private Optional<String[]> watch(Step.Watch watch) throws Exception {
        WatchRequest request = etcd.resolved(watch.request(), current, compacted);
        if (Forbidden.watch(request, compacted)) {
            return Optional.empty();
        }
        if (request.hasProgressRequest()) {
            return progress(watch.stream(), request);
        }
        if (request.hasCancelRequest()) {
            Optional<String[]> difference = look(); // what was due before comes before, or not at all
            if (difference.isPresent()) {
                return difference;
            }
        }
        WatchTape theirs = etcd.stream(watch.stream());
        WatchTape ours = node.stream(watch.stream());
        theirs.askAndFence(request);
        ours.askAndFence(request);
        int emptyRanges = WatchTape.isEmptyRange(request) ? 2 : 1;
        List<WatchResponse> expected = theirs.answersToFence(emptyRanges, deadline());
        List<WatchResponse> actual = ours.answersToFence(emptyRanges, deadline());
        if (request.hasCreateRequest()) {
            long start = request.getCreateRequest().getStartRevision();
            awaited.merge(watch.stream(), start, Math::max);
            readsHistory |= start != 0 && start <= current;
        }
        return different(brief(expected), brief(actual));
    }

    private static List<String> brief(List<WatchResponse> responses) {
        return responses.stream().map(Brief::of).toList();
    }

    /** The node waits with its answer until all is told, and those that wait for the future have begun; etcd does not. */
    private Optional<String[]> progress(int stream, WatchRequest request) throws Exception {
        if (awaited.getOrDefault(stream, 0L) > current) {
            return Optional.empty();
        }
        Optional<String[]> difference = look();
        if (difference.isPresent()) {
            return difference;
        }
        etcd.stream(stream).ask(request);
        node.stream(stream).ask(request);
        return different(brief(etcd.stream(stream).oneAnswer(deadline())), brief(node.stream(stream).oneAnswer(deadline())));
    }

    private long deadline() {
        return System.nanoTime() + patience.toNanos();
    }

    /** Waits until every stream has been told the same, and compares it. */
    private Optional<String[]> look() throws InterruptedException {
        long deadline = deadline();
        for (int stream : etcd.streams.keySet()) {
            WatchTape theirs = etcd.stream(stream);
            WatchTape ours = node.stream(stream);
            Map<Long, List<WatchTape.Told>> expected = theirs.told();
            Map<Long, List<WatchTape.Told>> actual = ours.told();
            while (!comparable(expected).equals(comparable(actual)) && deadline - System.nanoTime() > 0) {
                Thread.sleep(1);
                expected = theirs.told();
                actual = ours.told();
            }
            Optional<String[]> difference = different(comparable(expected), comparable(actual))
                    .or(() -> different(theirs.end() + brief(theirs.unasked()), ours.end() + brief(ours.unasked())));
            if (difference.isPresent()) {
                return Optional.of(new String[] {"stream " + stream + " " + difference.get()[0], "stream " + stream + " " + difference.get()[1]});
            }
            events += expected.values().stream().mapToInt(List::size).sum();
            theirs.forget(expected);
            ours.forget(actual);
        }
        return Optional.empty();
    }

    /** A watch that is still behind would be told that it is compacted, even if no event is due to it. */
    private void awaitSynced() throws Exception {
        long deadline = deadline();
        while (readsHistory && servers.oneIsBehind()) {
            if (deadline - System.nanoTime() < 0) {
                throw new IllegalStateException("a watch still reads history after " + patience);
            }
            Thread.sleep(5);
        }
        readsHistory = false;
    }

    /**
     * Without deletions at a compacted revision: for a watch that begins there, 3.4 lacks them (etcd issue 18089), the node does not.
     * Watches that were there before have been compared before the compaction. What is told late counts as well, when the next
     * compaction has come meanwhile.
     */
    private Map<Long, List<String>> comparable(Map<Long, List<WatchTape.Told>> told) {
        Map<Long, List<String>> comparable = new TreeMap<>();
        told.forEach((watch, tellings) -> {
            List<String> texts = tellings.stream().filter(telling -> telling.deletedAt() == 0 || !everCompacted.contains(telling.deletedAt())).map(WatchTape.Told::text).toList();
            if (!texts.isEmpty()) {
                comparable.put(watch, texts);
            }
        });
        return comparable;
    }

    @Override
    public void close() {
        etcd.close();
        node.close();
    }
}

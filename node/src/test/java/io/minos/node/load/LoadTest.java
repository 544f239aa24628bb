package io.minos.node.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.minos.etcd.api.WatchCreateRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clients, each with a connection and watches of its own, all writing: every watcher is told exactly what it has to be,
 * and nothing of them is left when they are gone. With {@code -Dminos.load=full}: 100 clients, 2,000 watches.
 */
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoadTest {
    private static final boolean FULL = "full".equals(System.getProperty("minos.load"));
    private static final int CLIENTS = FULL ? 100 : 20;
    private static final int WATCHES = 20;
    private static final int WRITES = FULL ? 50 : 25;
    private static final int JSON_WATCHES = 5;
    private static final int HEAP_MIB = 256;

    @TempDir
    Path directory;

    /** One watch, and what it is about. */
    private record Watch(Watching stream, long id, long from, Predicate<ByteString> keys, boolean withPrevious) {}

    private static final class Client {
        final ManagedChannel channel;
        final Watching stream;
        final List<Watch> watches = new ArrayList<>();

        Client(ChildNode node) {
            channel = node.connect();
            stream = new Watching(channel, Watching.EAGERLY);
        }

        void watch(int number, long from) {
            WatchCreateRequest.Builder request = WatchCreateRequest.newBuilder().setWatchId(number + 1).setStartRevision(from);
            Predicate<ByteString> keys;
            if (number == 0) {
                request.setKey(ByteString.copyFrom(new byte[1])).setRangeEnd(ByteString.copyFrom(new byte[1])).setPrevKv(true);
                keys = any -> true;
            } else if (number % 2 == 0) {
                int first = number * 7 % Writer.KEYS;
                ByteString start = Writer.key(first);
                ByteString end = Writer.key(first + 20);
                request.setKey(start).setRangeEnd(end);
                keys = key -> ByteString.unsignedLexicographicalComparator().compare(key, start) >= 0 && ByteString.unsignedLexicographicalComparator().compare(key, end) < 0;
            } else {
                ByteString only = Writer.key(number * 11 % Writer.KEYS);
                request.setKey(only);
                keys = only::equals;
            }
            stream.create(request);
            watches.add(new Watch(stream, number + 1, from, keys, number == 0));
        }
    }

    @Test
    void every_watcher_is_told_exactly_its_events_and_nothing_is_left() throws Exception {
        try (ChildNode node = ChildNode.start(directory, HEAP_MIB)) {
            History history = new History();
            round(node, history, 1);
            ChildNode.Held warm = node.held();
            for (int round = 2; round <= 3; round++) {
                round(node, history, round);
            }
            ChildNode.Held after = node.held();
            System.out.println("load: " + CLIENTS + " clients, " + CLIENTS * WATCHES + " watches, " + history.size() + " revisions; after the first round " + warm + ", after the third " + after);
            assertThat(after.heapMib()).as("heap; the history has grown by less than 2 MiB").isLessThan(warm.heapMib() + 12);
            assertThat(after.directMib()).as("direct memory").isLessThan(warm.directMib() + 8);
            assertThat(after.files()).as("files and sockets").isLessThanOrEqualTo(warm.files() + 3);
            assertThat(after.threads()).as("threads").isLessThanOrEqualTo(warm.threads() + 5);
        }
    }

    private void round(ChildNode node, History history, int round) throws Exception {
        List<Client> clients = new ArrayList<>();
        List<JsonWatching> json = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            long began = System.nanoTime();
            for (int i = 0; i < CLIENTS; i++) {
                Client client = new Client(node);
                clients.add(client);
                for (int number = 0; number < WATCHES; number++) {
                    client.watch(number, (i + number) % 2 == 0 ? 2 : 0); // the whole past, or from now
                }
            }
            for (int i = 0; i < JSON_WATCHES; i++) {
                json.add(new JsonWatching(node.address(), 2));
            }
            node.await("all watches are there", () -> node.metric("etcd_debugging_mvcc_watcher_total") == CLIENTS * WATCHES + JSON_WATCHES);
            for (Client client : clients) {
                node.await("their clients know", () -> client.stream.created() == WATCHES);
            }
            long from = history.size() == 0 ? 2 : history.lastRevision() + 1;
            long writing = System.nanoTime();
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                writers.add(threads.submit(new Writer(clients.get(i).channel, history, round * 1000 + i, WRITES)));
            }
            for (Future<?> writer : writers) {
                writer.get(120, TimeUnit.SECONDS);
            }
            long written = System.nanoTime();
            history.mustBeWhole();
            long events = allTold(node, history, clients, json, from);
            long told = System.nanoTime();
            System.out.printf("load: round %d: watches made in %d ms; %d writes in %d ms; %d events, the last %d ms later%n",
                    round, (writing - began) / 1_000_000, CLIENTS * WRITES, (written - writing) / 1_000_000, events, (told - written) / 1_000_000);
        } finally {
            threads.shutdownNow();
            for (Client client : clients) {
                client.channel.shutdownNow();
            }
            for (JsonWatching watching : json) {
                watching.close();
            }
        }
        node.awaitNothingHeld();
    }

    /** @param from what those were told that watched from now */
    private static long allTold(ChildNode node, History history, List<Client> clients, List<JsonWatching> json, long from) throws Exception {
        long events = 0;
        for (Client client : clients) {
            for (Watch watch : client.watches) {
                History.Told due = history.told(watch.from == 0 ? from : watch.from, watch.keys, watch.withPrevious);
                node.await(due + " are told", () -> watch.stream.count(watch.id) >= due.count());
                assertThat(watch.stream.told(watch.id)).isEqualTo(due.toString());
                events += due.count();
            }
        }
        for (JsonWatching watching : json) {
            History.Told due = history.told(2, any -> true, false);
            node.await(due + " are told in JSON", () -> watching.count() >= due.count());
            assertThat(watching.told()).isEqualTo(due.toString());
            events += due.count();
        }
        return events;
    }
}

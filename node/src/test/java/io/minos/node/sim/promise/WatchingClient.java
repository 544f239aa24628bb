package io.minos.node.sim.promise;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.etcd.api.WatchCreateRequest.FilterType;
import io.minos.etcd.api.WatchProgressRequest;
import io.minos.etcd.api.WatchRequest;
import io.minos.etcd.api.WatchResponse;
import io.minos.node.sim.SimulatedCluster;
import io.minos.node.sim.SimulatedMember;
import io.minos.node.sim.WatchSink;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Watches one range from the beginning of time, goes on at another member when its stream ends, and may be slow to read. */
final class WatchingClient {
    private static final long MILLI = 1_000_000L;
    private static final long WATCH_ID = 7;

    private final SimulatedCluster cluster;
    private final Clients clients;
    private final AppliedHistory history;
    private final RandomGenerator random;
    private final String name;
    private final WatchCreateRequest wants;
    private final long readNanos;
    /** Where it goes on: after what it has seen, or at the compaction that made it miss something. */
    private long next = 1;
    private int events;
    private boolean settles;
    private Optional<Stream> open = Optional.empty();

    WatchingClient(SimulatedCluster cluster, Clients clients, AppliedHistory history, RandomGenerator random, String name) {
        this.cluster = cluster;
        this.clients = clients;
        this.history = history;
        this.random = random;
        this.name = name;
        this.wants = wants();
        this.readNanos = (random.nextInt(3) == 0 ? 300 : 1) * MILLI;
    }

    private WatchCreateRequest wants() {
        WatchCreateRequest.Builder wants = WatchCreateRequest.newBuilder().setWatchId(WATCH_ID).setPrevKv(random.nextBoolean()).setFragment(random.nextBoolean());
        if (random.nextInt(3) == 0) {
            wants.setKey(ByteString.copyFromUtf8("k" + random.nextInt(Writers.KEYS)));
        } else {
            wants.setKey(ByteString.copyFromUtf8("k")).setRangeEnd(ByteString.copyFromUtf8("m")); // with what hangs on leases
        }
        return random.nextInt(4) == 0 ? wants.addFilters(FilterType.NOPUT).build() : wants.build();
    }

    int events() {
        return events;
    }

    void watch() {
        clients.anyoneUp().ifPresentOrElse(member -> new Stream(member).begin(), this::watchSoon);
    }

    private void watchSoon() {
        cluster.agenda().after(50 * MILLI + random.nextLong(500 * MILLI), this::watch);
    }

    /** From now on it stays where it is, if that is a member. */
    void settle() {
        settles = true;
        open.filter(stream -> !clients.isMember(stream.member)).ifPresent(Stream::leave);
    }

    /** For the end of a run: it has seen all there was. */
    void checkCaughtUp() {
        open.ifPresentOrElse(stream -> stream.promise.checkCaughtUp(history.newest()), () -> {
            throw new AssertionError(name + " watches nothing");
        });
    }

    private final class Stream implements WatchSink {
        private final SimulatedMember member;
        private final WatchPromise promise;
        private long number;
        private boolean over;

        Stream(SimulatedMember member) {
            this.member = member;
            this.promise = new WatchPromise(history, name + " at n" + member.id() + " in life " + member.life());
        }

        void begin() {
            Optional<Long> opened = member.openWatch(this);
            if (opened.isEmpty()) {
                watchSoon();
                return;
            }
            number = opened.get();
            open = Optional.of(this);
            WatchCreateRequest request = wants.toBuilder().setStartRevision(next).build();
            promise.asked(request);
            member.requestWatch(number, WatchRequest.newBuilder().setCreateRequest(request).build());
            askForProgress();
            growTired();
        }

        private void askForProgress() {
            cluster.agenda().after(random.nextLong(1_000 * MILLI), () -> {
                if (!over) {
                    member.requestWatch(number, WatchRequest.newBuilder().setProgressRequest(WatchProgressRequest.getDefaultInstance()).build());
                    askForProgress();
                }
            });
        }

        /** Now and then it goes elsewhere of its own accord. */
        private void growTired() {
            cluster.agenda().after(2_000 * MILLI + random.nextLong(6_000 * MILLI), () -> {
                if (!over && !settles) {
                    leave();
                }
            });
        }

        @Override
        public void response(WatchResponse response) {
            if (over) {
                return;
            }
            promise.received(response);
            events += response.getEventsCount();
            next = promise.resumeAt(WATCH_ID).orElse(Math.max(next, response.getCompactRevision()));
            cluster.agenda().after(MILLI + random.nextLong(readNanos), () -> {
                if (!over) {
                    member.watchDelivered(number, 1);
                }
            });
            if (response.getCanceled()) {
                leave();
            }
        }

        private void leave() {
            member.closeWatch(number);
            ended();
        }

        @Override
        public void ended() {
            if (!over) {
                over = true;
                open = Optional.empty();
                watchSoon();
            }
        }
    }
}

package io.minos.node.differential;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.minos.etcd.api.AlarmRequest;
import io.minos.etcd.api.CompactionRequest;
import io.minos.etcd.api.HashKVRequest;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.LeaseLeasesRequest;
import io.minos.etcd.api.LeaseRevokeRequest;
import io.minos.etcd.api.LeaseTimeToLiveRequest;
import io.minos.etcd.api.StatusRequest;
import io.minos.etcd.api.WatchCancelRequest;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.etcd.api.WatchProgressRequest;
import io.minos.etcd.api.WatchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All forms of requests, valid and not, on few keys, leases, streams and watches, so that they meet. One seed gives one sequence. */
final class RandomSteps {
    /** Granted, and revoked at once: one of a short time would run out at one server before it does at the other. */
    private static final long SHORT_LEASE = 777;
    private static final int STREAMS = 3;
    private static final int WATCH_IDS = 6;

    private final Choice choice;
    private final RandomKv kv;

    private RandomSteps(long seed) {
        this.choice = new Choice(seed);
        this.kv = new RandomKv(choice);
    }

    static List<Step> of(long seed, int count) {
        RandomSteps steps = new RandomSteps(seed);
        List<Step> all = new ArrayList<>();
        while (all.size() < count) {
            steps.next().forEach(all::add);
        }
        return all.subList(0, count);
    }

    private Stream<Step> next() {
        return switch (choice.weighted(300, 150, 90, 200, 12, 30, 20, 10, 10, 8, 100, 8, 30, 8, 4)) {
            case 0 -> call(kv.put());
            case 1 -> call(kv.range());
            case 2 -> call(kv.delete());
            case 3 -> call(kv.txn());
            case 4 -> call(compaction());
            case 5 -> grant();
            case 6 -> call(LeaseRevokeRequest.newBuilder().setID(choice.lease()).build());
            case 7 -> call(LeaseTimeToLiveRequest.newBuilder().setID(choice.lease()).setKeys(choice.chance(60)).build());
            case 8 -> Stream.of(new Step.KeepAlive(Stream.generate(choice::lease).limit(choice.below(4)).toList()));
            case 9 -> call(LeaseLeasesRequest.getDefaultInstance());
            case 10 -> Stream.of(new Step.Watch(choice.below(STREAMS), watch()));
            case 11 -> Stream.of(new Step.HangUp(choice.below(STREAMS)));
            case 12 -> Stream.of(new RandomBytes(choice, kv).next());
            case 13 -> call(choice.chance(50) ? StatusRequest.getDefaultInstance() : AlarmRequest.getDefaultInstance());
            default -> call(HashKVRequest.newBuilder().setRevision(choice.revision()).build());
        };
    }

    private static Stream<Step> call(Message request) {
        return Stream.of(new Step.Call(request));
    }

    private CompactionRequest compaction() {
        return CompactionRequest.newBuilder().setRevision(choice.revision()).setPhysical(choice.chance(50)).build();
    }

    private Stream<Step> grant() {
        LeaseGrantRequest.Builder grant = LeaseGrantRequest.newBuilder();
        if (choice.chance(25)) {
            long ttl = choice.oneOf(0L, 1L, 2L, 3L, -1L, -1000L, Long.MIN_VALUE);
            return Stream.of(new Step.Call(grant.setID(SHORT_LEASE).setTTL(ttl).build()),
                    new Step.Call(LeaseRevokeRequest.newBuilder().setID(SHORT_LEASE).build()));
        }
        long ttl = choice.chance(20) ? choice.oneOf(9_000_000_000L, 9_000_000_001L, Long.MAX_VALUE) : 100_000 + choice.below(1000);
        return call(grant.setID(choice.chance(15) ? 0 : choice.explicitLease()).setTTL(ttl).build());
    }

    private WatchRequest watch() {
        WatchRequest.Builder request = WatchRequest.newBuilder();
        return switch (choice.weighted(60, 25, 12, 3)) {
            case 0 -> request.setCreateRequest(create()).build();
            case 1 -> request.setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(choice.chance(5) ? choice.oneOf(-1L, 77L, Long.MIN_VALUE) : choice.below(WATCH_IDS))).build();
            case 2 -> request.setProgressRequest(WatchProgressRequest.getDefaultInstance()).build();
            default -> request.build();
        };
    }

    private WatchCreateRequest create() {
        WatchCreateRequest.Builder create = WatchCreateRequest.newBuilder().setKey(choice.key()).setRangeEnd(choice.chance(30) ? ByteString.EMPTY : choice.end())
                .setPrevKv(choice.chance(40)).setFragment(choice.chance(20)).setProgressNotify(choice.chance(20));
        if (choice.chance(40)) {
            create.setStartRevision(choice.chance(70) ? Symbols.COMPACTED - 1 + choice.below(4) : choice.revision());
        }
        if (choice.chance(40)) {
            create.setWatchId(choice.chance(5) ? choice.oneOf(-5L, Long.MAX_VALUE) : choice.below(WATCH_IDS));
        }
        for (int filters = choice.chance(25) ? 1 + choice.below(2) : 0; filters > 0; filters--) {
            create.addFiltersValue(choice.chance(5) ? 9 : choice.below(2));
        }
        return create.build();
    }
}

package io.minos.node.metrics;

import io.minos.node.transport.PeerStatus;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What goes from member to member. */
public final class PeerMetrics {
    private final Instruments instruments;
    private final Histogram roundTrips;

    PeerMetrics(Instruments instruments) {
        this.instruments = instruments;
        this.roundTrips = instruments.histogram("etcd_network_peer_round_trip_time_seconds", "Round-Trip-Time histogram between peers", 0.0001, 16, "To");
    }

    public void roundTrip(long peer, long nanos) {
        roundTrips.labelValues(Long.toHexString(peer)).observe(nanos / 1e9);
    }

    /** @param received bytes by the peer that they came from */
    public void observe(long self, Supplier<List<PeerStatus>> lanes, Supplier<SortedMap<Long, Long>> received) {
        sum("etcd_network_peer_sent_bytes_total", "The total number of bytes sent to peers.", lanes, PeerStatus::sentBytes);
        sum("etcd_network_peer_sent_failures_total", "The total number of messages to peers that were given up.", lanes, PeerStatus::droppedMessages);
        instruments.counter("etcd_network_peer_received_bytes_total", "The total number of bytes received from peers.",
                values -> received.get().forEach((peer, bytes) -> values.call(bytes, Long.toHexString(peer))), "From");
        instruments.gauge("etcd_network_active_peers", "The current number of active peer connections.",
                values -> byPeer(lanes.get(), lane -> lane.connected() ? 1 : 0).forEach((peer, open) -> values.call(open, Long.toHexString(self), Long.toHexString(peer))), "Local", "Remote");
    }

    private void sum(String name, String help, Supplier<List<PeerStatus>> lanes, ToDoubleFunction<PeerStatus> value) {
        instruments.counter(name, help, values -> byPeer(lanes.get(), value).forEach((peer, sum) -> values.call(sum, Long.toHexString(peer))), "To");
    }

    private static SortedMap<Long, Double> byPeer(List<PeerStatus> lanes, ToDoubleFunction<PeerStatus> value) {
        SortedMap<Long, Double> sums = new TreeMap<>(Long::compareUnsigned);
        lanes.forEach(lane -> sums.merge(lane.peer(), value.applyAsDouble(lane), Double::sum));
        return sums;
    }
}

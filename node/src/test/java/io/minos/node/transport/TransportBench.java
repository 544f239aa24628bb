package io.minos.node.transport;

import com.google.protobuf.ByteString;
import io.minos.nemesis.network.Ports;
import io.minos.node.raft.Entry;
import io.minos.node.raft.Message;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;

/** Round trips over loopback: an append of one 256-byte entry there, its reply back. {@code TransportBench [rounds]}. */
public final class TransportBench {
    private TransportBench() {}

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
        LinkedBlockingQueue<Message> replies = new LinkedBlockingQueue<>();
        HttpPeerTransport[] pair = pair(replies);
        Message append = new Message.Append(1, 2, 5, 10, 5, List.of(new Entry(5, 11, Entry.Kind.COMMAND, ByteString.copyFrom(new byte[256]))), 10, 0);
        long[] nanos = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            long begin = System.nanoTime();
            pair[0].send(append);
            replies.take();
            nanos[i] = System.nanoTime() - begin;
        }
        long[] warm = Arrays.copyOfRange(nanos, rounds / 2, rounds);
        Arrays.sort(warm);
        long cpu = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
        System.out.printf("first %d µs; then median %d µs, p99 %d µs, %.1f µs of CPU a round trip, start included%n",
                nanos[0] / 1000, warm[warm.length / 2] / 1000, warm[warm.length * 99 / 100] / 1000, cpu / 1e3 / rounds);
        pair[0].close();
        pair[1].close();
    }

    private static HttpPeerTransport[] pair(LinkedBlockingQueue<Message> replies) throws Exception {
        HttpPeerTransport[] pair = new HttpPeerTransport[2];
        int port2 = Ports.free();
        long begin = System.nanoTime();
        pair[0] = HttpPeerTransport.start(options(1, 0, 2, port2), replies::add);
        System.out.printf("started in %d ms%n", (System.nanoTime() - begin) / 1_000_000);
        Message reply = new Message.AppendReply(2, 1, 5, true, 10, 11, 0, 0);
        pair[1] = HttpPeerTransport.start(options(2, port2, 1, pair[0].addresses().get(0).getPort()), message -> pair[1].send(reply));
        return pair;
    }

    private static HttpPeerTransport.Options options(long self, int port, long peer, int peerPort) {
        TreeMap<Long, List<URI>> peers = new TreeMap<>();
        peers.put(peer, List.of(URI.create("http://127.0.0.1:" + peerPort)));
        return new HttpPeerTransport.Options(7, self, List.of(URI.create("http://127.0.0.1:" + port)), List.of(), peers, Duration.ofSeconds(1), 1 << 24);
    }
}

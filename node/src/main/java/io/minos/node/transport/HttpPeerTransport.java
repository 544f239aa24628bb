package io.minos.node.transport;

import com.google.protobuf.ByteString;
import io.minos.node.raft.Message;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Messages over HTTP/1.1 to the peers' URLs. */
public final class HttpPeerTransport implements PeerTransport {
    /**
     * @param listenUrls where peers reach this member
     * @param peers the other members' URLs by id
     * @param silence how long a peer may leave what was sent unacknowledged before its connection is given up
     * @param queueBytesMax what may wait for one peer; beyond it messages are dropped
     */
    public record Options(long clusterId, long self, List<URI> listenUrls, SortedMap<Long, List<URI>> peers, Duration silence, int queueBytesMax) {}

    /** Listens at return. An IOException says which address could not be had. */
    public static HttpPeerTransport start(Options options, Receiver receiver) throws IOException {
        throw new IllegalStateException("skeleton");
    }

    public List<InetSocketAddress> addresses() {
        return List.of();
    }

    @Override
    public void send(Message message) {}

    @Override
    public CompletableFuture<ByteString> call(long peer, String method, ByteString body, Duration timeout) {
        return CompletableFuture.failedFuture(new PeerCallException("skeleton"));
    }

    @Override
    public void serve(String method, Function<ByteString, CompletableFuture<ByteString>> answer) {}

    @Override
    public void close() {}
}

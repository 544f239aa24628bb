package io.minos.node.runtime;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.minos.etcd.api.HashKVRequest;
import io.minos.etcd.api.HashKVResponse;
import io.minos.node.front.RpcException;
import io.minos.node.outcome.EtcdError;
import io.minos.node.runtime.HashComparison.Answer;
import io.minos.node.transport.PeerProto.HashReply;
import io.minos.node.transport.PeerTransport;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Members ask each other for the hash of their keys at a revision, over the peer port. */
final class HashCalls {
    private static final String METHOD = "hash-kv";

    private final PeerTransport transport;
    private final Duration timeout;

    HashCalls(PeerTransport transport, Duration timeout) {
        this.transport = transport;
        this.timeout = timeout;
    }

    /** @param hash fails with an {@link RpcException} for a revision that is not there, or not any more */
    void serve(Function<HashKVRequest, CompletableFuture<HashKVResponse>> hash) {
        transport.serve(METHOD, body -> {
            try {
                return hash.apply(HashKVRequest.parseFrom(body)).handle(HashCalls::reply).thenApply(Message::toByteString);
            } catch (InvalidProtocolBufferException malformed) {
                return CompletableFuture.failedFuture(new RpcException(EtcdError.Code.INTERNAL, "malformed request from a peer: " + malformed.getMessage()));
            }
        });
    }

    private static HashReply reply(HashKVResponse response, Throwable failure) {
        return failure == null
                ? HashReply.newBuilder().setResponse(response).build()
                : HashReply.newBuilder().setRefusal(String.valueOf(RpcException.of(failure).getMessage())).build();
    }

    /** Asks all at once and waits for each; an answer that does not come says why. */
    List<Answer> ask(Collection<Long> peers, long revision) {
        HashKVRequest request = HashKVRequest.newBuilder().setRevision(revision).build();
        List<CompletableFuture<Answer>> calls = peers.stream().map(peer -> transport.call(peer, METHOD, request.toByteString(), timeout).handle((body, failure) -> {
            if (failure != null) {
                return new Answer(peer, Optional.empty(), String.valueOf(failure.getMessage()));
            }
            try {
                HashReply reply = HashReply.parseFrom(body);
                return new Answer(peer, reply.hasResponse() ? Optional.of(reply.getResponse()) : Optional.empty(), reply.getRefusal());
            } catch (InvalidProtocolBufferException malformed) {
                return new Answer(peer, Optional.empty(), "malformed answer: " + malformed.getMessage());
            }
        })).toList();
        return calls.stream().map(CompletableFuture::join).toList();
    }
}

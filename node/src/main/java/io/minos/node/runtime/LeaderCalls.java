package io.minos.node.runtime;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.minos.etcd.api.LeaseKeepAliveRequest;
import io.minos.etcd.api.LeaseKeepAliveResponse;
import io.minos.etcd.api.LeaseTimeToLiveRequest;
import io.minos.etcd.api.LeaseTimeToLiveResponse;
import io.minos.etcd.api.MemberAddResponse;
import io.minos.etcd.api.MemberPromoteResponse;
import io.minos.etcd.api.MemberRemoveResponse;
import io.minos.etcd.api.MemberUpdateResponse;
import io.minos.node.apply.Command;
import io.minos.node.front.RpcException;
import io.minos.node.outcome.EtcdError;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.transport.PeerProto.ChangeReply;
import io.minos.node.transport.PeerTransport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** What only the leader can answer, asked of it over the peer port, as etcd does. */
final class LeaderCalls {
    private static final String KEEP_ALIVE = "lease-keep-alive";
    private static final String CHANGE_MEMBERS = "change-members";
    private static final String TIME_TO_LIVE = "lease-time-to-live";

    private final PeerTransport transport;
    private final Duration timeout;

    LeaderCalls(PeerTransport transport, Duration timeout) {
        this.transport = transport;
        this.timeout = timeout;
    }

    CompletableFuture<LeaseKeepAliveResponse> keepAlive(long leader, LeaseKeepAliveRequest request) {
        return call(leader, KEEP_ALIVE, request, LeaseKeepAliveResponse.parser());
    }

    CompletableFuture<LeaseTimeToLiveResponse> timeToLive(long leader, LeaseTimeToLiveRequest request) {
        return call(leader, TIME_TO_LIVE, request, LeaseTimeToLiveResponse.parser());
    }

    void serve(Function<LeaseKeepAliveRequest, CompletableFuture<LeaseKeepAliveResponse>> keepAlive,
            Function<LeaseTimeToLiveRequest, CompletableFuture<LeaseTimeToLiveResponse>> timeToLive) {
        transport.serve(KEEP_ALIVE, body -> keepAlive.apply(parse(LeaseKeepAliveRequest.parser(), body)).thenApply(Message::toByteString));
        transport.serve(TIME_TO_LIVE, body -> timeToLive.apply(parse(LeaseTimeToLiveRequest.parser(), body)).thenApply(Message::toByteString));
    }

    /** @param change as the leader is to propose it; what it refuses comes back as its refusal */
    CompletableFuture<Message> change(long leader, Command change) {
        return call(leader, CHANGE_MEMBERS, change, ChangeReply.parser()).thenApply(reply -> {
            if (reply.hasRefusal()) {
                throw new RpcException(EtcdError.valueOf(reply.getRefusal()));
            }
            return parse(responseOf(change), reply.getResponse());
        });
    }

    void serveChanges(Function<Command, CompletableFuture<Outcome>> change) {
        transport.serve(CHANGE_MEMBERS, body -> change.apply(parse(Command.parser(), body)).thenApply(LeaderCalls::reply).thenApply(Message::toByteString));
    }

    private static ChangeReply reply(Outcome outcome) {
        if (outcome instanceof Outcome.Answer answer) {
            return ChangeReply.newBuilder().setResponse(answer.message().toByteString()).build();
        }
        EtcdError error = outcome instanceof Outcome.Refused refused ? refused.error() : EtcdError.NO_LEADER; // not the leader any more
        return ChangeReply.newBuilder().setRefusal(error.name()).build();
    }

    private static Parser<? extends Message> responseOf(Command change) {
        return switch (change.getRequestCase()) {
            case MEMBER_ADD -> MemberAddResponse.parser();
            case MEMBER_REMOVE -> MemberRemoveResponse.parser();
            case MEMBER_UPDATE -> MemberUpdateResponse.parser();
            case MEMBER_PROMOTE -> MemberPromoteResponse.parser();
            default -> throw new IllegalArgumentException("no change of members: " + change.getRequestCase());
        };
    }

    private <R extends Message> CompletableFuture<R> call(long leader, String method, Message request, Parser<R> parser) {
        return transport.call(leader, method, request.toByteString(), timeout).handle((body, failure) -> {
            if (failure != null) {
                throw new RpcException(EtcdError.TIMEOUT_LEADER_FAILED);
            }
            return parse(parser, body);
        });
    }

    private static <M extends Message> M parse(Parser<M> parser, ByteString body) {
        try {
            return parser.parseFrom(body);
        } catch (InvalidProtocolBufferException malformed) {
            throw new RpcException(EtcdError.Code.INTERNAL, "malformed answer from a peer: " + malformed.getMessage());
        }
    }
}

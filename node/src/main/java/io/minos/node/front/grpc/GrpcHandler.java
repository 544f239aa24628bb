package io.minos.node.front.grpc;

import io.grpc.ServerMethodDefinition;
import io.minos.node.front.Backend;
import io.minos.node.front.Caller;
import io.minos.node.front.Exchange;
import io.minos.node.front.Limits;
import io.minos.node.front.OpenStreams;
import io.minos.node.front.RequestCaller;
import io.minos.node.front.RpcException;
import io.minos.node.front.Traffic;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Takes what is gRPC out of a client port's requests; the rest is for the next handler. */
public final class GrpcHandler extends Handler.Abstract.NonBlocking {
    private final Backend backend;
    private final Services services;
    private final Serving serving;

    /** @param electionTimeoutMillis three of them without a leader, and streams that require one end */
    public GrpcHandler(Backend backend, Limits limits, Executor executor, OpenStreams streams, long electionTimeoutMillis) {
        this.backend = backend;
        services = new Services(executor);
        services.methods().forEach(method -> backend.traffic().serves(Observed.method(method)));
        serving = new Serving(limits, executor, streams, new LeaderWatch(backend, electionTimeoutMillis));
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        serving.leaderWatch().start(getServer().getScheduler());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2 || !isGrpc(request.getHeaders().get(HttpHeader.CONTENT_TYPE))) {
            return false;
        }
        try {
            CallHeaders headers = CallHeaders.of(request.getHeaders());
            Caller caller = RequestCaller.ofGrpc(request);
            ServerMethodDefinition<?, ?> method = services.at(Request.getPathInContext(request), backend.as(caller));
            String clientVersion = request.getHeaders().get("client-api-version");
            Traffic.Call traffic = backend.traffic().started(Observed.method(method.getMethodDescriptor()), clientVersion == null ? "" : clientVersion);
            if (headers.requiresLeader() && !serving.leaderWatch().hasLeader()) {
                traffic.handled(LeaderWatch.NO_LEADER.code());
                throw LeaderWatch.NO_LEADER;
            }
            start(method, headers, new Exchange(request, response, callback), new Observed(traffic));
        } catch (RpcException refusal) {
            GrpcForm.refuse(response, refusal, callback);
        }
        return true;
    }

    private <Q, R> void start(ServerMethodDefinition<Q, R> method, CallHeaders headers, Exchange exchange, Observed traffic) {
        GrpcCall.start(serving, exchange, traffic, headers, method.getMethodDescriptor(), method.getServerCallHandler());
    }

    /** With protobuf inside, the only kind that etcd speaks. */
    private static boolean isGrpc(@Nullable String contentType) {
        return contentType != null && (contentType.equals("application/grpc") || contentType.startsWith("application/grpc+proto") || contentType.startsWith("application/grpc;"));
    }
}

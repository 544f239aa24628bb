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
    private final Services services = new Services();
    private final Executor executor;
    private final Serving serving;

    /**
     * @param executor answers are encoded and written there, so that the backend's thread is not held up by clients
     * @param electionTimeoutMillis three of them without a leader, and streams that require one end
     */
    public GrpcHandler(Backend backend, Limits limits, Executor executor, OpenStreams streams, long electionTimeoutMillis) {
        this.backend = backend;
        this.executor = executor;
        services.methods().forEach(method -> backend.traffic().serves(Observed.method(method)));
        serving = new Serving(limits, streams, new LeaderWatch(backend, electionTimeoutMillis));
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
            Answering answering = Answering.over(request.getConnectionMetaData(), executor);
            ServerMethodDefinition<?, ?> method = services.at(Request.getPathInContext(request), backend.as(caller), answering);
            String clientVersion = request.getHeaders().get("client-api-version");
            Traffic.Call traffic = backend.traffic().started(Observed.method(method.getMethodDescriptor()), clientVersion == null ? "" : clientVersion);
            if (headers.requiresLeader() && !serving.leaderWatch().hasLeader()) {
                traffic.handled(LeaderWatch.NO_LEADER.code());
                throw LeaderWatch.NO_LEADER;
            }
            GrpcCall.start(serving, answering, new Exchange(request, response, callback), new Observed(traffic), headers, method);
        } catch (RpcException refusal) {
            GrpcForm.refuse(response, refusal, callback);
        }
        return true;
    }

    /** With protobuf inside, the only kind that etcd speaks. */
    private static boolean isGrpc(@Nullable String contentType) {
        return contentType != null && (contentType.equals("application/grpc") || contentType.startsWith("application/grpc+proto") || contentType.startsWith("application/grpc;"));
    }
}

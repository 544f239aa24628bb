package io.minos.client;

import com.google.protobuf.Message;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.etcd.api.WatchRequest;
import io.minos.etcd.api.WatchResponse;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;

/** An open watch: one request, one connection, and responses as lines of JSON until either side ends it. */
public final class WatchStream implements OpenWatch {
    private static final int OK = 200;
    private static final byte NEWLINE = '\n';

    private final WatchListener listener;
    private final Call call = new Call();
    private final Request request;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    /** Written and read by the exchange's listeners only, which Jetty calls one after the other. */
    private boolean broken;
    private CallError error = new CallError("", false, "");

    private WatchStream(EtcdClient client, WatchCreateRequest create, WatchListener listener) {
        this.listener = listener;
        Message message = WatchRequest.newBuilder().setCreateRequest(create).build();
        this.request = client.post("/v3/watch", ProtoJson.write(message), this)
                .onRequestBegin(call)
                .onResponseBegin(call)
                .onResponseContent(this::onContent);
    }

    static WatchStream open(EtcdClient client, WatchCreateRequest create, WatchListener listener) {
        var stream = new WatchStream(client, create, listener);
        stream.request.send(stream::onComplete);
        return stream;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            request.abort(new InterruptedException("closed"));
        }
    }

    private void onContent(Response response, ByteBuffer content) {
        while (content.hasRemaining()) {
            byte b = content.get();
            if (b == NEWLINE && response.getStatus() == OK) {
                deliver(response);
            } else {
                line.write(b);
            }
        }
    }

    private void deliver(Response response) {
        byte[] bytes = line.toByteArray();
        line.reset();
        if (bytes.length == 0 || broken || closed.get()) {
            return;
        }
        var answer = Answers.read(response.getStatus(), bytes, bytes.length, WatchResponse.getDefaultInstance(), true);
        if (answer instanceof Answers.Answer.Message<WatchResponse> message) {
            listener.onResponse(message.message());
        } else {
            fail(((Answers.Answer.Failed<WatchResponse>) answer).failure());
            request.abort(new IllegalStateException("refused"));
        }
    }

    private void fail(Failure failure) {
        broken = true;
        error = ErrorTable.classify(failure);
    }

    private void onComplete(Result result) {
        listener.onEnd(end(result));
    }

    private WatchEnd end(Result result) {
        if (closed.get()) {
            return new WatchEnd.Closed();
        }
        if (!broken && result.isFailed()) {
            fail(call.failure(result));
        } else if (!broken && line.size() > 0) {
            byte[] rest = line.toByteArray();
            var answer = Answers.read(result.getResponse().getStatus(), rest, rest.length, WatchResponse.getDefaultInstance(), true);
            fail(answer instanceof Answers.Answer.Failed<WatchResponse> failed ? failed.failure() : new Failure.Gibberish(OK, "a response without its end"));
        }
        return broken ? new WatchEnd.Broken(error) : new WatchEnd.Finished();
    }
}

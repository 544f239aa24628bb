package io.minos.node.front;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;

/** Collects the body of a unary call, never more of it than may be, without holding a thread while it arrives. */
final class RequestBody implements Invocable.Task {
    private static final int USUAL_BYTES = 512;

    /** What becomes of it; exactly one of these is called, once. */
    interface Collector {
        void whole(Bytes body);

        void tooLarge(long bytes);

        void broken(Throwable failure);
    }

    private final Request request;
    private final int bytesMax;
    private final Collector collector;
    private final Bytes body;

    private RequestBody(Request request, int bytesMax, Collector collector) {
        this.request = request;
        this.bytesMax = bytesMax;
        this.collector = collector;
        this.body = new Bytes((int) Math.min(bytesMax, Math.max(USUAL_BYTES, request.getLength())));
    }

    static void collect(Request request, int bytesMax, Collector collector) {
        if (request.getLength() > bytesMax) {
            collector.tooLarge(request.getLength());
        } else {
            new RequestBody(request, bytesMax, collector).run();
        }
    }

    @Override
    public void run() {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                collector.broken(chunk.getFailure());
                return;
            }
            body.write(chunk.getByteBuffer());
            chunk.release();
            if (body.size() > bytesMax) {
                collector.tooLarge(body.size());
                return;
            }
            if (chunk.isLast()) {
                collector.whole(body);
                return;
            }
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}

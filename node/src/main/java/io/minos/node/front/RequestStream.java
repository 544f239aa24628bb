package io.minos.node.front;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Reads a request body that holds one JSON message after the other, each as it arrives. Called on one thread at a time;
 * holds none while it waits.
 */
final class RequestStream implements Invocable.Task {
    /** What becomes of the messages. */
    interface Listener {
        /** @return false to hear of nothing more before {@link RequestStream#run} is called again, from any thread */
        boolean message(byte[] json) throws BadJsonException;

        /** What follows is no message. @return true to have it read to its end and thrown away, false to stop here */
        boolean malformed(String why);

        /** The client has nothing more to say, but may well listen. The last call, but for {@code gone}. */
        void end();

        void gone(Throwable why);
    }

    private final Request request;
    private final int messageBytesMax;
    private final Listener listener;
    private final JsonScanner scanner = new JsonScanner();
    private final Bytes value = new Bytes(512);
    private ByteBuffer input = ByteBuffer.allocate(0);
    private boolean lastRead;
    private boolean discarding;

    RequestStream(Request request, int messageBytesMax, Listener listener) {
        this.request = request;
        this.messageBytesMax = messageBytesMax;
        this.listener = listener;
    }

    /** Reads on. */
    @Override
    public void run() {
        while (true) {
            if (!deliver()) {
                return;
            }
            if (lastRead) {
                finish();
                return;
            }
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                listener.gone(chunk.getFailure());
                return;
            }
            lastRead = chunk.isLast();
            // a copy, as what is left of it may have to wait for its turn while Jetty uses the buffer anew
            input = ByteBuffer.allocate(chunk.remaining()).put(chunk.getByteBuffer()).flip();
            chunk.release();
        }
    }

    /** @return false if the listener wants no more for now */
    private boolean deliver() {
        try {
            while (!discarding && input.hasRemaining()) {
                boolean whole = scanner.feed(input, value);
                if (value.size() > messageBytesMax) {
                    throw new BadJsonException("message too large");
                }
                if (whole) {
                    byte[] json = value.toByteArray();
                    value.clear();
                    // A listener that said no may have had this run again on another thread: nothing is touched after it.
                    if (!listener.message(json)) {
                        return false;
                    }
                }
            }
        } catch (BadJsonException e) {
            discarding = true;
            return listener.malformed(String.valueOf(e.getMessage()));
        }
        return true;
    }

    private void finish() {
        boolean inMidValue = !discarding && !scanner.isBetweenValues();
        if (!inMidValue || listener.malformed("unexpected EOF")) {
            listener.end();
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}

package io.minos.nemesis.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One connected socket on the loop. At most one {@link Reader} reads from it and at most one {@link Flow} writes to it; both
 * learn when it closes. Nothing is read before there is a reader, so what a peer sends waits in the kernel until the other end
 * is connected.
 */
public final class Wire {
    /** Told what comes in. */
    public interface Reader {
        void received(byte[] bytes);

        /** The other end sent its last byte, or this wire was closed. */
        void sourceEnded();

        /** The connection was reset. */
        void sourceBroke();
    }

    private final EventLoop loop;
    private final SocketChannel socket;
    private final SelectionKey key;
    private @Nullable Reader reader;
    private @Nullable Flow writer;
    private @Nullable ByteBuffer unsent;
    private boolean closed;

    Wire(EventLoop loop, SocketChannel socket, SelectionKey key) {
        this.loop = loop;
        this.socket = socket;
        this.key = key;
    }

    /** The other end. */
    public InetSocketAddress remote() throws IOException {
        return (InetSocketAddress) socket.getRemoteAddress();
    }

    public InetSocketAddress local() throws IOException {
        return (InetSocketAddress) socket.getLocalAddress();
    }

    public boolean closed() {
        return closed;
    }

    /** Makes {@link #close} a reset: what is unsent is discarded and the other end sees an error, not an end. */
    public void resetOnClose() {
        try {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            close();
        }
    }

    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        EventLoop.closeQuietly(socket);
        if (reader != null) {
            reader.sourceEnded();
        }
        if (writer != null) {
            writer.destinationBroke();
        }
    }

    /** Hands what comes in to {@code next} from now on, instead of the reader before; nothing comes unless {@link #wantRead}. */
    public void readBy(Reader next) {
        reader = next;
    }

    void writtenBy(Flow flow) {
        writer = flow;
    }

    /** Sends an end after all that was written; reading goes on. */
    void shutdownOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            close();
        }
    }

    public void wantRead(boolean wanted) {
        interest(SelectionKey.OP_READ, wanted);
    }

    /** True when all that was written has gone to the kernel. */
    boolean idle() {
        return unsent == null;
    }

    /** Only when all written before has gone to the kernel, as it has on a new wire. */
    public void write(ByteBuffer bytes) {
        unsent = bytes;
        flush();
    }

    private void flush() {
        if (unsent == null || closed) {
            return;
        }
        try {
            socket.write(unsent);
        } catch (IOException e) {
            close();
            return;
        }
        if (!unsent.hasRemaining()) {
            unsent = null;
        }
        interest(SelectionKey.OP_WRITE, unsent != null);
    }

    private void interest(int operation, boolean wanted) {
        try {
            int now = key.interestOps();
            int next = wanted ? now | operation : now & ~operation;
            if (next != now) {
                key.interestOps(next);
            }
        } catch (CancelledKeyException e) {
            close();
        }
    }

    /** Called when the selector found the socket ready. */
    void ready() {
        if (closed) {
            return;
        }
        int ready = key.readyOps();
        if ((ready & SelectionKey.OP_WRITE) != 0) {
            flush();
            if (unsent == null && writer != null) {
                writer.pump();
            }
        }
        if ((ready & SelectionKey.OP_READ) != 0 && !closed) {
            read();
        }
    }

    private void read() {
        ByteBuffer buffer = loop.readBuffer();
        int count;
        try {
            count = socket.read(buffer);
        } catch (IOException e) {
            if (reader != null) {
                reader.sourceBroke();
            }
            return;
        }
        if (reader == null || count == 0) {
            return;
        }
        if (count < 0) {
            reader.sourceEnded();
            return;
        }
        byte[] bytes = new byte[count];
        buffer.flip().get(bytes);
        reader.received(bytes);
    }
}

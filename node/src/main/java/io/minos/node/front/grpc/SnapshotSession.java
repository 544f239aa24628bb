package io.minos.node.front.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.minos.etcd.api.SnapshotResponse;
import io.minos.node.front.Backend;
import io.minos.node.front.RpcException;
import io.minos.node.snapshot.etcd.EtcdSnapshot;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot on its way to one client, as etcd 3.4 sends it: the database in pieces of 32 KiB, each with what is left of it, and
 * its hash as the last. It is made while it is sent, on a thread of its own, no faster than the client reads.
 */
final class SnapshotSession extends OutputStream {
    private static final int BLOB_BYTES = 32 << 10;

    private final ServerCallStreamObserver<SnapshotResponse> out;
    private final byte[] blob = new byte[BLOB_BYTES];
    private int filled;
    private long remaining;
    private boolean gone;

    private SnapshotSession(ServerCallStreamObserver<SnapshotResponse> out) {
        this.out = out;
    }

    static void open(Backend backend, StreamObserver<SnapshotResponse> responses) {
        ServerCallStreamObserver<SnapshotResponse> out = (ServerCallStreamObserver<SnapshotResponse>) responses;
        SnapshotSession session = new SnapshotSession(out);
        out.setOnReadyHandler(session::wake);
        out.setOnCancelHandler(session::leave);
        backend.snapshot().whenComplete(session::begin);
    }

    private synchronized void wake() {
        notifyAll();
    }

    private synchronized void leave() {
        gone = true;
        notifyAll();
    }

    private synchronized boolean hasLeft() {
        return gone;
    }

    private void begin(@Nullable EtcdSnapshot snapshot, @Nullable Throwable failure) {
        if (snapshot == null) {
            out.onError(Statuses.exception(RpcException.of(failure)));
            return;
        }
        Thread sender = new Thread(() -> send(snapshot), "front-snapshot");
        sender.setDaemon(true);
        sender.start();
    }

    private void send(EtcdSnapshot snapshot) {
        remaining = snapshot.databaseBytes();
        try {
            snapshot.writeTo(this);
            out.onCompleted();
        } catch (IOException | RuntimeException failed) { // whatever it is, somebody waits for the rest
            if (!hasLeft()) {
                out.onError(Statuses.exception(RpcException.of(failed)));
            }
        }
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        int at = from;
        while (at < from + length) {
            int part = (int) Math.min(Math.min(BLOB_BYTES - filled, from + length - at), remaining == 0 ? Long.MAX_VALUE : remaining - filled);
            System.arraycopy(bytes, at, blob, filled, part);
            filled += part;
            at += part;
            if (filled == BLOB_BYTES || filled == remaining) {
                flush();
            }
        }
    }

    /** The end of the database, and of its hash, is the end of a piece. */
    @Override
    public void flush() throws IOException {
        if (filled == 0) {
            return;
        }
        awaitReader();
        remaining -= Math.min(remaining, filled);
        ByteString piece = UnsafeByteOperations.unsafeWrap(Arrays.copyOf(blob, filled));
        filled = 0;
        out.onNext(SnapshotResponse.newBuilder().setRemainingBytes(remaining).setBlob(piece).build());
    }

    private synchronized void awaitReader() throws IOException {
        try {
            while (!out.isReady() && !gone) {
                wait();
            }
        } catch (InterruptedException interrupted) {
            throw new InterruptedIOException("interrupted");
        }
        if (gone) {
            throw new IOException("the client left");
        }
    }
}

package io.minos.node.front;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a client hears on a stream, in order. */
final class Heard<T> implements StreamObserver<T> {
    private final BlockingQueue<Object> all = new LinkedBlockingQueue<>();

    @Override
    public void onNext(T message) {
        all.add(message);
    }

    @Override
    public void onError(Throwable failure) {
        all.add(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
        all.add(Status.OK);
    }

    @SuppressWarnings("unchecked")
    T message() throws InterruptedException {
        Object next = all.poll(10, TimeUnit.SECONDS);
        if (next == null || next instanceof Status) {
            throw new AssertionError("no message but " + next);
        }
        return (T) next;
    }

    Status end() throws InterruptedException {
        Object next = all.poll(10, TimeUnit.SECONDS);
        if (next instanceof Status end) {
            return end;
        }
        throw new AssertionError("no end but " + next);
    }

    boolean isSilent(long millis) throws InterruptedException {
        Object next = all.poll(millis, TimeUnit.MILLISECONDS);
        if (next != null) {
            all.add(next);
        }
        return next == null;
    }
}

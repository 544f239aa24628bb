package io.minos.node.front.concurrency;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.Event;
import io.minos.etcd.api.KeyValue;
import io.minos.etcd.api.RangeResponse;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.etcd.api.WatchResponse;
import io.minos.node.front.Backend;
import io.minos.node.front.RpcException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Waits until all keys of a prefix that were created up to a revision are gone. Only the last of them is watched, so that
 * the end of one contender wakes one other and not the whole queue.
 */
final class Turn implements KeyWatch.Listener {
    private final Backend backend;
    private final ByteString prefix;
    private final long createRevisionMax;
    private final CompletableFuture<Void> come = new CompletableFuture<>();
    private Optional<KeyWatch> watch = Optional.empty();

    private Turn(Backend backend, ByteString prefix, long createRevisionMax) {
        this.backend = backend;
        this.prefix = prefix;
        this.createRevisionMax = createRevisionMax;
    }

    /** To be cancelled by who does not want to wait any more. */
    static CompletableFuture<Void> await(Backend backend, ByteString prefix, long createRevisionMax) {
        Turn turn = new Turn(backend, prefix, createRevisionMax);
        turn.come.whenComplete((done, failure) -> turn.unwatch());
        turn.look();
        return turn.come;
    }

    private void look() {
        backend.range(Keys.lastUpTo(prefix, createRevisionMax)).thenAccept(this::found).exceptionally(failure -> {
            come.completeExceptionally(RpcException.of(failure));
            return null;
        });
    }

    private void found(RangeResponse range) {
        if (range.getKvsCount() == 0) {
            come.complete(null);
            return;
        }
        KeyValue before = range.getKvs(0);
        KeyWatch predecessor = KeyWatch.open(backend, this);
        watch(predecessor);
        predecessor.begin(WatchCreateRequest.newBuilder().setKey(before.getKey()).setStartRevision(range.getHeader().getRevision()));
    }

    /** Who stopped waiting meanwhile has closed the watch before this one, or closes this. */
    private void watch(KeyWatch next) {
        synchronized (this) {
            watch = Optional.of(next);
        }
        if (come.isDone()) {
            unwatch();
        }
    }

    private void unwatch() {
        Optional<KeyWatch> last;
        synchronized (this) {
            last = watch;
        }
        last.ifPresent(KeyWatch::close);
    }

    @Override
    public void event(Event event, WatchResponse in) {
        if (event.getType() == Event.EventType.DELETE) {
            unwatch();
            look();
        }
    }

    @Override
    public void failed(RpcException why) {
        come.completeExceptionally(why);
    }
}

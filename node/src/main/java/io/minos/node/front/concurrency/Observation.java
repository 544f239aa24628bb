package io.minos.node.front.concurrency;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.Event;
import io.minos.etcd.api.KeyValue;
import io.minos.etcd.api.LeaderResponse;
import io.minos.etcd.api.RangeResponse;
import io.minos.etcd.api.ResponseHeader;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.etcd.api.WatchResponse;
import io.minos.node.front.Backend;
import io.minos.node.front.RpcException;
import java.util.Optional;

/** Follows an election: who leads, what it proclaims, and who leads when its key is gone. */
public final class Observation {
    /** Called one at a time, on any thread. */
    public interface Listener {
        void leader(LeaderResponse leader);

        /** The last call. */
        void failed(RpcException why);
    }

    private final Backend backend;
    private final ByteString prefix;
    private final Listener listener;
    private Optional<KeyWatch> watch = Optional.empty();
    private boolean closed;

    Observation(Backend backend, ByteString prefix, Listener listener) {
        this.backend = backend;
        this.prefix = prefix;
        this.listener = listener;
    }

    public void begin() {
        look();
    }

    public void close() {
        Optional<KeyWatch> last;
        synchronized (this) {
            closed = true;
            last = watch;
        }
        last.ifPresent(KeyWatch::close);
    }

    private void look() {
        backend.range(Keys.first(prefix)).thenAccept(this::found).exceptionally(failure -> {
            fail(ClientErrors.of(failure));
            return null;
        });
    }

    private void found(RangeResponse range) {
        if (range.getKvsCount() == 0) {
            awaitCandidate(range.getHeader().getRevision() + 1);
        } else {
            follow(range.getHeader(), range.getKvs(0), range.getHeader().getRevision());
        }
    }

    /** The first key of the prefix that is put, leads. */
    private void awaitCandidate(long revision) {
        watch(new KeyWatch.Listener() {
            @Override
            public void event(Event event, WatchResponse in) {
                if (event.getType() == Event.EventType.PUT) {
                    unwatch();
                    long since = event.getKv().getModRevision();
                    follow(in.getHeader().toBuilder().setRevision(since).build(), event.getKv(), since);
                }
            }

            @Override
            public void failed(RpcException why) {
                fail(why);
            }
        }, WatchCreateRequest.newBuilder().setKey(prefix).setRangeEnd(Keys.end(prefix)).setStartRevision(revision));
    }

    private void follow(ResponseHeader header, KeyValue leader, long revision) {
        tell(header, leader);
        watch(new KeyWatch.Listener() {
            @Override
            public void event(Event event, WatchResponse in) {
                if (event.getType() == Event.EventType.PUT) {
                    tell(in.getHeader(), event.getKv());
                } else {
                    unwatch();
                    look();
                }
            }

            @Override
            public void failed(RpcException why) {
                fail(why);
            }
        }, WatchCreateRequest.newBuilder().setKey(leader.getKey()).setStartRevision(revision + 1));
    }

    private void tell(ResponseHeader header, KeyValue leader) {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        listener.leader(LeaderResponse.newBuilder().setHeader(header).setKv(leader).build());
    }

    private void fail(RpcException why) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        listener.failed(why);
    }

    private void watch(KeyWatch.Listener events, WatchCreateRequest.Builder what) {
        KeyWatch next = KeyWatch.open(backend, events);
        boolean tooLate;
        synchronized (this) {
            watch = Optional.of(next);
            tooLate = closed;
        }
        if (tooLate) {
            next.close();
        } else {
            next.begin(what);
        }
    }

    private void unwatch() {
        Optional<KeyWatch> last;
        synchronized (this) {
            last = watch;
        }
        last.ifPresent(KeyWatch::close);
    }
}

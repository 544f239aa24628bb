package io.minos.node.differential;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.minos.etcd.api.WatchRequest;
import java.util.List;

/** One thing that a client does. Revisions and leases in it may be {@link Symbols}: they mean the same wherever the sequence is cut. */
sealed interface Step {
    /** A unary request. */
    record Call(Message request) implements Step {
        @Override
        public String toString() {
            return Brief.of(request);
        }
    }

    /** A request as bytes, whatever they are, to a method, whether it is there or not. */
    record Raw(String method, ByteString body) implements Step {
        @Override
        public String toString() {
            return "raw " + method + " " + Brief.hex(body);
        }
    }

    /** A keep-alive stream with a request for each lease, ended after the last. */
    record KeepAlive(List<Long> leases) implements Step {
        public KeepAlive {
            leases = List.copyOf(leases);
        }

        @Override
        public String toString() {
            return "keep alive " + leases.stream().map(Symbols::name).toList();
        }
    }

    /** A request on a watch stream, which is opened when it is not yet. */
    record Watch(int stream, WatchRequest request) implements Step {
        @Override
        public String toString() {
            return "stream " + stream + ": " + Brief.of(request);
        }
    }

    /** The client of a watch stream leaves. */
    record HangUp(int stream) implements Step {
        @Override
        public String toString() {
            return "stream " + stream + ": hang up";
        }
    }
}

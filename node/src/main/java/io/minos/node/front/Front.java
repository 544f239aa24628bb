package io.minos.node.front;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

/** The node's client port: serves a {@link Backend} as etcd's JSON gateway, with health, version and metrics. */
public final class Front implements AutoCloseable {
    /**
     * @param clientUrls where clients are served
     * @param metricsUrls where only health and metrics are served
     * @param requestBytesMax etcd's {@code --max-request-bytes}; the transport takes 512 KiB more, as etcd's does
     */
    public record Options(List<URI> clientUrls, List<URI> metricsUrls, int requestBytesMax) {
        public Options {
            clientUrls = List.copyOf(clientUrls);
            metricsUrls = List.copyOf(metricsUrls);
        }
    }

    /** Listens at return. An IOException says which address could not be had. */
    public static Front start(Options options, Backend backend) throws IOException {
        throw new IllegalStateException("skeleton");
    }

    /** As bound, in the order of the URLs; useful with port 0. */
    public List<InetSocketAddress> clientAddresses() {
        return List.of();
    }

    public List<InetSocketAddress> metricsAddresses() {
        return List.of();
    }

    /** Stops listening, ends the streams, gives running calls a second. */
    @Override
    public void close() {}
}

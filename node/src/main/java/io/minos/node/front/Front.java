package io.minos.node.front;

import io.minos.node.config.ClientConnections;
import io.minos.node.front.grpc.GrpcHandler;
import io.minos.node.tls.Tls;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The node's client port: serves a {@link Backend} as etcd's gRPC API over HTTP/2, and beside it as etcd's JSON
 * gateway, with health, version and metrics, over HTTP/1.1 as well; in cleartext or over TLS.
 */
public final class Front implements AutoCloseable {
    private static final int THREADS_MAX = 32;
    /** Two: one large answer being encoded must not hold up all the small ones. */
    private static final int ANSWERING_THREADS = 2;
    /** etcd never closes an idle connection; a client that vanished without a word has to be forgotten at some time. */
    private static final long IDLE_MILLIS = TimeUnit.MINUTES.toMillis(10);
    private static final long STOP_MILLIS = 1_000;

    /**
     * @param clientUrls where clients are served
     * @param metricsUrls where only health and metrics are served
     * @param requestBytesMax etcd's {@code --max-request-bytes}
     * @param electionTimeout three of them without a leader, and streams that require one end
     * @param tls for the https URLs
     */
    public record Options(List<URI> clientUrls, List<URI> metricsUrls, int requestBytesMax, Duration electionTimeout, ClientConnections connections, Optional<Tls> tls) {
        public Options {
            clientUrls = List.copyOf(clientUrls);
            metricsUrls = List.copyOf(metricsUrls);
            if (requestBytesMax < 0) {
                throw new IllegalArgumentException("requestBytesMax " + requestBytesMax);
            }
        }

        /** Cleartext only. */
        public Options(List<URI> clientUrls, List<URI> metricsUrls, int requestBytesMax, Duration electionTimeout) {
            this(clientUrls, metricsUrls, requestBytesMax, electionTimeout, ClientConnections.DEFAULT, Optional.empty());
        }
    }

    private final List<Server> servers = new ArrayList<>();
    private final ExecutorService executor;
    private final OpenStreams streams = new OpenStreams(UnsentBytes.ofThisProcess());
    private final Optional<V2Routes> v2;
    private boolean closed;

    private Front(Options options, Backend backend, Optional<V2Backend> v2) {
        executor = answeringThreads();
        Limits limits = new Limits(options.requestBytesMax(), options.connections());
        GrpcHandler grpc = new GrpcHandler(backend, limits, executor, streams, options.electionTimeout().toMillis());
        this.v2 = v2.map(enabled -> new V2Routes(enabled, backend, limits, executor));
        Gateway gateway = new Gateway(backend, this.v2, limits, executor, streams);
        Connectors connectors = new Connectors(options.tls(), options.connections(), IDLE_MILLIS);
        servers.add(server(connectors, options.clientUrls(), new Handler.Sequence(grpc, gateway), "front"));
        if (!options.metricsUrls().isEmpty()) {
            servers.add(server(connectors, options.metricsUrls(), new Pages(backend, executor), "front-metrics"));
        }
    }

    /** Serves at return. An IOException says which address could not be had. */
    public static Front start(Options options, Backend backend) throws IOException {
        Front front = bind(options, backend, Optional.empty());
        front.serve();
        return front;
    }

    /**
     * Has the addresses at return, and serves health and metrics at their own; clients wait in the connection until
     * {@link #serve}, as etcd's do. An IOException says which address could not be had.
     *
     * @param v2 if the v2 API is enabled
     */
    public static Front bind(Options options, Backend backend, Optional<V2Backend> v2) throws IOException {
        Front front = new Front(options, backend, v2);
        try {
            for (Connector connector : front.clients().getConnectors()) {
                ((ServerConnector) connector).open();
            }
            for (Server metrics : front.servers.subList(1, front.servers.size())) {
                metrics.start();
            }
            return front;
        } catch (Exception e) {
            front.close();
            throw unavailable(e);
        }
    }

    /** To be called once; of no effect on a front that is closed. */
    public synchronized void serve() throws IOException {
        if (closed) {
            return;
        }
        try {
            clients().start();
        } catch (Exception e) {
            throw unavailable(e);
        }
    }

    private static IOException unavailable(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new IOException(e.getMessage() + ": " + cause.getMessage(), e);
    }

    private Server clients() {
        return servers.get(0);
    }

    /** Streams that are open and gRPC calls that are not answered yet. */
    public int streamCount() {
        return streams.count();
    }

    /** Connections of clients, whatever they are used for. */
    public int connectionCount() {
        return Arrays.stream(servers.get(0).getConnectors()).mapToInt(connector -> connector.getConnectedEndPoints().size()).sum();
    }

    /** Of answers and events that were given to streams and gRPC calls, and whose clients have not read them yet. */
    public long unsentBytes() {
        return streams.unsent().bytes();
    }

    /** As bound, in the order of the URLs; useful with port 0. */
    public List<InetSocketAddress> clientAddresses() {
        return addresses(clients());
    }

    /** Likewise for the metrics URLs. */
    public List<InetSocketAddress> metricsAddresses() {
        return servers.size() < 2 ? List.of() : addresses(servers.get(1));
    }

    /** Ends the streams, stops listening, cuts off what is not answered by then. Waits for a second or two at most. */
    @Override
    public synchronized void close() {
        closed = true;
        try {
            v2.ifPresent(V2Routes::endWatches);
            streams.endAll(STOP_MILLIS);
            executor.shutdown();
            executor.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS);
            for (Server server : servers) {
                server.stop();
            }
            for (Connector connector : clients().getConnectors()) {
                IO.close((Closeable) connector.getTransport()); // one that never served: Jetty leaves it open when it has no thread of its own
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException("the client port does not stop", e);
        }
    }

    private static List<InetSocketAddress> addresses(Server server) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (Connector connector : server.getConnectors()) {
            ServerConnector bound = (ServerConnector) connector;
            addresses.add(new InetSocketAddress(bound.getHost(), bound.getLocalPort()));
        }
        return addresses;
    }

    private static Server server(Connectors connectors, List<URI> urls, Handler handler, String name) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS_MAX, 1);
        threads.setName(name);
        threads.setDaemon(true);
        Server server = new Server(threads);
        connectors.at(urls, server).forEach(server::addConnector);
        server.setHandler(handler);
        server.setErrorHandler(Front::plainError);
        return server;
    }

    /** What never reached a handler: a request that is not even HTTP. As terse as Go's server. */
    private static boolean plainError(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        Answers.textError(response, status, status + " " + HttpStatus.getMessage(status), callback);
        return true;
    }

    /** Once shut down it swallows what comes: the connections are about to be cut. */
    private static ExecutorService answeringThreads() {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory daemons = task -> {
            Thread thread = new Thread(task, "front-answer-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        return new ThreadPoolExecutor(
                ANSWERING_THREADS, ANSWERING_THREADS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons, new ThreadPoolExecutor.DiscardPolicy());
    }
}

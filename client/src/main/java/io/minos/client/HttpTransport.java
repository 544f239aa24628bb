package io.minos.client;

import java.io.Closeable;
import java.time.Duration;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpClientTransportDynamic;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The threads and sockets that many clients share. Connections are not shared: each client has its own, so that a broken one
 * disturbs nobody else. Thread-safe.
 *
 * <p>Nothing here repeats a request. Jetty itself sends an exchange anew only if the pooled connection was found expired
 * before the exchange was associated with it, hence before any byte was written; redirects, authentication and 100-continue,
 * which would send again, are switched off.
 */
public final class HttpTransport implements Closeable {
    private static final int THREADS_MAX = 16;
    private static final Duration IDLE_DESTINATION = Duration.ofSeconds(20);

    private final HttpClient http;

    private HttpTransport(HttpClient http) {
        this.http = http;
    }

    /** Its threads are daemons whose names start with {@code name}. */
    public static HttpTransport start(String name) {
        var threads = new QueuedThreadPool(THREADS_MAX, 2);
        threads.setName(name);
        threads.setDaemon(true);
        var connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setExecutor(threads);
        var http = new HttpClient(new HttpClientTransportDynamic(connector));
        http.setExecutor(threads);
        http.setFollowRedirects(false);
        http.setUserAgentField(null);
        http.setDestinationIdleTimeout(IDLE_DESTINATION.toMillis());
        try {
            http.start();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP client did not start: " + e.getMessage(), e);
        }
        http.getProtocolHandlers().clear();
        http.getContentDecoderFactories().clear();
        return new HttpTransport(http);
    }

    /** @param owner whose connection it goes over: requests of different owners never share one */
    Request post(String url, Object owner) {
        return http.newRequest(url).method(HttpMethod.POST).tag(owner);
    }

    @Override
    public void close() {
        try {
            http.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP client did not stop: " + e.getMessage(), e);
        }
    }
}

package io.minos.nemesis.toxiproxy;

import io.minos.nemesis.relay.EventLoop;
import io.minos.nemesis.toxiproxy.Api.Answer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A Toxiproxy in this process: the HTTP API of Toxiproxy 2.5.0 (https://github.com/Shopify/toxiproxy) and its toxics, on one
 * thread for all connections. Differences: no {@code /metrics}; an upstream name is looked up on the relaying thread; a
 * toxic's dice are thrown once a connection, where Toxiproxy throws them again when a neighbour changes; a slicer that would
 * cut single bytes stops; the texts of JSON syntax errors are Jackson's.
 */
public final class ToxiproxyServer implements AutoCloseable {
    private static final int API_THREADS_MAX = 8;

    private final EventLoop loop;
    private final Api api;
    private final Server http;
    private final URI uri;

    private ToxiproxyServer(EventLoop loop, RandomGenerator random) throws IOException {
        this.loop = loop;
        api = new Api(loop, random);
        QueuedThreadPool threads = new QueuedThreadPool(API_THREADS_MAX, 1);
        threads.setName("toxiproxy-api");
        threads.setDaemon(true);
        http = new Server(threads);
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(http, 1, 1, new HttpConnectionFactory(configuration));
        connector.setHost("127.0.0.1");
        http.addConnector(connector);
        http.setHandler(new ApiHandler());
        startHttp();
        uri = URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    /**
     * On 127.0.0.1, at a free port.
     *
     * @param random of jitter, slices and toxicity
     */
    public static ToxiproxyServer start(RandomGenerator random) throws IOException {
        EventLoop loop = new EventLoop("toxiproxy");
        try {
            return new ToxiproxyServer(loop, random);
        } catch (IOException | RuntimeException e) {
            loop.close();
            throw e;
        }
    }

    private void startHttp() throws IOException {
        try {
            http.start();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the embedded Toxiproxy does not start: " + e.getMessage(), e);
        }
    }

    /** The API's address. */
    public URI uri() {
        return uri;
    }

    /** Closes every proxy and connection. */
    @Override
    public void close() {
        try {
            http.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the embedded Toxiproxy does not stop", e);
        } finally {
            loop.close();
        }
    }

    private final class ApiHandler extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            Answer answer = answer(request);
            response.setStatus(answer.status());
            if (!answer.contentType().isEmpty()) {
                response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
            }
            response.write(true, ByteBuffer.wrap(answer.body().getBytes(StandardCharsets.UTF_8)), callback);
            return true;
        }

        private Answer answer(Request request) throws IOException {
            String agent = request.getHeaders().get(HttpHeader.USER_AGENT);
            if (agent != null && agent.startsWith("Mozilla/")) {
                // A web page must not drive it through its reader's browser.
                return Answer.plain(403, "User agent not allowed\n");
            }
            String body = Content.Source.asString(request, StandardCharsets.UTF_8);
            String path = Request.getPathInContext(request);
            return loop.call(() -> api.answer(request.getMethod(), path, body));
        }
    }
}

package io.minos.node.transport;

import com.google.protobuf.ByteString;
import io.minos.node.raft.Message;
import io.minos.node.tls.Tls;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.ByteBufferRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Messages over HTTP/1.1, in cleartext or TLS, to the peers' URLs. What goes from one member to another travels on connections that the sender
 * dialed, as request bytes; the answers to them carry nothing of Raft, so a link can be cut in one direction alone.
 *
 * <p>To each peer there are two streams ({@link Lane}); a stream whose bytes do not arrive is given up after
 * {@code silence} and dialed anew, at most five times a second. Calls are plain requests beside them.
 */
public final class HttpPeerTransport implements PeerTransport {
    /** Answers a GET with {@link #describe}; asks for no name. */
    public static final String MEMBERS_PATH = PeerPort.MEMBERS;
    private static final int THREADS_MAX = 24;
    private static final long STOP_MILLIS = 1_000;
    private static final int ANSWER_BYTES_MAX = 16 << 20;

    /**
     * @param listenUrls where peers reach this member
     * @param advertised the same, as told to a peer that does not know this member yet
     * @param peers the other members' URLs by id, as far as they are known
     * @param silence how long a peer may leave what was sent unacknowledged before its connection is given up; at least
     *     300 ms, as a peer acknowledges ten times a second
     * @param queueBytesMax what may wait for one peer on one lane; beyond it messages are dropped
     * @param tls for the https URLs, ours and the peers'
     */
    public record Options(long clusterId, long self, List<URI> listenUrls, List<URI> advertised, SortedMap<Long, List<URI>> peers, Duration silence, int queueBytesMax,
            Optional<Tls> tls) {
        public Options {
            listenUrls = List.copyOf(listenUrls);
            advertised = List.copyOf(advertised);
            peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
            if (peers.containsKey(self) || peers.values().stream().anyMatch(List::isEmpty)) {
                throw new IllegalArgumentException("peers are the others, each with a URL: " + peers);
            }
            if (silence.toMillis() < 300 || queueBytesMax < 1) {
                throw new IllegalArgumentException("silence " + silence + ", queueBytesMax " + queueBytesMax);
            }
        }

        /** Cleartext only. */
        public Options(long clusterId, long self, List<URI> listenUrls, List<URI> advertised, SortedMap<Long, List<URI>> peers, Duration silence, int queueBytesMax) {
            this(clusterId, self, listenUrls, advertised, peers, silence, queueBytesMax, Optional.empty());
        }
    }

    private final Options options;
    private final long boot = new SecureRandom().nextLong();
    private final PeerPort port;
    private final QueuedThreadPool threads = new QueuedThreadPool(THREADS_MAX, 1);
    private final Server server = new Server(threads);
    private final HttpClient client;
    private final Receiver receiver;
    /** Never changed, but replaced: others may be reading it. */
    private volatile Map<Long, Peer> peers = Map.of();
    private SortedSet<Long> removed = Collections.emptySortedSet();

    private record Peer(List<URI> urls, Map<Lane, PeerLink> links) {}

    private HttpPeerTransport(Options options, Receiver receiver) {
        this.options = options;
        this.receiver = receiver;
        this.port = new PeerPort(options.clusterId(), options.self(), receiver, this::introduced);
        threads.setName("peer");
        threads.setDaemon(true);
        options.listenUrls().forEach(url -> server.addConnector(connector(url)));
        server.setHandler(port);
        this.client = client();
        members(options.peers(), removed);
    }

    /** Listens at return. An IOException says which address could not be had. */
    public static HttpPeerTransport start(Options options, Receiver receiver) throws IOException {
        HttpPeerTransport transport = new HttpPeerTransport(options, receiver);
        try {
            transport.threads.start(); // shared, so neither's to stop
            transport.client.start(); // first: whoever speaks to us may be one we do not know yet
            transport.server.start();
            return transport;
        } catch (Exception e) {
            transport.close();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(e.getMessage() + ": " + cause.getMessage(), e);
        }
    }

    /** As bound, in the order of the URLs; useful with port 0. */
    public List<InetSocketAddress> addresses() {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (Connector connector : server.getConnectors()) {
            ServerConnector bound = (ServerConnector) connector;
            addresses.add(new InetSocketAddress(bound.getHost(), bound.getLocalPort()));
        }
        return addresses;
    }

    @Override
    public void send(Message message) {
        enqueue(message).ifPresent(PeerLink::flush);
    }

    @Override
    public void sendAll(List<Message> messages) {
        messages.forEach(this::enqueue);
        peers.values().forEach(peer -> peer.links().values().forEach(PeerLink::flush));
    }

    /** @return empty for a message to a member that is none of our peers: it is lost */
    private Optional<PeerLink> enqueue(Message message) {
        Optional<PeerLink> link = Optional.ofNullable(peers.get(message.to())).map(peer -> peer.links().get(Lane.of(message)));
        link.ifPresent(l -> l.enqueue(MessageCodec.frame(message)));
        return link;
    }

    @Override
    public CompletableFuture<ByteString> call(long peer, String method, ByteString body, Duration timeout) {
        Peer known = peers.get(peer);
        if (known == null) {
            return CompletableFuture.failedFuture(new PeerCallException("no peer " + Long.toHexString(peer)));
        }
        CompletableFuture<ByteString> answer = new CompletableFuture<>();
        client.POST(known.urls().get(0).resolve(PeerPort.CALL + method))
                .headers(headers -> identityFor(peer).putInto(headers))
                .body(new ByteBufferRequestContent(body.asReadOnlyByteBuffer()))
                .timeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .send(new BufferingResponseListener(ANSWER_BYTES_MAX) {
                    @Override
                    public void onComplete(Result result) {
                        if (result.isSucceeded() && result.getResponse().getStatus() == HttpStatus.OK_200) {
                            answer.complete(ByteString.copyFrom(getContent()));
                        } else {
                            answer.completeExceptionally(new PeerCallException(reason(peer, method, result, getContentAsString())));
                        }
                    }
                });
        return answer;
    }

    private static String reason(long peer, String method, Result result, @Nullable String text) {
        String why = result.getFailure() instanceof EOFException ? "the connection ended" : result.isFailed() ? String.valueOf(result.getFailure()) : result.getResponse().getStatus() + " " + String.valueOf(text).strip();
        return "call of " + method + " at " + Long.toHexString(peer) + ": " + why;
    }

    @Override
    public void serve(String method, Function<ByteString, CompletableFuture<ByteString>> answer) {
        port.serve(method, answer);
    }

    /** Each lane to each peer. */
    public List<PeerStatus> status() {
        return peers.values().stream().flatMap(peer -> peer.links().values().stream()).map(PeerLink::status).toList();
    }

    /** Bytes of messages that arrived, by who sent them. */
    public SortedMap<Long, Long> receivedBytes() {
        return port.receivedBytes();
    }

    @Override
    public void close() {
        peers.values().forEach(HttpPeerTransport::close);
        try {
            client.stop();
            server.stop();
            threads.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the peer port does not stop", e);
        }
    }

    // ------------------------------------------------------------------ who the peers are

    /**
     * The members as this one now knows them, itself among them or not. Those it did not know get links, those that moved
     * are dialed elsewhere from now on. Only who is {@code removed} is dropped: what is known here may be old.
     */
    public synchronized void members(SortedMap<Long, List<URI>> members, SortedSet<Long> removedIds) {
        Map<Long, Peer> next = new TreeMap<>(peers);
        members.forEach((id, urls) -> {
            if (id != options.self() && !urls.isEmpty()) {
                next.compute(id, (same, known) -> known == null ? new Peer(urls, linksTo(id, urls)) : moved(known, urls));
            }
        });
        removed = removedIds;
        peers.keySet().stream().filter(removed::contains).forEach(id -> closeLater(next.remove(id)));
        peers = next;
        port.removed(removedIds);
    }

    /** What those that want to join are told: any bytes, none while there is nothing to tell. */
    public void describe(Supplier<Optional<ByteString>> description) {
        port.describe(description);
    }

    /** The members as etcd shows them at {@code /members}, in JSON; none while there is nothing to show. */
    public void show(Supplier<Optional<String>> membersAsJson) {
        port.page(membersAsJson);
    }

    /** One that we know stays where our state has it. */
    private synchronized void introduced(long id, List<URI> urls) {
        if (!peers.containsKey(id) && !removed.contains(id)) {
            Map<Long, Peer> next = new TreeMap<>(peers);
            next.put(id, new Peer(urls, linksTo(id, urls)));
            peers = next;
        }
    }

    private static Peer moved(Peer known, List<URI> urls) {
        if (!known.urls().equals(urls)) {
            known.links().values().forEach(link -> link.readdress(urls));
        }
        return new Peer(urls, known.links());
    }

    /** The last that was sent to it, that it is removed, may be on its way. */
    private void closeLater(Peer gone) {
        client.getScheduler().schedule(() -> close(gone), options.silence().toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void close(Peer peer) {
        peer.links().values().forEach(PeerLink::close);
    }

    private Map<Lane, PeerLink> linksTo(long peer, List<URI> urls) {
        String ours = options.advertised().stream().map(URI::toString).collect(Collectors.joining(","));
        Runnable gone = () -> receiver.received(new Message.Removed(peer, options.self(), 0));
        Map<Lane, PeerLink> lanes = new EnumMap<>(Lane.class);
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new PeerLink(client, identityFor(peer), boot, lane, urls, ours, options.silence(), options.queueBytesMax(), gone));
        }
        return lanes;
    }

    private Identity identityFor(long peer) {
        return new Identity(options.clusterId(), options.self(), peer);
    }

    private HttpClient client() {
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setExecutor(threads);
        options.tls().ifPresent(tls -> connector.setSslContextFactory(tls.dialer()));
        HttpClient made = new HttpClient(new HttpClientTransportOverHTTP(connector));
        made.setExecutor(threads);
        options.tls().ifPresent(tls -> made.addBean(tls.doorkeeperOfDialed()));
        made.setConnectTimeout(options.silence().toMillis());
        made.setFollowRedirects(false);
        made.setUserAgentField(null);
        return made;
    }

    private ServerConnector connector(URI url) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(false);
        http.addCustomizer(new SecureRequestCustomizer(false)); // who dials has checked whom it dialed
        HttpConnectionFactory cleartext = new HttpConnectionFactory(http);
        ServerConnector connector;
        if (url.getScheme().equals("https")) {
            Tls tls = options.tls().orElseThrow(() -> new IllegalArgumentException("an https URL without a certificate"));
            connector = new ServerConnector(server, 0, 1, new SslConnectionFactory(tls.server(), cleartext.getProtocol()), cleartext);
            connector.addBean(tls.doorkeeper());
        } else {
            connector = new ServerConnector(server, 0, 1, cleartext);
        }
        String host = url.getHost();
        connector.setHost(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
        connector.setPort(url.getPort());
        connector.setShutdownIdleTimeout(STOP_MILLIS);
        return connector;
    }
}

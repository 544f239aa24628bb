package io.minos.nemesis.toxiproxy;

import io.minos.nemesis.relay.Duplex;
import io.minos.nemesis.relay.Duplex.Lane;
import io.minos.nemesis.relay.EventLoop;
import io.minos.nemesis.relay.EventLoop.Listener;
import io.minos.nemesis.relay.Flow;
import io.minos.nemesis.relay.Flow.AtEnd;
import io.minos.nemesis.relay.Wire;
import io.minos.nemesis.toxiproxy.Toxic.Stream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listener, what it leads to, its toxics and its connections. Belongs to the loop's thread. */
final class Proxy {
    private static final Logger log = LoggerFactory.getLogger(Proxy.class);

    private final EventLoop loop;
    private final RandomGenerator random;
    private final String name;
    private String listen;
    private String upstream;
    private @Nullable Listener listener;
    private final List<Toxic> toxics = new ArrayList<>();
    private final Set<Connection> connections = new LinkedHashSet<>();
    /** Accepted, while the upstream is being dialed. */
    private final Set<Wire> dialing = new LinkedHashSet<>();

    private record Connection(Duplex duplex, ToxicChain up, ToxicChain down) {
        ToxicChain chain(Stream stream) {
            return stream == Stream.UPSTREAM ? up : down;
        }

        Flow flow(Stream stream) {
            return stream == Stream.UPSTREAM ? duplex.upstream() : duplex.downstream();
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    Proxy(EventLoop loop, RandomGenerator random, String name, String listen, String upstream) {
        this.loop = loop;
        this.random = random;
        this.name = name;
        this.listen = listen;
        this.upstream = upstream;
    }

    String name() {
        return name;
    }

    /** As it was given until it first listened, then the address bound. */
    String listen() {
        return listen;
    }

    String upstream() {
        return upstream;
    }

    boolean enabled() {
        return listener != null;
    }

    /** Upstream toxics first, each stream in the order they were added. */
    List<Toxic> toxics() {
        List<Toxic> all = new ArrayList<>(toxics(Stream.UPSTREAM));
        all.addAll(toxics(Stream.DOWNSTREAM));
        return all;
    }

    private List<Toxic> toxics(Stream stream) {
        return toxics.stream().filter(toxic -> toxic.stream() == stream).toList();
    }

    Optional<Toxic> toxic(String name) {
        return toxics.stream().filter(toxic -> toxic.name().equals(name)).findFirst();
    }

    /** Does nothing when it listens already. */
    void start() {
        if (listener != null) {
            return;
        }
        try {
            listener = loop.listen(HostPort.parse(listen), this::accept);
            listen = HostPort.format(listener.address());
        } catch (IOException e) {
            throw new ApiException("listen tcp " + listen + ": bind: " + e.getMessage(), 500);
        }
    }

    /** Closes the listener and every connection; the toxics stay. */
    void stop() {
        if (listener == null) {
            return;
        }
        listener.close();
        listener = null;
        List.copyOf(connections).forEach(connection -> connection.duplex().close());
        List.copyOf(dialing).forEach(Wire::close);
    }

    void update(String newListen, String newUpstream, boolean enabled) {
        if (!newListen.equals(listen) || !newUpstream.equals(upstream)) {
            stop();
            listen = newListen;
            upstream = newUpstream;
        }
        if (enabled) {
            start();
        } else {
            stop();
        }
    }

    private void accept(Wire client) {
        dialing.add(client);
        try {
            loop.connect(HostPort.parse(upstream), server -> lead(client, server), failure -> refuse(client, failure));
        } catch (ApiException e) {
            refuse(client, new IOException(e.getMessage()));
        }
    }

    private void refuse(Wire client, IOException failure) {
        log.debug("{}: cannot open a connection to {}: {}", name, upstream, failure.toString());
        dialing.remove(client);
        client.close();
    }

    private void lead(Wire client, Wire server) {
        dialing.remove(client);
        if (client.closed()) {
            server.close();
            return;
        }
        if (toxics.stream().anyMatch(toxic -> toxic.attributes().closesByReset())) {
            client.resetOnClose();
            server.resetOnClose();
        }
        long now = loop.nowNanos();
        ToxicChain up = new ToxicChain(toxics(Stream.UPSTREAM), random, now);
        ToxicChain down = new ToxicChain(toxics(Stream.DOWNSTREAM), random, now);
        Connection[] made = new Connection[1];
        Duplex duplex = new Duplex(loop, client, server, AtEnd.CLOSE, lane(up), lane(down), () -> connections.remove(made[0]));
        made[0] = new Connection(duplex, up, down);
        connections.add(made[0]);
        duplex.start();
    }

    private static Lane lane(ToxicChain chain) {
        return new Lane(chain, bytes -> {}, bytes -> {});
    }

    void add(Toxic toxic) {
        if (toxic(toxic.name()).isPresent()) {
            throw ApiException.toxicExists();
        }
        toxics.add(toxic);
        onConnections(toxic, (chain, added) -> chain.add(added, loop.nowNanos()));
    }

    void change(Toxic toxic, Attributes attributes, float toxicity) {
        toxic.change(attributes, toxicity);
        onConnections(toxic, (chain, changed) -> chain.change(changed, loop.nowNanos()));
    }

    void remove(Toxic toxic) {
        toxics.remove(toxic);
        onConnections(toxic, (chain, removed) -> chain.remove(removed, loop.nowNanos()));
    }

    void removeToxics() {
        List.copyOf(toxics).forEach(this::remove);
    }

    private void onConnections(Toxic toxic, BiConsumer<ToxicChain, Toxic> work) {
        for (Connection connection : List.copyOf(connections)) {
            work.accept(connection.chain(toxic.stream()), toxic);
            connection.flow(toxic.stream()).pump();
        }
    }
}

package io.minos.scenarios.cluster;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How one node is started, in etcd's flags.
 *
 * @param listenPeer what the node binds for its peers
 * @param listenClient what the node binds for clients, and advertises
 * @param advertisedPeers what every member advertises to its peers, by name, in order; the same for all members
 * @param tls whether clients are served over TLS, by a certificate that the node makes for itself
 */
record NodeCommand(NodeBinary binary, String name, Path dataDirectory, InetSocketAddress listenPeer, InetSocketAddress listenClient,
        Map<String, InetSocketAddress> advertisedPeers, Map<String, String> flags, boolean tls) {
    /** Clients in cleartext. */
    NodeCommand(NodeBinary binary, String name, Path dataDirectory, InetSocketAddress listenPeer, InetSocketAddress listenClient,
            Map<String, InetSocketAddress> advertisedPeers, Map<String, String> flags) {
        this(binary, name, dataDirectory, listenPeer, listenClient, advertisedPeers, flags, false);
    }

    List<String> words() {
        List<String> words = new ArrayList<>(Tether.words());
        words.addAll(binary.command());
        words.add("--name=" + name);
        words.add("--data-dir=" + dataDirectory);
        words.add("--listen-client-urls=" + clientUrl());
        words.add("--advertise-client-urls=" + clientUrl());
        if (tls) {
            words.add("--auto-tls");
        }
        words.add("--listen-peer-urls=" + url(listenPeer));
        words.add("--initial-advertise-peer-urls=" + url(advertisedPeers.get(name)));
        words.add("--initial-cluster=" + advertisedPeers.entrySet().stream().map(e -> e.getKey() + "=" + url(e.getValue())).collect(Collectors.joining(",")));
        words.add("--initial-cluster-token=minos");
        words.add("--initial-cluster-state=new");
        flags.forEach((flag, value) -> words.add("--" + flag + "=" + value));
        return words;
    }

    String clientUrl() {
        return tls ? url(listenClient).replace("http:", "https:") : url(listenClient);
    }

    static String url(InetSocketAddress address) {
        return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}

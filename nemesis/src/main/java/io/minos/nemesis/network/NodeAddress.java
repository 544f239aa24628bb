package io.minos.nemesis.network;

import java.net.InetSocketAddress;
import java.util.regex.Pattern;

/**
 * Where a node really listens.
 *
 * @param name letters, digits, {@code _} and {@code -}: it becomes part of a URL
 * @param peer what the node binds for its peers ({@code --listen-peer-urls}); it advertises {@link Fabric#advertisedPeer} instead
 * @param client what the node binds for clients ({@code --listen-client-urls}); clients use {@link Fabric#clientProxy} instead
 */
public record NodeAddress(String name, InetSocketAddress peer, InetSocketAddress client) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

    public NodeAddress {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a node's name has letters, digits, _ and - only, not: " + name);
        }
        if (peer.isUnresolved() || client.isUnresolved()) {
            throw new IllegalArgumentException("the addresses of " + name + " are not resolved: " + peer + ", " + client);
        }
    }
}

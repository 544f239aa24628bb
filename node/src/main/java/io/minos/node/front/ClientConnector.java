package io.minos.node.front;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Listens for clients, and takes them as they are, see {@link AuthorityScheme}. */
final class ClientConnector extends ServerConnector {
    ClientConnector(Server server, ConnectionFactory... protocols) {
        super(server, 0, 1, protocols);
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        SocketChannelEndPoint endPoint = new SocketChannelEndPoint(channel, selector, key, getScheduler()) {
            private final AuthorityScheme authorities = new AuthorityScheme();

            @Override
            public int fill(ByteBuffer buffer) throws IOException {
                int filled = super.fill(buffer);
                if (filled > 0) {
                    authorities.pass(buffer, buffer.limit() - filled);
                }
                return filled;
            }
        };
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }
}

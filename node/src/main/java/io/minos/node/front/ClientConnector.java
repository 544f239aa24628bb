package io.minos.node.front;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Listens for clients, and takes them as they are, see {@link AuthorityScheme}. */
final class ClientConnector extends ServerConnector {
    private static final int PROBE_SECONDS = 30;

    ClientConnector(Server server, ConnectionFactory... protocols) {
        super(server, 0, 1, protocols);
    }

    /** As etcd does (pkg/transport/keepalive_listener.go): a machine that is gone without a word is noticed within minutes. */
    @Override
    protected void configure(Socket socket) {
        super.configure(socket);
        try {
            socket.setKeepAlive(true);
            if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
                socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, PROBE_SECONDS);
                socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, PROBE_SECONDS);
            }
        } catch (IOException closed) {
            // the client was faster: whoever reads from it next will notice
        }
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
